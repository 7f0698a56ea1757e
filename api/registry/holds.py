"""Holds: other grounds to keep somebody whom one order would set free."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Table

from api.registry.columns import account, code, identity, whose
from api.registry.errors import Conflict
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class HoldGround(StrEnum):
    """Why somebody is to be kept."""

    OTHER_CASE = "other-case"
    WARRANT = "warrant"
    SENTENCE = "sentence"
    EXTRADITION = "extradition"
    IMMIGRATION = "immigration"


hold = Table(
    "hold",
    metadata,
    identity(),
    whose(),
    Column("ground", code(HoldGround), nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Column("lifted", Instant),
    account("placed_by"),
    account("lifted_by", nullable=True),
    Column("origin", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class HoldOrigin:
    """Who asks for it, under which file, and why in words; sealed."""

    authority: str
    case: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """until: when it ends by itself; None: when it is lifted."""

    id: UUID = field(default_factory=uuid7)
    person_id: UUID
    ground: HoldGround
    since: datetime
    until: datetime | None = None
    lifted: datetime | None = None
    placed_by: str
    lifted_by: str | None = None
    origin: HoldOrigin = field(repr=False)


_ROWS = TypedRows(hold, Hold)


def place(unit: Unit, new: Hold) -> Hold:
    """Raises UnknownPerson."""
    return _ROWS.add(unit, new)


def lift(unit: Unit, hold_id: UUID, *, by: str) -> None:
    """End a hold. Raises Conflict where it was lifted before."""
    if not _ROWS.update(unit, hold.c.id == hold_id, hold.c.lifted.is_(None), lifted=unit.now, lifted_by=by):
        raise Conflict("This hold is lifted, or never was.", what="hold")


def one(view: View, hold_id: UUID) -> Hold:
    """Raises NotOnRecord."""
    return _ROWS.one(view, hold_id)


def of(view: View, person_id: UUID) -> Sequence[Hold]:
    """All holds of a person, past ones too."""
    return _ROWS.find(view, hold.c.person_id == person_id)


def standing(view: View, person_id: UUID, now: datetime) -> Sequence[Hold]:
    """Those that keep a person at an instant."""
    return tuple(
        one
        for one in _ROWS.find(view, hold.c.person_id == person_id, hold.c.lifted.is_(None))
        if one.since <= now and (one.until is None or now < one.until)
    )
