"""A store that is backed up, and empty databases to restore into, of the kind that a test asks for."""

from pathlib import Path

import pytest

from tests.support.backups import Kept
from tests.support.databases import Cluster, Where


@pytest.fixture
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    """A database without any table; SQLite's, unless the test says otherwise."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return tmp_path / "new" / "umbral.db"
    running: Cluster = request.getfixturevalue("cluster")
    return running.bare()


@pytest.fixture
def kept(tmp_path: Path, where: Where) -> Kept:
    """On either database."""
    return Kept(tmp_path / "kept", where)


@pytest.fixture
def small(tmp_path: Path, empty_file: Path) -> Kept:
    """On SQLite."""
    made = Kept(tmp_path / "kept", tmp_path / "kept" / "home" / "umbral.db")
    made.home.joinpath("umbral.db").write_bytes(empty_file.read_bytes())
    return made
