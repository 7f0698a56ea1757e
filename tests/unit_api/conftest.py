"""A registry on each of the two databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.registry.registry import Registry
from tests.support.databases import Where


@pytest.fixture
def registry(where: Where, tmp_path: Path) -> Iterator[Registry]:
    """Empty; in SQLite and in PostgreSQL."""
    opened = Registry.open(where, tmp_path / "keys")
    yield opened
    opened.close()
