"""The client before a house in this process, on one database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.contract.client import Umbral
from api.registry.registry import Registry
from tests.support.clock import SimulatedClock
from tests.support.databases import file_in
from tests.support.house import House
from tests.support.offices import LOCAL, Offices, offices_over

As = Callable[..., Umbral]


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Offices]:
    """Over a house where nobody is held and nobody expected."""
    registry = Registry.open(file_in(tmp_path), tmp_path / "keys")
    with offices_over(House(registry, SimulatedClock())) as opened:
        yield opened
    registry.close()


@pytest.fixture
def acting(offices: Offices) -> As:
    """The client of somebody with these roles, whose id is the first of them."""

    def as_(*roles: str) -> Umbral:
        return Umbral.at(LOCAL, f"{roles[0]}-1", roles, transport=offices.transport)

    return as_
