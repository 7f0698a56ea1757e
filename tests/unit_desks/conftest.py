"""A house on each of the two databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.registry.registry import Registry
from tests.support.clock import SimulatedClock
from tests.support.databases import Where
from tests.support.house import House


@pytest.fixture
def house(where: Where, tmp_path: Path) -> Iterator[House]:
    """Nobody held, nobody expected."""
    registry = Registry.open(where, tmp_path / "keys")
    yield House(registry, SimulatedClock())
    registry.close()
