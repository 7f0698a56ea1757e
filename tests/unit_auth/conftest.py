"""A service behind an issuer, on each of the two databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.registry.registry import Registry
from tests.support.clock import SimulatedClock
from tests.support.databases import Where
from tests.support.house import House
from tests.support.tokened import Tokened, tokened


@pytest.fixture
def service(where: Where, tmp_path: Path) -> Iterator[Tokened]:
    """Over a house where nobody is held; accounts are kept."""
    registry = Registry.open(where, tmp_path / "keys")
    house = House(registry, SimulatedClock())
    registry.keep_account()
    with tokened(house, tmp_path, step_up_acr=("strong",)) as opened:
        yield opened
    registry.close()
