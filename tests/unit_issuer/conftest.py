"""One house with its built-in issuer a test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.signing_in import Entrance, entrance


@pytest.fixture
def door(tmp_path: Path, empty_file: Path) -> Iterator[Entrance]:
    """Nobody has an account there."""
    shutil.copy(empty_file, tmp_path / "umbral.db")
    with entrance(tmp_path) as opened:
        yield opened
