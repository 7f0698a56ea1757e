"""A house whose store keeps account, over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.registry.registry import Registry
from tests.support.clock import SimulatedClock
from tests.support.databases import Where
from tests.support.house import House
from tests.support.offices import Offices, offices_over


@pytest.fixture
def offices(where: Where, tmp_path: Path) -> Iterator[Offices]:
    registry = Registry.open(where, tmp_path / "keys")
    house = House(registry, SimulatedClock())
    with offices_over(house) as opened:
        registry.keep_account()
        yield opened
    registry.close()
