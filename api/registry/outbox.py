"""The outbox: events written in the transaction of what they tell, and numbered once that is committed.

`append` only inserts, so that nobody who writes waits for anybody. `number` gives each committed event its
position among all and its sequence within its person's, one transaction at a time, in the order of writing.
What two transactions wrote about one person is in that order too, where the second saw what the first had
written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, delete, insert, select, update

from api.registry.ids import uuid7
from api.registry.outbox_tables import DeliveryState, delivery, event, event_counter, event_stream
from api.registry.sealing import destroy_row_keys, issue_row_key, keys_of_rows
from api.registry.unit import Unit, View

CONTENT = "event.content"
POSITION, FORGOTTEN = "position", "forgotten"
"""Names of counters: the last position given, and the last one that may be gone."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an event says. type: without prefix; version: of the type's schema; parties: whom it addresses.

    facts: as JSON has them.
    """

    type: str
    version: int
    facility: str
    parties: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NumberedEvent:
    """position: among all, from 1 on; sequence: among those of its person, from 1 on, None if of nobody."""

    id: UUID
    position: int
    person_id: UUID | None
    sequence: int | None
    recorded_at: datetime
    content: Content


_CONTENT = TypeAdapter(Content)


def append(unit: Unit, content: Content, *, person_id: UUID | None) -> UUID:
    """Write an event in the transaction of what it tells; its id."""
    event_id = uuid7()
    sealed = issue_row_key(unit, event_id).seal(CONTENT, event_id, _CONTENT.dump_json(content))
    row = {"id": event_id, "person_id": person_id, "recorded_at": unit.now, "content": sealed}
    unit.connection.execute(insert(event), row)
    return event_id


def anything_to_number(view: View) -> bool:
    """Whether an event waits for its number."""
    return view.connection.execute(_UNNUMBERED.limit(1)).first() is not None


def number(unit: Unit, most: int) -> Sequence[NumberedEvent]:
    """Number up to `most` committed events, in the order in which they were written."""
    last = _locked(unit)
    rows = unit.connection.execute(_UNNUMBERED.order_by(event.c.ordinal).limit(most)).all()
    if not rows:
        return ()
    sequences = _sequences(unit, [row.person_id for row in rows])
    ordinals = [row.ordinal for row in rows]
    for place, (ordinal, sequence) in enumerate(zip(ordinals, sequences, strict=True), last + 1):
        values = {"position": place, "sequence": sequence}
        unit.connection.execute(update(event).where(event.c.ordinal == ordinal).values(values))
    _count(unit, POSITION, last + len(rows))
    return _read(unit, event.c.position > last, event.c.position <= last + len(rows))


def last_position(unit: Unit) -> int:
    """The last position given; nobody else numbers anything until the unit closes."""
    return _locked(unit)


def after(view: View, position: int, most: int) -> Sequence[NumberedEvent]:
    """Up to `most` events from the one after `position` on."""
    return _read(view, event.c.position > position, most=most)


def at(view: View, positions: Sequence[int]) -> Mapping[int, NumberedEvent]:
    """The events at these positions."""
    return {one.position: one for one in _read(view, event.c.position.in_(positions))}


def positions_of(view: View, ids: Sequence[UUID]) -> Sequence[int]:
    """Where events of these ids stand, those that are there and numbered."""
    found = select(event.c.position).where(event.c.id.in_(ids), event.c.position.is_not(None))
    return view.connection.execute(found.order_by(event.c.position)).scalars().all()


def forgotten(view: View) -> int:
    """The last position up to which events may be gone."""
    found = select(event_counter.c.last).where(event_counter.c.name == FORGOTTEN)
    last: int = view.connection.execute(found).scalar_one()
    return last


def forget(unit: Unit, kept: timedelta, most: int) -> int:
    """Destroy up to `most` events older than `kept` that nobody is still to be told; how many."""
    open_ = select(delivery.c.position).where(
        delivery.c.position == event.c.position,
        delivery.c.state.in_((DeliveryState.PENDING, DeliveryState.DEAD)),
    )
    old = (
        select(event.c.id, event.c.position)
        .where(event.c.recorded_at < unit.now - kept, event.c.position.is_not(None), ~open_.exists())
        .order_by(event.c.position)
        .limit(most)
    )
    _locked(unit)
    rows = unit.connection.execute(old).all()
    if not rows:
        return 0
    positions, ids = [row.position for row in rows], [row.id for row in rows]
    unit.connection.execute(delete(delivery).where(delivery.c.position.in_(positions)))
    unit.connection.execute(delete(event).where(event.c.id.in_(ids)))
    destroy_row_keys(unit, ids)
    _count(unit, FORGOTTEN, max(forgotten(unit), positions[-1]))
    return len(rows)


_UNNUMBERED = select(event.c.ordinal, event.c.person_id).where(event.c.position.is_(None))


def _locked(unit: Unit) -> int:
    """The last position, with the lock that lets one transaction number at a time."""
    counter = select(event_counter.c.last).where(event_counter.c.name == POSITION).with_for_update()
    last: int = unit.connection.execute(counter).scalar_one()
    return last


def _count(unit: Unit, name: str, last: int) -> None:
    values = {"last": last}
    unit.connection.execute(update(event_counter).where(event_counter.c.name == name).values(values))


def _sequences(unit: Unit, persons: Sequence[UUID | None]) -> list[int | None]:
    """The next sequence of each event's person, counted on."""
    whose = {person for person in persons if person is not None}
    found = select(event_stream).where(event_stream.c.person_id.in_(whose))
    last: dict[UUID, int] = {row.person_id: row.last for row in unit.connection.execute(found)}
    known = set(last)
    given: list[int | None] = []
    for person in persons:
        if person is None:
            given.append(None)
            continue
        last[person] = last.get(person, 0) + 1
        given.append(last[person])
    for person in sorted(whose):
        if person in known:
            mine = event_stream.c.person_id == person
            unit.connection.execute(update(event_stream).where(mine).values(last=last[person]))
        else:
            unit.connection.execute(insert(event_stream), {"person_id": person, "last": last[person]})
    return given


def _read(view: View, *where: ColumnElement[bool], most: int | None = None) -> list[NumberedEvent]:
    wanted = select(event).where(*where).order_by(event.c.position).limit(most)
    rows = view.connection.execute(wanted).all()
    keys = keys_of_rows(view, [row.id for row in rows])
    return [
        NumberedEvent(
            row.id,
            row.position,
            row.person_id,
            row.sequence,
            row.recorded_at,
            _CONTENT.validate_json(keys[row.id].open(CONTENT, row.id, row.content)),
        )
        for row in rows
    ]
