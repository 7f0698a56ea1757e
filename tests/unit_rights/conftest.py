"""A house over HTTP, for tests of who may know of what."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.registry.registry import Registry
from tests.support.clock import SimulatedClock
from tests.support.databases import file_in
from tests.support.house import House
from tests.support.offices import Offices, offices_over


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Offices]:
    """Over a house where nobody is held and nobody expected."""
    registry = Registry.open(file_in(tmp_path), tmp_path / "keys")
    with offices_over(House(registry, SimulatedClock())) as opened:
        yield opened
    registry.close()
