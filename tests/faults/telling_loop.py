"""Writes events into a store and tells them, as fast as it can; made to be killed.

Each transaction tells of one visit twice, entry and exit: both or neither. Its number is printed once it is
committed.
"""

import os
import sys
import threading
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID

from api.events.catalogue.visits import VisitEntered, VisitLeft
from api.events.event import Event, emit
from api.events.events import Events
from api.registry.ids import uuid7
from api.registry.store import Store
from tests.faults.mutants.hasty_couriers import MarksFirst, SendsAnyOrder
from tests.support.events import FACILITY, SOURCE
from tests.support.receiver import LOOPBACK

KINDS: dict[str, type[Events]] = {"real": Events, "marks-first": MarksFirst, "any-order": SendsAnyOrder}
PERSONS = [UUID(int=one) for one in range(1, 6)]
WRITERS = 2
PAUSE = 0.02  # seconds; writers that never rest would leave the courier no turn of SQLite's one lock


def opened(home: Path, database: str) -> Store:
    """The store: a file in `home`, or a database by its URL."""
    return Store.open(home / "umbral.db" if database == "sqlite" else database, home / "keys")


def visit(store: Store, events: Events, person: UUID) -> UUID:
    """One transaction with two events; the number that both carry."""
    visit_id, now = uuid7(), datetime.now(UTC)
    with store.writing(now) as unit:
        emit(unit, Event(VisitEntered(visit_id=visit_id, biometric=True), FACILITY, person))
        emit(unit, Event(VisitLeft(visit_id=visit_id, entered_at=now), FACILITY, person))
    events.wake()
    return visit_id


def _write(store: Store, events: Events, first: int) -> None:
    for turn in count(first):
        told = visit(store, events, PERSONS[turn % len(PERSONS)])
        os.write(sys.stdout.fileno(), f"{told}\n".encode())  # at once: two writers' lines must not mix
        threading.Event().wait(PAUSE)


if __name__ == "__main__":
    store = opened(Path(sys.argv[1]), sys.argv[2])
    events = KINDS[sys.argv[3]](store, source=SOURCE, networks=LOOPBACK)
    events.start()
    for first in range(WRITERS):
        threading.Thread(target=_write, args=(store, events, 2 * first)).start()
