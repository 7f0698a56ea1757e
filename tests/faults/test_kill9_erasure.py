"""`kill -9` while acquitted people are erased: afterwards each is there as a whole, or gone as a whole."""

import threading
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select

from api.registry import archives, receipts
from api.registry.erased import Scope, every
from api.registry.registry import Registry
from api.registry.schema import person, person_key
from api.retention.erasing import Eraser
from tests.support.campaigns import finds, record, share
from tests.support.clock import SimulatedClock
from tests.support.forking import Forked
from tests.support.house import House, person_id
from tests.support.made_up import templates

KILLS = share(200)
SEED = 20261122


@dataclass
class Verdict:
    """half: people who are neither there nor gone. back: erased by a receipt, and there again.

    unproved: erasures without a receipt after the next start has finished them.
    """

    kills: int = 0
    erased: int = 0
    whole: int = 0
    half: set[UUID] = field(default_factory=set)
    back: set[UUID] = field(default_factory=set)
    unproved: int = 0


def campaign(home: Path, kills: int, eraser: str = "real") -> Verdict:
    """Kill it again and again over one store, and look at everybody each time."""
    random, verdict, first = Random(SEED), Verdict(kills), 1
    for _ in range(kills):
        said = _erase_and_kill(home, first, eraser, random)
        first = 2 + max((number for _, number in said), default=first)  # one may have begun unsaid
        acknowledged = {person_id(number) for what, number in said if what == "erased"}
        with closing(Registry.open(home / "umbral.db", home / "keys")) as registry:
            _look(registry, first, acknowledged, verdict)
            _finish(registry, home, verdict)
    return verdict


def _erase_and_kill(home: Path, first: int, eraser: str, random: Random) -> list[tuple[str, int]]:
    with Forked("tests.faults.erasing_loop", [home, str(first), eraser]) as process:
        lines = [process.stdout.readline()]
        threading.Event().wait(random.uniform(0, 0.4))
        process.kill()
        lines += process.stdout.readlines()
    told = [line.decode().split() for line in lines if line.endswith(b"\n")]
    return [(what, int(number)) for what, number in told]


def _look(registry: Registry, first: int, acknowledged: set[UUID], verdict: Verdict) -> None:
    """Everybody of this store: with three templates that open, or archived, their key on the list."""
    with registry.reading() as view:
        there = set(view.connection.execute(select(person.c.id)).scalars())
        keys = set(view.connection.execute(select(person_key.c.person_id)).scalars())
        shelved = {one.person_id for one in archives.shelved(view) if archives.of_person(view, one.person_id)}
        gone = sum(one.scope is Scope.ARCHIVED for one in every(view))
    verdict.erased, verdict.whole = gone, len(there)
    verdict.back |= acknowledged & there
    for who in (person_id(number) for number in range(1, first + 1)):
        if who in there:
            held = registry.templates_of(who)
            whole = who in keys and who not in shelved and held is not None
            if not whole or held is None or list(held.templates) != list(templates(who.int)):
                verdict.half.add(who)
        elif who in keys:
            verdict.half.add(who)
    if gone != len(shelved):
        verdict.half.add(UUID(int=0))


def _finish(registry: Registry, home: Path, verdict: Verdict) -> None:
    """What a start does: whoever is still due is erased, what has no receipt gets one."""
    house = House(registry, SimulatedClock())
    shelf = house.gates.house.policies
    Eraser(registry, house.service, shelf, house.clock, [home]).run()
    with registry.reading() as view:
        verdict.unproved += len(receipts.unfinished(view))


@pytest.mark.campaign
@pytest.mark.timeout(20 * KILLS + 120)
def test_nobody_is_erased_by_halves(tmp_path: Path) -> None:
    verdict = campaign(tmp_path, KILLS)
    record(
        "erasure_kills",
        "tests/faults/test_kill9_erasure.py",
        {"kills": verdict.kills, "erased": verdict.erased},
    )
    assert verdict.erased > 0
    assert (verdict.half, verdict.back, verdict.unproved) == (set(), set(), 0)


@pytest.mark.campaign
@pytest.mark.timeout(300)
def test_the_campaign_finds_an_erasure_in_two_transactions(tmp_path: Path) -> None:
    assert finds(tmp_path, lambda home: campaign(home, 5, "in-two").half)
