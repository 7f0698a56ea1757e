"""The outbox: told only if committed, numbered once, and never a position behind one that was given."""

import threading
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from api.events.event import emit
from api.events.parameters import KEPT
from api.events.sequencer import distribute
from api.registry import outbox, outbox_deliveries
from api.registry.ids import uuid7
from api.registry.outbox_tables import event
from api.registry.sealing import row_key
from api.registry.store import Store
from tests.support.clock import SimulatedClock
from tests.support.events import Line, entered, left, tell

ANN, BEN = UUID(int=1), UUID(int=2)
ANYWHERE = "http://127.0.0.1:9/"


def feed(store: Store, after: int = 0, most: int = 1000) -> list[outbox.NumberedEvent]:
    with store.reading() as view:
        return list(outbox.after(view, after, most))


def number(store: Store, clock: SimulatedClock, most: int = 1000) -> int:
    with store.writing(clock.now()) as unit:
        return len(outbox.number(unit, most))


def test_what_was_rolled_back_is_not_told(store: Store, clock: SimulatedClock) -> None:
    with suppress(ZeroDivisionError), store.writing(clock.now()) as unit:
        emit(unit, entered(ANN))
        raise ZeroDivisionError
    assert number(store, clock) == 0
    (kept,) = tell(store, clock, entered(ANN))
    assert number(store, clock) == 1
    assert [one.id for one in feed(store)] == [kept]


def test_positions_count_all_events_and_sequences_a_persons(store: Store, clock: SimulatedClock) -> None:
    told = tell(store, clock, entered(ANN), entered(BEN), entered(), left(ANN))
    assert [number(store, clock, 3), number(store, clock, 3), number(store, clock, 3)] == [3, 1, 0]
    told += tell(store, clock, left(BEN), entered(ANN))
    number(store, clock)
    assert [one.id for one in feed(store)] == told
    assert [one.position for one in feed(store)] == [1, 2, 3, 4, 5, 6]
    assert [one.sequence for one in feed(store)] == [1, 1, None, 2, 2, 3]


def test_what_commits_late_gets_a_late_position(store: Store, clock: SimulatedClock) -> None:
    """A reader that went on from the last position it saw misses nothing, whatever order commits come in."""
    written, commit = threading.Event(), threading.Event()

    def slowly() -> None:
        with store.writing(clock.now()) as unit:
            emit(unit, entered(ANN))
            written.set()
            commit.wait()

    writer = threading.Thread(target=slowly)
    writer.start()
    written.wait()
    if store._engine.dialect.name == "postgresql":  # SQLite's writers take turns: none can overtake another
        tell(store, clock, entered(BEN))
        assert number(store, clock) == 1
        assert [one.person_id for one in feed(store)] == [BEN]
    seen = len(feed(store))
    commit.set()
    writer.join()
    assert number(store, clock) == 1
    assert [one.person_id for one in feed(store, after=seen)] == [ANN]


def test_many_writers_and_numberers_make_one_gapless_order(store: Store, clock: SimulatedClock) -> None:
    persons = [uuid7() for _ in range(3)]

    def write() -> None:
        for person in persons * 5:
            tell(store, clock, entered(person))
            number(store, clock, 2)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    number(store, clock)
    found = feed(store)
    assert [one.position for one in found] == list(range(1, 61))
    for person in persons:
        assert [one.sequence for one in found if one.person_id == person] == list(range(1, 21))


def test_nothing_of_what_is_told_is_readable_on_the_disk(store: Store, clock: SimulatedClock) -> None:
    tell(store, clock, entered(ANN))
    with store.reading() as view:
        content = view.connection.execute(select(event.c.content)).scalar_one()
    assert b"visit" not in content
    assert b"north" not in content


def test_a_subscription_is_told_of_nothing_before_it(store: Store, clock: SimulatedClock) -> None:
    tell(store, clock, entered(ANN))
    line = Line(store, clock, ANYWHERE)
    (after,) = tell(store, clock, left(ANN))
    assert distribute(store, clock.now()) == {line.subscription.id}
    assert distribute(store, clock.now()) == set()
    with store.reading() as view:
        (waiting,) = outbox_deliveries.page(view, line.subscription.id, None, 0, 10)
    assert (waiting.event.id, waiting.event.sequence) == (after, 2)


def test_what_nobody_waits_for_is_forgotten_in_time_with_its_key(store: Store, clock: SimulatedClock) -> None:
    line = Line(store, clock, ANYWHERE, "visit.left")
    gone, kept = tell(store, clock, entered(ANN), left(ANN))
    distribute(store, clock.now())
    clock.advance(KEPT)
    (young,) = tell(store, clock, entered(BEN))
    distribute(store, clock.now())
    clock.advance(timedelta(seconds=1))
    with store.writing(clock.now()) as unit:
        assert outbox.forget(unit, KEPT, 100) == 1
        assert outbox.forgotten(unit) == 1
    assert [one.id for one in feed(store)] == [kept, young]
    with store.reading() as view:
        keys = set(view.connection.execute(select(row_key.c.row_id)).scalars())
    assert gone not in keys
    assert {kept, young, line.subscription.id} <= keys
    tell(store, clock, left(ANN))
    number(store, clock)
    assert (feed(store)[-1].position, feed(store)[-1].sequence) == (4, 3)
