"""Warrants for searches beyond what a gate may search: asked for, signed by several, and each use of them.

What a warrant allows is never changed: who wants another asks for another, and it is signed anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, LargeBinary, String, Table, UniqueConstraint, Uuid

from api.gates.evidence import GalleryKind
from api.officers import one_officer
from api.registry.columns import account, at_facility, identity, part_of
from api.registry.errors import AlreadyOnRecord, Conflict
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

warrant = Table(
    "warrant",
    metadata,
    identity(),
    at_facility(),
    Column("galleries", JSON, nullable=False),
    Column("legal_basis", String(64), nullable=False),
    Column("text", LargeBinary, nullable=False),
    account("asked_by"),
    Column("asked_at", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("revoked_at", Instant),
    account("revoked_by", nullable=True),
    CheckConstraint("expires > asked_at", name="ends_after_beginning"),
)

warrant_signature = Table(
    "warrant_signature",
    metadata,
    identity(),
    part_of("warrant_id", "warrant"),
    account("officer"),
    Column("role", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    # whatever the number of sessions: an officer is one officer
    UniqueConstraint("warrant_id", "officer"),
)

gallery_search = Table(
    "gallery_search",
    metadata,
    identity(),
    at_facility(),
    # no foreign key: that somebody came with a warrant that does not exist is on record too
    Column("warrant_id", Uuid, index=True),
    Column("purpose", String(32)),
    Column("galleries", JSON, nullable=False),
    Column("defects", JSON, nullable=False),
    account("officer"),
    Column("at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class WarrantText:
    """Sealed. purpose: what the search is for, in words; case: the court's reference."""

    purpose: str
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWarrant:
    """legal_basis: the law's code."""

    id: UUID = field(default_factory=uuid7)
    facility_id: UUID
    galleries: tuple[GalleryKind, ...]
    legal_basis: str
    text: WarrantText = field(repr=False)
    asked_by: str
    asked_at: datetime
    expires: datetime
    revoked_at: datetime | None = None
    revoked_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WarrantSignature:
    """An officer agrees; role: what they acted as."""

    id: UUID = field(default_factory=uuid7)
    warrant_id: UUID
    officer: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GallerySearch:
    """A search that was wanted. defects: why it was not made, as codes; empty: it was."""

    id: UUID = field(default_factory=uuid7)
    facility_id: UUID
    warrant_id: UUID | None
    purpose: str | None
    galleries: tuple[GalleryKind, ...]
    defects: tuple[str, ...]
    officer: str
    at: datetime


_ROWS = TypedRows(warrant, StoredWarrant, owner=None)
_SIGNATURES = TypedRows(warrant_signature, WarrantSignature, owner=None)
_SEARCHES = TypedRows(gallery_search, GallerySearch, owner=None)


def ask(unit: Unit, new: StoredWarrant) -> StoredWarrant:
    """A warrant that nobody has signed yet."""
    return _ROWS.add(unit, new)


def sign(unit: Unit, warrant_id: UUID, *, officer: str, role: str) -> WarrantSignature:
    """Raises NotOnRecord, AlreadyOnRecord for an officer who has signed, Conflict where it is over."""
    seen = one(unit, warrant_id, locked=True)
    if seen.revoked_at is not None or seen.expires <= unit.now:
        raise Conflict("This warrant is over.", what="warrant")
    refused = AlreadyOnRecord("This officer has signed the warrant.", what="warrant_signature")
    if any(one_officer(given.officer, officer) for given in signatures(unit, warrant_id)):
        raise refused
    new = WarrantSignature(warrant_id=warrant_id, officer=officer, role=role, at=unit.now)
    return _SIGNATURES.add_unless(unit, new, refused)


def revoke(unit: Unit, warrant_id: UUID, *, by: str) -> None:
    """It allows nothing from now on. Raises NotOnRecord, Conflict where that was done before."""
    one(unit, warrant_id)
    still = warrant.c.revoked_at.is_(None)
    if not _ROWS.update(unit, warrant.c.id == warrant_id, still, revoked_at=unit.now, revoked_by=by):
        raise Conflict("This warrant is revoked.", what="warrant")


def one(view: View, warrant_id: UUID, *, locked: bool = False) -> StoredWarrant:
    """Raises NotOnRecord."""
    return _ROWS.one(view, warrant_id, locked=locked)


def page(view: View, facility_id: UUID, after: UUID | None, limit: int) -> Sequence[StoredWarrant]:
    """Up to `limit` of a facility, the one asked for first before all others, from after `after` on."""
    return _ROWS.page(view, warrant.c.facility_id == facility_id, after=after, limit=limit)


def signatures(view: View, warrant_id: UUID) -> Sequence[WarrantSignature]:
    """Who signed, the first one first."""
    return _SIGNATURES.find(
        view,
        warrant_signature.c.warrant_id == warrant_id,
        order=[warrant_signature.c.at, warrant_signature.c.id],
    )


def account_for(unit: Unit, search: GallerySearch) -> None:
    """Put a search on record before it is made, or why it is not."""
    _SEARCHES.add(unit, search)


def searches(view: View, warrant_id: UUID) -> Sequence[GallerySearch]:
    """What was searched, or wanted, under a warrant, the first one first."""
    return _SEARCHES.find(
        view, gallery_search.c.warrant_id == warrant_id, order=[gallery_search.c.at, gallery_search.c.id]
    )
