"""A foreign facility's record and one that there is not cost the same work: nobody can tell them apart.

Processor time of this process, of requests that take turns; the bound is wide, since what would give somebody
away is a look-up, a list or an opened seal more, which costs whole queries.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import anyio
import pytest
from fastapi import FastAPI

from api.auth import guard
from api.errors import OutOfReach
from api.middleware.limits import Limits
from api.registry.registry import Registry
from api.workers import Workers
from tests.support.clock import SimulatedClock
from tests.support.databases import Where
from tests.support.house import House
from tests.support.many_requests import Asked, told
from tests.support.offices import Offices, offices_over
from tests.support.two_houses import Prison, furnished
from tests.support.wired import BODY_LIMIT

World = tuple[Offices, Prison, Prison]
TURNS, WARM = 30, 5
ALIKE = 2.0
NOBODY = "00000000-0000-0000-0000-0000000000ff"
READS = (
    "/v1/persons/{}",
    "/v1/persons/{}/custody",
    "/v1/persons/{}/names",
    "/v1/persons/{}/legal-basis",
    "/v1/persons/{}/defenders",
)


@pytest.fixture
def world(where: Where, tmp_path: Path) -> Iterator[World]:
    """Two prisons, and nobody's rate is limited."""
    registry = Registry.open(where, tmp_path / "keys")
    with offices_over(House(registry, SimulatedClock()), Limits(BODY_LIMIT, 1e9, 10**9)) as offices:
        yield offices, *furnished(offices.house)
    registry.close()


def spent(app: FastAPI, paths: Mapping[str, str], by: str, turns: int) -> Mapping[str, float]:
    """The median of what each of these takes, asked in turns; seconds of this process."""
    times: dict[str, list[float]] = {name: [] for name in paths}

    async def run() -> None:
        app.state.workers = Workers(2)
        for turn in range(turns + WARM):
            for name in sorted(paths, reverse=bool(turn % 2)):
                began = process_time()
                answer = await told(app, Asked("GET", paths[name], "", by))
                assert answer.status == 404, answer
                if turn >= WARM:
                    times[name].append(process_time() - began)

    anyio.run(run)
    return {name: median(these) for name, these in times.items()}


def of_both(world: World, path: str, role: str, turns: int = TURNS) -> Mapping[str, float]:
    """What a foreign facility's prisoner takes, and nobody."""
    offices, here, there = world
    by = f"{here.defender if role == 'defender' else 'ana'}; roles={role}; facilities={here.code}"
    asked = {"foreign": path.format(there.prisoner), "absent": path.format(NOBODY)}
    return spent(offices.app, asked, by, turns)


@pytest.mark.parametrize("role", ["gate-officer", "defender"])
def test_foreign_and_absent_take_the_same_time(world: World, role: str) -> None:
    for path in READS:
        took = of_both(world, path, role)
        assert max(took.values()) < ALIKE * min(took.values()), (path, took)


def test_some_look_ups_more_are_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    look, foreign = guard._look, str(world[2].prisoner)

    def again(*about: Any) -> None:
        for _ in range(20 if foreign in str(about) else 0):
            with suppress(OutOfReach):
                look(*about)
        look(*about)

    monkeypatch.setattr(guard, "_look", again)
    took = of_both(world, READS[0], "gate-officer", 6)
    assert took["foreign"] > ALIKE * took["absent"], took
