"""A store without cases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.registry.registry import Registry
from tests.support.adjudication import registry


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Registry]:
    opened = registry(tmp_path)
    yield opened
    opened.close()
