"""Roll-calls: whom a count expects, each look at somebody, and how it stood when it was closed.

A count lives in the store alone: whoever goes on with it may do so at another machine, or after a restart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    String,
    Table,
    Uuid,
    insert,
    select,
    update,
)

from api.gates.evidence import ExceptionReason
from api.registry.columns import account, at_facility, blind, code, identity, part_of, version, whose
from api.registry.errors import Conflict
from api.registry.ids import uuid7
from api.registry.rounds import Looks, Rounds
from api.registry.schema import Instant, metadata
from api.registry.unit import Unit, View
from matcher.domain import Decision


class Extra(StrEnum):
    """Why somebody who was found is one too many."""

    ELSEWHERE = "elsewhere"  # held in another facility
    ANOTHER_WING = "another-wing"
    AWAY = "away"  # recorded as at court, on leave or under way to another facility
    UNLISTED = "unlisted"  # held here, and not among those who were to be counted
    FREE = "free"  # in nobody's custody


roll_call = Table(
    "roll_call",
    metadata,
    identity(),
    at_facility(),
    Column("wing", String(32)),
    Column("listed", Boolean, nullable=False),
    Column("opened", Instant, nullable=False),
    account("opened_by"),
    Column("closed", Instant),
    account("closed_by", nullable=True),
    version(),
    CheckConstraint("closed IS NULL OR closed >= opened", name="closes_after_opening"),
)

roll_call_person = Table(
    "roll_call_person",
    metadata,
    Column("roll_call_id", ForeignKey("roll_call.id", ondelete="CASCADE"), primary_key=True),
    whose(primary_key=True),
    Column("away_since", Instant),
    Column("extra", code(Extra)),
)

roll_call_look = Table(
    "roll_call_look",
    metadata,
    identity(),
    part_of("roll_call_id", "roll_call"),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), index=True),
    Column("at", Instant, nullable=False),
    account("officer"),
    Column("decision", code(Decision)),
    Column("contradicted", Boolean, nullable=False),
    Column("reason", code(ExceptionReason)),
    Column("case_id", Uuid),
    blind("request"),
    CheckConstraint("decision IS NULL OR reason IS NULL", name="captured_or_by_hand"),
    CheckConstraint(
        "(person_id IS NULL) = (decision IS NULL AND reason IS NULL)", name="somebody_is_named_with_a_ground"
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCall:
    """wing: None: the whole facility, or those who were listed. closed: None while it goes on."""

    id: UUID = field(default_factory=uuid7)
    facility_id: UUID
    wing: str | None
    listed: bool
    opened: datetime
    opened_by: str
    closed: datetime | None = None
    closed_by: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at somebody; its number is made where the look was made.

    person_id: whom a search brought up first, or whom the officer named; None: nobody came near. decision,
    contradicted: of the search. reason: by hand, and why nothing could be captured. case_id: where reviewers
    look whether it is that person. request: a digest of what was sent, to tell a repeat from another look.
    """

    id: UUID
    roll_call_id: UUID
    person_id: UUID | None
    at: datetime
    officer: str
    decision: Decision | None = None
    contradicted: bool = False
    reason: ExceptionReason | None = None
    case_id: UUID | None = None
    request: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What is kept of a count as it is closed.

    away: of those expected, and since when. joined: who came to the place while it was counted. extra: who
    was found and is one too many.
    """

    away: Mapping[UUID, datetime]
    joined: frozenset[UUID]
    extra: Mapping[UUID, Extra]


_CALLS = Rounds(roll_call, RollCall, ended="closed")
_LOOKS = Looks(roll_call_look, Look, of="roll_call_id")

page = _CALLS.some
note, looks, look, digest, known = _LOOKS.add, _LOOKS.all_of, _LOOKS.numbered, _LOOKS.digest, _LOOKS.known


def begin(unit: Unit, new: RollCall, expected: frozenset[UUID]) -> RollCall:
    """A count begins, of these persons. Raises UnknownPerson, NotOnRecord."""
    _CALLS.add(unit, new)
    _enter(unit, new.id, [{"person_id": one} for one in sorted(expected)])
    return new


def close(unit: Unit, seen: RollCall, counted: Counted, *, by: str) -> RollCall:
    """The count is over, and stays as it stands now, whatever becomes of its people. Raises Overtaken."""
    closed = _CALLS.change(unit, seen, closed=unit.now, closed_by=by)
    for person, since in counted.away.items():
        this = (roll_call_person.c.roll_call_id == seen.id, roll_call_person.c.person_id == person)
        unit.connection.execute(update(roll_call_person).where(*this).values(away_since=since))
    _enter(unit, seen.id, [{"person_id": one} for one in sorted(counted.joined)])
    _enter(unit, seen.id, [{"person_id": one, "extra": why} for one, why in sorted(counted.extra.items())])
    return closed


def one(view: View, roll_call_id: UUID, *, locked: bool = False) -> RollCall:
    """Raises NotOnRecord."""
    return _CALLS.one(view, roll_call_id, locked=locked)


def require_open(seen: RollCall) -> None:
    """Raises Conflict for a count that is closed."""
    if seen.closed is not None:
        raise Conflict("This roll-call is closed.", what="roll_call")


def captured_since(view: View, person_id: UUID, since: datetime) -> Look | None:
    """The latest look from an instant on that a capture took for a person, in whichever count."""
    after = roll_call_look.c.at >= since
    of_them = (roll_call_look.c.person_id == person_id, roll_call_look.c.decision.is_not(None))
    found = _LOOKS.find(view, *of_them, after, order=[roll_call_look.c.at.desc()], limit=1)
    return found[0] if found else None


def expected(view: View, roll_call_id: UUID) -> Mapping[UUID, datetime | None]:
    """Who is counted, and of those who were away when it was closed, since when."""
    return {row.person_id: row.away_since for row in _persons(view, roll_call_id) if row.extra is None}


def surplus(view: View, roll_call_id: UUID) -> Mapping[UUID, Extra]:
    """Who was one too many when it was closed."""
    return {row.person_id: row.extra for row in _persons(view, roll_call_id) if row.extra is not None}


def _persons(view: View, roll_call_id: UUID) -> Sequence[Any]:
    wanted = select(roll_call_person).where(roll_call_person.c.roll_call_id == roll_call_id)
    return view.connection.execute(wanted).all()


def _enter(unit: Unit, roll_call_id: UUID, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        unit.connection.execute(
            insert(roll_call_person), [{"roll_call_id": roll_call_id, **row} for row in rows]
        )
