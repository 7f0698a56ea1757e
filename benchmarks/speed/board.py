"""What it costs to read a house's board from a store of many persons.

    python -m benchmarks.speed.board [--persons 100000] [--held 3000] [--store FOLDER] [--database URL]
        [--json FILE]

Two of three persons were received by the one house that is watched, every third came to visit, and all but
`--held` have left it: so its ledger is as long as the store is large. One in forty of those held is out, some
are without case file, some visitors are inside. The parts of a board in processor time of this process:
medians.

--store: where the store lies or is made, filled up to that many persons and kept; that takes a core some
minutes. A filling that was broken off leaves some more in custody; the result tells how many are.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from api.desks.board import board_of
from api.desks.detention import clock_counts
from api.gates.clock.detention import ClockState
from api.gates.visits.evidence import Path as WayIn
from api.policies import SHIPPED, shipped
from api.registry import custody, facilities, movements, persons, standing, visits
from api.registry.custody import Episode, LegalStatus
from api.registry.facilities import Facility
from api.registry.ids import uuid7
from api.registry.movements import Movement, MovementKind
from api.registry.records import NewPerson
from api.registry.registry import Registry
from api.registry.unit import Unit, View
from api.registry.visits import Visit
from benchmarks.accuracy.provenance import provenance, write

POLICY = shipped(SHIPPED[0])
AT_ONCE = 2000
ROUNDS = 30
OUT, NO_FILE, INSIDE = 40, 50, 60
"""One of so many held is out, one of so many without case file; so many visitors are inside."""

START = datetime(2026, 1, 5, tzinfo=UTC)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, read, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--held", type=int, default=3000)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--database")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    with TemporaryDirectory() as made:
        folder = given.store or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        store = Registry.open(given.database or folder / "umbral.db", folder / "keys")
        house = _filled(store, given.persons, given.held)
        with store.reading() as view:
            there = custody.count(view, house.id)
        result: dict[str, Any] = {
            "benchmark": "speed.board",
            "database": "postgresql" if given.database else "sqlite",
            "persons": store.count(),
            "held": there,
            **_timed(store, house),
            "provenance": provenance([], ["python", *sys.orig_argv[1:]]),
        }
        store.close()
    print(json.dumps(result, indent=2))
    if given.json:
        write(given.json, result)
    return 0


def _filled(store: Registry, everybody: int, held: int) -> Facility:
    """The house, once there are so many persons; a store that has some goes on where it was left."""
    with store.writing(START) as unit:
        new = Facility(uuid7(), POLICY.scope.facility, "Penal Norte", POLICY.scope.zone.key, held)
        house = facilities.by_code(unit, new.code) or facilities.add(unit, new)
    prisoners = everybody * 2 // 3
    for first in range(store.count() * 2 // 3, prisoners, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, prisoners))
        with store.writing(START) as unit:
            came = [(number, _received(unit, house.id, number)) for number in numbers]
        with store.writing(START + timedelta(days=3)) as unit:
            for number, episode in came:
                if number >= held:
                    custody.end(unit, episode)
                elif number % OUT == 0:
                    _goes_out(unit, house.id, episode)
                if number % 2:
                    _visits(unit, house.id, number, episode.person_id)
    return house


def _received(unit: Unit, house: UUID, number: int) -> Episode:
    who = uuid7()
    persons.add(unit, NewPerson(who, None, None, unit.now, uuid7(), []))
    return custody.admit(
        unit,
        Episode(
            person_id=who,
            facility_id=house,
            wing="ABCDEF"[number % 6],
            admitted=unit.now,
            legal_status=LegalStatus.PRE_TRIAL,
            case_reference=None if number % NO_FILE == 0 else "1/26",
        ),
    )


def _goes_out(unit: Unit, house: UUID, episode: Episode) -> None:
    away = Movement(
        episode_id=episode.id,
        person_id=episode.person_id,
        kind=MovementKind.COURT,
        at=unit.now,
        origin_id=house,
        due_back=unit.now + timedelta(hours=8),
    )
    movements.enter(unit, away)


def _visits(unit: Unit, house: UUID, number: int, prisoner: UUID) -> None:
    """Whoever visits is on record as a person like all others; that is enough for a board."""
    visitor = uuid7()
    persons.add(unit, NewPerson(visitor, None, None, unit.now, uuid7(), []))
    came = Visit(
        visitor_id=visitor,
        prisoner_id=prisoner,
        facility_id=house,
        entered=unit.now,
        entry_decision_id=uuid7(),
        path=WayIn.DOCUMENT,
    )
    entered = visits.enter(unit, came)
    if number // 2 >= INSIDE:
        visits.leave(unit, entered.id, uuid7())


def _timed(store: Registry, house: Facility) -> dict[str, Any]:
    now = START + timedelta(days=3, hours=1)
    parts: dict[str, Callable[[View], object]] = {
        "held, by wing": lambda view: standing.housed(view, house.id),
        "out": lambda view: standing.away(view, house.id),
        "arriving": lambda view: standing.arriving(view, house.id),
        "visitors inside": lambda view: standing.inside(view, house.id),
        "held at gates": lambda view: standing.waiting(view, house.id),
        "detention clocks": lambda view: clock_counts(view, house.id, POLICY, now),
        "all but the clocks": lambda view: board_of(
            view, house, POLICY, now, {ClockState.OVER: 0, ClockState.NEAR: 0}
        ),
    }
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in parts}
    for _ in range(ROUNDS):
        for name, part in parts.items():
            cpu, wall = time.process_time(), time.perf_counter()
            with store.reading() as view:
                part(view)
            spent[name].append((time.process_time() - cpu, time.perf_counter() - wall))
    return {
        kind: {name: round(1e3 * median(one[place] for one in taken), 2) for name, taken in spent.items()}
        for place, kind in enumerate(("cpu_ms_p50", "wall_ms_p50"))
    }


if __name__ == "__main__":
    sys.exit(main())
