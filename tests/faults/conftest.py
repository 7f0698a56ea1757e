"""Stores that are killed lie on a disk: its waiting is what a kill can come into."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support.scratch import DISK


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Where a commit takes as long as it takes to be durable; in memory hardly any kill falls between two."""
    with TemporaryDirectory(prefix="umbral-", dir=DISK, ignore_cleanup_errors=True) as folder:
        yield Path(folder)
