"""Visitors: who they are beyond their names, on what footing they come, and who answers for a child."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, ForeignKey, LargeBinary, String, Table

from api.registry.columns import code, version, whose
from api.registry.errors import AlreadyOnRecord
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class VisitorKind(StrEnum):
    """Which rules apply: lawyers are logged minimally (Rule 61), minors come without biometrics."""

    FAMILY = "family"
    FRIEND = "friend"
    LAWYER = "lawyer"
    CONSUL = "consul"
    MINOR = "minor"
    OFFICIAL = "official"


visitor = Table(
    "visitor",
    metadata,
    whose(primary_key=True, index=False),
    Column("kind", code(VisitorKind), nullable=False),
    Column("guardian_id", ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("notice", String(64)),
    Column("consented", Instant),
    Column("withdrawn", Instant),
    Column("by_document", Boolean, nullable=False),
    Column("details", LargeBinary, nullable=False),
    version(),
)


@dataclass(frozen=True, slots=True)
class VisitorDetails:
    """Sealed."""

    born: date | None = None
    address: str | None = None
    telephone: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Visitor:
    """notice: version of the consent notice that was shown; consented, withdrawn: when.

    by_document: refused biometrics, or may not give them, and is admitted on documents alone.
    """

    person_id: UUID
    kind: VisitorKind
    guardian_id: UUID | None
    notice: str | None
    consented: datetime | None
    withdrawn: datetime | None
    by_document: bool
    details: VisitorDetails = field(repr=False)
    version: int = 1


_ROWS = TypedRows(visitor, Visitor, identity="person_id")


def add(unit: Unit, new: Visitor) -> Visitor:
    """Raises AlreadyOnRecord, UnknownPerson."""
    return _ROWS.add_unless(
        unit, new, AlreadyOnRecord("The person is on record as a visitor.", what="visitor")
    )


def change(unit: Unit, seen: Visitor, **changes: Any) -> Visitor:
    """Raises Overtaken."""
    return _ROWS.change(unit, seen, **changes)


def withdraw(unit: Unit, seen: Visitor) -> Visitor:
    """The visitor takes their consent back: from now on by documents. Raises Overtaken.

    Their biometrics are to be erased by whoever calls this, in the same unit.
    """
    return _ROWS.change(unit, seen, withdrawn=unit.now, by_document=True)


def one(view: View, person_id: UUID) -> Visitor:
    """Raises NotOnRecord."""
    return _ROWS.one(view, person_id)


def in_care_of(view: View, guardian_id: UUID) -> tuple[Visitor, ...]:
    """The minors that somebody brings along."""
    return _ROWS.find(view, visitor.c.guardian_id == guardian_id)
