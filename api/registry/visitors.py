"""Visitors: who they are beyond their names, on what footing they come, and who answers for a child."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, ForeignKey, LargeBinary, String, Table, select

from api.gates.visits.evidence import VisitorKind
from api.registry.columns import code, version, whose
from api.registry.errors import AlreadyOnRecord
from api.registry.schema import Instant, encounter, metadata, sample
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

visitor = Table(
    "visitor",
    metadata,
    whose(primary_key=True, index=False),
    Column("kind", code(VisitorKind), nullable=False),
    Column("guardian_id", ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("notice", String(64)),
    Column("notice_language", String(8)),
    Column("noticed", Instant),
    Column("consented", Instant),
    Column("withdrawn", Instant),
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
    """notice: version of the consent notice that was given, in which language, noticed: when.

    consented, withdrawn: when to biometrics; whoever did not consent, or did no longer, comes by document.
    """

    person_id: UUID
    kind: VisitorKind
    guardian_id: UUID | None
    notice: str | None
    notice_language: str | None
    noticed: datetime | None
    consented: datetime | None
    withdrawn: datetime | None
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
    """The visitor takes their consent back: from now on they come by document. Raises Overtaken.

    Their biometrics are to be erased by whoever calls this, in the same unit.
    """
    return _ROWS.change(unit, seen, withdrawn=unit.now)


def one(view: View, person_id: UUID) -> Visitor:
    """Raises NotOnRecord."""
    return _ROWS.one(view, person_id)


def find(view: View, person_id: UUID) -> Visitor | None:
    """What is known of somebody as a visitor, if they are one."""
    found = _ROWS.find(view, visitor.c.person_id == person_id)
    return found[0] if found else None


def page(view: View, after: UUID | None, limit: int, *only: ColumnElement[bool]) -> Sequence[Visitor]:
    """Up to `limit` visitors, from the one after `after` on."""
    return _ROWS.page(view, *only, after=after, limit=limit)


def still_captured(view: View, among: Collection[UUID] | None = None) -> frozenset[UUID]:
    """Who has withdrawn their consent, and of whom samples are on record; among: of these persons."""
    wanted = (
        select(visitor.c.person_id)
        .join(encounter, encounter.c.person_id == visitor.c.person_id)
        .join(sample, sample.c.encounter_id == encounter.c.id)
        .where(visitor.c.withdrawn.is_not(None))
        .distinct()
    )
    if among is not None:
        wanted = wanted.where(visitor.c.person_id.in_(among))
    return frozenset(view.connection.execute(wanted).scalars())


def charges(view: View, persons: Collection[UUID]) -> Mapping[UUID, Visitor]:
    """Those of these for whom somebody answers by the record."""
    found = _ROWS.find(view, visitor.c.person_id.in_(persons), visitor.c.guardian_id.is_not(None))
    return {one.person_id: one for one in found}


def kinds(view: View, persons: Collection[UUID]) -> Mapping[UUID, VisitorKind]:
    """In what capacity each of these comes who is on record as a visitor."""
    wanted = select(visitor.c.person_id, visitor.c.kind).where(visitor.c.person_id.in_(persons))
    return {row.person_id: row.kind for row in view.connection.execute(wanted)}
