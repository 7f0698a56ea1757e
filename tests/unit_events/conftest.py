"""A fresh store on each of both databases, and a clock that stands still."""

from collections.abc import Iterator

import pytest

from api.keys.kek import KeyGiven
from api.registry.engine import open_database
from api.registry.store import Store
from tests.support.clock import SimulatedClock
from tests.support.databases import Where


@pytest.fixture
def store(where: Where) -> Iterator[Store]:
    opened = Store(open_database(where), KeyGiven(bytes(range(32))))
    yield opened
    opened.close()


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()
