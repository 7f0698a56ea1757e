"""Visits: who went in to whom, and who came out. A visitor is inside once at a time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Table,
    Uuid,
    and_,
    func,
    or_,
    select,
)

from api.gates.visits.evidence import Path
from api.registry.columns import at_facility, code, identity, part_of, whose
from api.registry.errors import NotInside, StillInside
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

visit = Table(
    "visit",
    metadata,
    identity(),
    whose("visitor_id"),
    # the visitor's record outlives the prisoner's erasure, without whom they saw
    Column("prisoner_id", ForeignKey("person.id", ondelete="SET NULL"), index=True),
    at_facility(),
    Column("appointment_id", ForeignKey("appointment.id", ondelete="SET NULL")),
    Column("path", code(Path), nullable=False),
    Column("entered", Instant, nullable=False),
    Column("entry_decision_id", Uuid, nullable=False),
    Column("left", Instant),
    Column("exit_decision_id", Uuid),
    part_of("brought_by_id", "visit", nullable=True),
    CheckConstraint('"left" IS NULL OR "left" >= entered', name="leaves_after_entry"),
    CheckConstraint('("left" IS NULL) = (exit_decision_id IS NULL)', name="exit_is_decided"),
)
_inside = visit.c.left.is_(None)
Index("uq_visit_inside", visit.c.visitor_id, unique=True, sqlite_where=_inside, postgresql_where=_inside)
Index("ix_visit_inside", visit.c.facility_id, sqlite_where=_inside, postgresql_where=_inside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """path: how the visitor's identity was established. left: None while they are inside.

    brought_by_id: of a child, the visit of whoever brings it.
    """

    id: UUID = field(default_factory=uuid7)
    visitor_id: UUID
    prisoner_id: UUID | None
    facility_id: UUID
    appointment_id: UUID | None = None
    path: Path = Path.BIOMETRIC
    entered: datetime
    entry_decision_id: UUID
    left: datetime | None = None
    exit_decision_id: UUID | None = None
    brought_by_id: UUID | None = None


_ROWS = TypedRows(visit, Visit, owner="visitor_id")


def enter(unit: Unit, new: Visit) -> Visit:
    """A visitor goes in. Raises StillInside where they have not left from the visit before."""
    return _ROWS.add_unless(unit, new, StillInside("The visitor has not left from the visit before."))


def leave(unit: Unit, visit_id: UUID, decision_id: UUID) -> None:
    """The visitor is out. Raises NotInside where somebody left under this visit before."""
    if not _ROWS.update(unit, visit.c.id == visit_id, _inside, left=unit.now, exit_decision_id=decision_id):
        raise NotInside("Nobody is inside under this visit.")


def one(view: View, visit_id: UUID, *, locked: bool = False) -> Visit:
    """Raises NotOnRecord."""
    return _ROWS.one(view, visit_id, locked=locked)


def open_of(view: View, visitor_id: UUID) -> Visit | None:
    """The visit under which somebody is inside now."""
    found = _ROWS.find(view, visit.c.visitor_id == visitor_id, _inside)
    return found[0] if found else None


def inside(view: View, facility_id: UUID | None = None) -> Sequence[Visit]:
    """Everybody inside now, the longest first; of one facility where it is named."""
    here = () if facility_id is None else (visit.c.facility_id == facility_id,)
    return _ROWS.find(view, _inside, *here, order=[visit.c.entered, visit.c.id])


def since(view: View, facility_id: UUID, start: datetime, end: datetime | None) -> Sequence[Visit]:
    """Everybody who was inside at a facility since an instant; end: as far as they had come in before it."""
    lasted = or_(_inside, visit.c.left >= start)
    before = () if end is None else (visit.c.entered < end,)
    here = visit.c.facility_id == facility_id
    return _ROWS.find(view, here, lasted, *before, order=[visit.c.entered, visit.c.id])


def page(  # noqa: PLR0913 - what a list can be asked by
    view: View,
    *only: ColumnElement[bool],
    facility_id: UUID | None,
    inside: bool | None,
    visitor_id: UUID | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Visit]:
    """Up to `limit` visits that are so, from the one after `after` on; None: either way."""
    named = {visit.c.facility_id: facility_id, visit.c.visitor_id: visitor_id}
    these = [column == value for column, value in named.items() if value is not None]
    if inside is not None:
        these.append(_inside if inside else visit.c.left.is_not(None))
    return _ROWS.page(view, *these, *only, after=after, limit=limit)


def of_visitor(view: View, visitor_id: UUID) -> Sequence[Visit]:
    """All visits of a visitor, the first one first."""
    return _ROWS.find(view, visit.c.visitor_id == visitor_id, order=[visit.c.entered, visit.c.id])


def to_prisoner(view: View, prisoner_id: UUID) -> Sequence[Visit]:
    """All visits to a prisoner, the first one first."""
    return _ROWS.find(view, visit.c.prisoner_id == prisoner_id, order=[visit.c.entered, visit.c.id])


def of_two(view: View, visitor_id: UUID, prisoner_id: UUID, since: datetime) -> Sequence[Visit]:
    """Visits of a visitor and visits to a prisoner: those that began since an instant, and open ones."""
    either = or_(visit.c.visitor_id == visitor_id, visit.c.prisoner_id == prisoner_id)
    lately = or_(visit.c.entered >= since, _inside)
    return _ROWS.find(view, either, lately, order=[visit.c.entered, visit.c.id])


def brought_by(view: View, visit_id: UUID) -> Sequence[Visit]:
    """The visits of the minors inside who came in with somebody."""
    return _ROWS.find(view, visit.c.brought_by_id == visit_id, _inside)


def bring(unit: Unit, minors: Collection[UUID], visit_id: UUID) -> None:
    """These visits are of minors whom somebody answers for who came in after them, or came in again."""
    if minors:
        _ROWS.update(unit, visit.c.id.in_(minors), _inside, brought_by_id=visit_id)


def visitors_of(view: View, visits: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Whose visits these are."""
    wanted = select(visit.c.id, visit.c.visitor_id).where(visit.c.id.in_(visits))
    return {row.id: row.visitor_id for row in view.connection.execute(wanted)}


def received(view: View, prisoner_id: UUID, start: datetime, end: datetime) -> int:
    """How many visits a prisoner had that began in this span: what a quota counts."""
    span = and_(visit.c.entered >= start, visit.c.entered < end)
    wanted = select(func.count()).select_from(visit).where(visit.c.prisoner_id == prisoner_id, span)
    return view.connection.execute(wanted).scalar_one()
