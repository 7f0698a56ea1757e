"""Sessions of the pages: who signed in at which browser, until when."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, LargeBinary, String, Table, delete, select

from api.registry.columns import identity
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.sealing import destroy_row_keys
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

DIGEST = 64

page_session = Table(
    "page_session",
    metadata,
    identity(),
    Column("digest", String(DIGEST), nullable=False, unique=True),
    Column("content", LargeBinary, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("until", Instant, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Sealed. Who they are, as their issuer told when they signed in. id_token: to sign out with."""

    account: str
    roles: tuple[str, ...]
    facilities: tuple[str, ...] | None
    person: UUID | None
    issuer: str
    authenticated_at: datetime
    session: str | None
    acr: str | None
    id_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSession:
    """digest: SHA-256 of what the cookie holds, hexadecimal: who reads the store cannot sign in with it.

    seen_at: when its officer did something last, to about a minute. until: it ends then whatever is done.
    """

    id: UUID = field(default_factory=uuid7)
    digest: str
    content: SignedIn = field(repr=False)
    began_at: datetime
    seen_at: datetime
    until: datetime


_ROWS = TypedRows(page_session, PageSession, owner=None)


def begin(unit: Unit, new: PageSession) -> PageSession:
    """Put it on record."""
    return _ROWS.add(unit, new)


def find(view: View, digest: str) -> PageSession | None:
    """The session of a cookie, also where its time has passed."""
    found = _ROWS.find(view, page_session.c.digest == digest)
    return found[0] if found else None


def seen(unit: Unit, session: PageSession) -> None:
    """Its officer does something now."""
    _ROWS.update(unit, page_session.c.id == session.id, seen_at=unit.now)


def end(unit: Unit, session: PageSession) -> None:
    """It opens nothing any more."""
    _forget(unit, [session.id])


def end_those_of(unit: Unit, account: str) -> None:
    """All sessions of an account. They are few, and whose they are stands sealed: each is looked into."""
    _forget(unit, [one.id for one in _ROWS.find(unit) if one.content.account == account])


def forget_past(unit: Unit) -> None:
    """Those whose time has passed."""
    over = select(page_session.c.id).where(page_session.c.until <= unit.now)
    _forget(unit, list(unit.connection.execute(over).scalars()))


def _forget(unit: Unit, ids: list[UUID]) -> None:
    unit.connection.execute(delete(page_session).where(page_session.c.id.in_(ids)))
    destroy_row_keys(unit, ids)
