"""Until when somebody has to settle what a held passage waits for, and whether its passing was told."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    String,
    Table,
    delete,
    exists,
    insert,
    select,
    update,
)

from api.gates.decision import Deadline, Gate
from api.registry.custody import episode
from api.registry.facilities import facility
from api.registry.passages import PassageState, passage
from api.registry.schema import Instant, metadata
from api.registry.unit import Unit, View

passage_deadline = Table(
    "passage_deadline",
    metadata,
    Column("passage_id", ForeignKey("passage.id", ondelete="CASCADE"), primary_key=True),
    Column("matter", String(64), primary_key=True),
    Column("decider", String(64), primary_key=True),
    Column("due", Instant, nullable=False, index=True),
    Column("told", Instant),
)

AT_THE_DOOR = frozenset({Gate.RELEASE, Gate.DEPARTURE, Gate.RETURN})
"""Gates that only somebody in custody passes."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A deadline of a passage that is held still. facility: a code; person_id: whom it is about."""

    passage_id: UUID
    gate: Gate
    facility: str
    person_id: UUID | None
    deadline: Deadline


def put(unit: Unit, passage_id: UUID, deadlines: Collection[Deadline]) -> None:
    """What a passage waits for is this from now on; that one of them has passed is told once."""
    latest_first = sorted(deadlines, key=lambda one: one.due, reverse=True)
    named = {(one.matter, one.decider): one.due for one in latest_first}  # of two, the earlier one stays
    held = {(one.matter, one.decider): one.due for one in of(unit, [passage_id]).get(passage_id, ())}
    for matter, decider in held.keys() - named.keys():
        unit.connection.execute(delete(passage_deadline).where(*_this(passage_id, matter, decider)))
    for (matter, decider), due in named.items():
        if (matter, decider) not in held:
            row = {"passage_id": passage_id, "matter": matter, "decider": decider, "due": due}
            unit.connection.execute(insert(passage_deadline), row)
        elif held[matter, decider] != due:
            this = _this(passage_id, matter, decider)
            unit.connection.execute(update(passage_deadline).where(*this).values(due=due, told=None))


def of(view: View, passages: Collection[UUID]) -> Mapping[UUID, Sequence[Deadline]]:
    """By passage, what is due first before all others."""
    wanted = (
        select(passage_deadline)
        .where(passage_deadline.c.passage_id.in_(passages))
        .order_by(passage_deadline.c.due, passage_deadline.c.matter)
    )
    found: dict[UUID, list[Deadline]] = defaultdict(list)
    for row in view.connection.execute(wanted):
        found[row.passage_id].append(Deadline(row.matter, row.decider, row.due))
    return found


def passed(view: View, now: datetime) -> Sequence[Passed]:
    """Those that have passed and of which nobody was told, the oldest first."""
    wanted = (
        select(passage_deadline, passage.c.gate, passage.c.person_id, facility.c.code)
        .join(passage, passage.c.id == passage_deadline.c.passage_id)
        .join(facility, facility.c.id == passage.c.facility_id)
        .where(passage_deadline.c.due <= now, passage_deadline.c.told.is_(None))
        .where(passage.c.state == PassageState.OPEN)
        .order_by(passage_deadline.c.due, passage_deadline.c.passage_id, passage_deadline.c.matter)
    )
    return [
        Passed(row.passage_id, row.gate, row.code, row.person_id, Deadline(row.matter, row.decider, row.due))
        for row in view.connection.execute(wanted)
    ]


def claim(unit: Unit, one: Passed) -> bool:
    """Whether it is this unit that tells it: of several that try, one."""
    waits = exists().where(passage.c.id == one.passage_id, passage.c.state == PassageState.OPEN)
    this = _this(one.passage_id, one.deadline.matter, one.deadline.decider)
    untold = (passage_deadline.c.told.is_(None), passage_deadline.c.due == one.deadline.due, waits)
    return bool(
        unit.connection.execute(update(passage_deadline).where(*this, *untold).values(told=unit.now)).rowcount
    )


def of_the_free(view: View) -> Sequence[tuple[UUID, UUID]]:
    """Held passages that only somebody in custody can pass, of persons whom nobody holds: both numbers."""
    held = exists().where(episode.c.person_id == passage.c.person_id, episode.c.ended.is_(None))
    wanted = select(passage.c.id, passage.c.person_id).where(
        passage.c.state == PassageState.OPEN,
        passage.c.gate.in_(AT_THE_DOOR),
        passage.c.person_id.is_not(None),
        ~held,
    )
    return [(row.id, row.person_id) for row in view.connection.execute(wanted.order_by(passage.c.id))]


def _this(passage_id: UUID, matter: str, decider: str) -> tuple[ColumnElement[bool], ...]:
    return (
        passage_deadline.c.passage_id == passage_id,
        passage_deadline.c.matter == matter,
        passage_deadline.c.decider == decider,
    )
