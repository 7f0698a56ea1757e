"""Identity documents that somebody showed, and what their chip said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Table

from api.registry.columns import account, blind, code, identity, whose
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class DocumentKind(StrEnum):
    """What was shown."""

    IDENTITY_CARD = "identity-card"
    PASSPORT = "passport"
    RESIDENCE_PERMIT = "residence-permit"
    DRIVING_LICENCE = "driving-licence"
    PROFESSIONAL_CARD = "professional-card"  # a lawyer's, a consul's
    BIRTH_CERTIFICATE = "birth-certificate"


class ChipResult(StrEnum):
    """Passive authentication (ICAO Doc 9303, part 11), and what kept it from being made."""

    AUTHENTIC = "authentic"
    UNKNOWN_ISSUER = "unknown-issuer"
    FORGED = "forged"
    UNREADABLE = "unreadable"
    NO_CHIP = "no-chip"
    NOT_READ = "not-read"


document = Table(
    "document",
    metadata,
    identity(),
    whose(),
    Column("kind", code(DocumentKind), nullable=False),
    blind("lookup"),
    Column("chip", code(ChipResult), nullable=False),
    Column("shown_at", Instant, nullable=False),
    account("shown_to", nullable=True),
    Column("content", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """Sealed. issuer: the state or body, by its ISO 3166-1 code where it has one."""

    issuer: str
    number: str
    expires: date | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """shown_to: the officer who saw it."""

    id: UUID = field(default_factory=uuid7)
    person_id: UUID
    kind: DocumentKind
    chip: ChipResult
    shown_at: datetime
    shown_to: str | None = None
    content: DocumentContent = field(repr=False)


def _number(issuer: str, number: str) -> str:
    """A document's number without the spaces and dashes that it is printed with."""
    plain = "".join(sign for sign in number.casefold() if sign.isalnum())
    return f"{issuer.strip().casefold()}\x00{plain}"


_ROWS = TypedRows(
    document, Document, blind={"lookup": lambda one: _number(one.content.issuer, one.content.number)}
)


def add(unit: Unit, new: Document) -> Document:
    """A document was shown, for the first time or again. Raises UnknownPerson."""
    return _ROWS.add(unit, new)


def of(view: View, person_id: UUID) -> Sequence[Document]:
    """All that a person has shown, the first one first."""
    return _ROWS.find(view, document.c.person_id == person_id)


def bearers(view: View, issuer: str, number: str) -> frozenset[UUID]:
    """Who has shown a document of this number: more than one person is a matter to look into."""
    found = _ROWS.find(view, _ROWS.lookup(view, "lookup", _number(issuer, number)))
    return frozenset(one.person_id for one in found)
