"""Authorisations: which visitor may see which prisoner, as what, until when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, ColumnElement, Index, String, Table

from api.gates.visits.grants import Grantor
from api.registry.columns import account, identity, version, whose
from api.registry.errors import AlreadyOnRecord
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

authorisation = Table(
    "authorisation",
    metadata,
    identity(),
    whose("visitor_id"),
    whose("prisoner_id"),
    Column("relationship", String(32), nullable=False),
    Column("consents", JSON, nullable=False),
    account("granted_by"),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Column("revoked", Instant),
    version(),
    CheckConstraint("visitor_id <> prisoner_id", name="two_people"),
)
_granted = authorisation.c.revoked.is_(None)
Index(
    "uq_authorisation_granted",
    authorisation.c.visitor_id,
    authorisation.c.prisoner_id,
    unique=True,
    sqlite_where=_granted,
    postgresql_where=_granted,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """relationship: a code of the facility's policy. consents: who agreed to it."""

    id: UUID = field(default_factory=uuid7)
    visitor_id: UUID
    prisoner_id: UUID
    relationship: str
    consents: tuple[Grantor, ...]
    granted_by: str
    since: datetime
    until: datetime | None = None
    revoked: datetime | None = None
    version: int = 1

    def holds(self, now: datetime) -> bool:
        """Whether it lets the visitor in at this instant."""
        return self.revoked is None and self.since <= now and (self.until is None or now < self.until)


_ROWS = TypedRows(authorisation, Authorisation, owner="visitor_id")


def grant(unit: Unit, new: Authorisation) -> Authorisation:
    """Raises AlreadyOnRecord where the two have one that was not revoked, expired or not."""
    refused = AlreadyOnRecord("The visitor is authorised for this prisoner.", what="authorisation")
    return _ROWS.add_unless(unit, new, refused)


def change(unit: Unit, seen: Authorisation, **changes: Any) -> Authorisation:
    """Raises Overtaken."""
    return _ROWS.change(unit, seen, **changes)


def revoke(unit: Unit, seen: Authorisation) -> Authorisation:
    """Raises Overtaken."""
    return _ROWS.change(unit, seen, revoked=unit.now)


def one(view: View, authorisation_id: UUID) -> Authorisation:
    """Raises NotOnRecord."""
    return _ROWS.one(view, authorisation_id)


def page(
    view: View,
    visitor_id: UUID | None,
    prisoner_id: UUID | None,
    after: UUID | None,
    limit: int,
    *only: ColumnElement[bool],
) -> Sequence[Authorisation]:
    """Up to `limit` of those of a visitor, a prisoner, or both, from the one after `after` on."""
    named = {authorisation.c.visitor_id: visitor_id, authorisation.c.prisoner_id: prisoner_id}
    these = (column == value for column, value in named.items() if value is not None)
    return _ROWS.page(view, *these, *only, after=after, limit=limit)


def between(view: View, visitor_id: UUID, prisoner_id: UUID) -> Authorisation | None:
    """What these two have, if it was not revoked; whether it holds now, `holds` says."""
    these = (authorisation.c.visitor_id == visitor_id, authorisation.c.prisoner_id == prisoner_id)
    found = _ROWS.find(view, *these, _granted)
    return found[0] if found else None


def of_visitor(view: View, visitor_id: UUID) -> Sequence[Authorisation]:
    """All that a visitor was ever granted."""
    return _ROWS.find(view, authorisation.c.visitor_id == visitor_id)


def of_prisoner(view: View, prisoner_id: UUID) -> Sequence[Authorisation]:
    """All that were ever granted for a prisoner."""
    return _ROWS.find(view, authorisation.c.prisoner_id == prisoner_id)
