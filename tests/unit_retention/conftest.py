"""A house on each of the two databases, and what erases in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.registry.registry import Registry
from api.retention.erasing import Eraser
from tests.support.clock import SimulatedClock
from tests.support.databases import Where
from tests.support.house import House
from tests.support.keeping import Keeping


@pytest.fixture
def keeping(where: Where, tmp_path: Path) -> Iterator[Keeping]:
    """Nobody held, nobody expected."""
    registry = Registry.open(where, tmp_path / "keys")
    house = House(registry, SimulatedClock())
    eraser = Eraser(registry, house.service, house.gates.house.policies, house.clock, [tmp_path])
    yield Keeping(house, eraser, tmp_path)
    registry.close()
