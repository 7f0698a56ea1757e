"""Closing time of a visiting area: each look at somebody who was found there, and what was found out.

A closing lives in the store alone: whoever goes on with it may do so at another machine, or after a restart.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    UniqueConstraint,
    Uuid,
)

from api.gates.evidence import ExceptionReason
from api.registry.columns import account, at_facility, blind, code, identity, part_of, version
from api.registry.errors import AlreadyOnRecord, Conflict
from api.registry.ids import uuid7
from api.registry.rounds import Looks, Rounds
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View
from matcher.domain import Decision

closing = Table(
    "closing",
    metadata,
    identity(),
    at_facility(),
    Column("begun", Instant, nullable=False),
    account("begun_by"),
    Column("searched", Instant),
    account("searched_by", nullable=True),
    Column("locked", Instant),
    Column("decision_id", Uuid),
    version(),
    CheckConstraint("(searched IS NULL) = (searched_by IS NULL)", name="somebody_ends_the_search"),
    CheckConstraint("locked IS NULL OR searched IS NOT NULL", name="searched_before_locked"),
)
_running = closing.c.locked.is_(None)
Index(
    "uq_closing_running", closing.c.facility_id, unique=True, sqlite_where=_running, postgresql_where=_running
)

closing_look = Table(
    "closing_look",
    metadata,
    identity(),
    part_of("closing_id", "closing"),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), index=True),
    Column("at", Instant, nullable=False),
    account("officer"),
    Column("decision", code(Decision)),
    Column("contradicted", Boolean, nullable=False),
    Column("reason", code(ExceptionReason)),
    blind("request"),
    CheckConstraint("decision IS NULL OR reason IS NULL", name="captured_or_by_hand"),
)


class Finding(StrEnum):
    """What a supervisor found out."""

    LEFT_UNSEEN = "left-unseen"  # of a visit: they are out, and no exit was recorded
    NEVER_ENTERED = "never-entered"  # of a visit: they were let in and did not go
    EXPLAINED = "explained"  # of a look: who it is, and what became of them


reconciled = Table(
    "reconciled",
    metadata,
    identity(),
    part_of("closing_id", "closing"),
    part_of("visit_id", "visit", nullable=True),
    part_of("look_id", "closing_look", nullable=True),
    Column("finding", code(Finding), nullable=False),
    account("officer"),
    Column("at", Instant, nullable=False),
    Column("reason", LargeBinary, nullable=False),
    UniqueConstraint("visit_id"),
    UniqueConstraint("look_id"),
    CheckConstraint("(visit_id IS NULL) <> (look_id IS NULL)", name="of_a_visit_or_a_look"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """searched: when the search of the area ended. locked: when nothing spoke against it any more.

    decision_id: what the gate decided last.
    """

    id: UUID = field(default_factory=uuid7)
    facility_id: UUID
    begun: datetime
    begun_by: str
    searched: datetime | None = None
    searched_by: str | None = None
    locked: datetime | None = None
    decision_id: UUID | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at somebody in the area; its number is made where the look was made.

    person_id: whom a search brought up first, or whom the officer named; None: nobody came near. decision,
    contradicted: of the search. reason: by hand, and why nothing was captured. request: a digest of what was
    sent, to tell a repeat from another look.
    """

    id: UUID
    closing_id: UUID
    person_id: UUID | None
    at: datetime
    officer: str
    decision: Decision | None = None
    contradicted: bool = False
    reason: ExceptionReason | None = None
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What a named officer found out of a visit without exit, or of a look. reason: sealed."""

    id: UUID = field(default_factory=uuid7)
    closing_id: UUID
    visit_id: UUID | None = None
    look_id: UUID | None = None
    finding: Finding
    officer: str
    at: datetime
    reason: str = field(repr=False)


_CLOSINGS = Rounds(closing, Closing, ended="locked")
_LOOKS = Looks(closing_look, Look, of="closing_id")
_RECONCILED = TypedRows(reconciled, Reconciled, owner=None)

page = _CLOSINGS.some
note, looks, look, digest, known = _LOOKS.add, _LOOKS.all_of, _LOOKS.numbered, _LOOKS.digest, _LOOKS.known


def begin(unit: Unit, new: Closing) -> Closing:
    """Raises Conflict where one runs at the facility."""
    return _CLOSINGS.add_unless(
        unit, new, Conflict("A closing is under way at this facility.", what="closing")
    )


def search_ended(unit: Unit, seen: Closing, *, by: str) -> Closing:
    """The area was walked through, for the first time or again. Raises Overtaken."""
    return _CLOSINGS.change(unit, seen, searched=unit.now, searched_by=by)


def decided(unit: Unit, seen: Closing, decision_id: UUID, *, locked: bool) -> Closing:
    """The gate has decided; locked: that nothing speaks against it. Raises Overtaken."""
    at = unit.now if locked else None
    return _CLOSINGS.change(unit, seen, decision_id=decision_id, locked=at)


def running(view: View, facility_id: UUID, *, locked: bool = False) -> Closing | None:
    """The one that is under way at a facility."""
    found = _CLOSINGS.find(view, closing.c.facility_id == facility_id, _running, locked=locked)
    return found[0] if found else None


def one(view: View, closing_id: UUID, *, locked: bool = False) -> Closing:
    """Raises NotOnRecord."""
    return _CLOSINGS.one(view, closing_id, locked=locked)


def require_running(seen: Closing) -> None:
    """Raises Conflict for one after which the area was locked."""
    if seen.locked is not None:
        raise Conflict("The visiting area was locked after this closing.", what="closing")


def reconcile(unit: Unit, new: Reconciled) -> Reconciled:
    """Raises AlreadyOnRecord, NotOnRecord."""
    refused = AlreadyOnRecord("It was found out before what became of this.", what="reconciled")
    return _RECONCILED.add_unless(unit, new, refused)


def never_entered(view: View, visits: Collection[UUID]) -> frozenset[UUID]:
    """Those of these visits of which it was found out that the visitor was let in and did not go."""
    found = _RECONCILED.find(
        view, reconciled.c.visit_id.in_(visits), reconciled.c.finding == Finding.NEVER_ENTERED
    )
    return frozenset(one.visit_id for one in found if one.visit_id is not None)


def reconciliations(view: View, closing_id: UUID) -> Sequence[Reconciled]:
    """What was found out in the course of a closing."""
    return _RECONCILED.find(view, reconciled.c.closing_id == closing_id)
