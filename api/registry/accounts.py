"""Accounts of the built-in issuer: officers with a password, programs with a key.

An account is never deleted but removed: its name is stored beside what it did, and never names another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, Column, ForeignKey, LargeBinary, String, Table, Uuid

from api.registry.columns import account as by_account
from api.registry.columns import code, identity, version
from api.registry.errors import AlreadyOnRecord, NotOnRecord
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

NAME = 64


class AccountKind(StrEnum):
    """Who signs in with it."""

    PERSON = "person"
    PROGRAM = "program"


account = Table(
    "account",
    metadata,
    identity(),
    Column("name", String(NAME), nullable=False, unique=True),
    Column("kind", code(AccountKind), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("facilities", JSON, nullable=False),
    Column("person_id", Uuid, ForeignKey("person.id", ondelete="CASCADE"), index=True),
    Column("secret", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
    by_account("made_by"),
    Column("removed_at", Instant),
    version(),
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A one-time link. digest: SHA-256 of its secret part, hexadecimal. sets_password: else it signs in."""

    digest: str
    until: datetime
    sets_password: bool


@dataclass(frozen=True, slots=True)
class Secret:
    """Sealed. password: its Argon2id hash (PHC string). key: a program's public key, PEM."""

    password: str | None = None
    key: str | None = None
    ticket: Ticket | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """name: of whoever signs in, as it stands beside what they do. facilities: codes; None: of all.

    person_id: whom of the enrolled they are themselves.
    """

    id: UUID = field(default_factory=uuid7)
    name: str
    kind: AccountKind
    roles: tuple[str, ...]
    facilities: tuple[str, ...] | None
    person_id: UUID | None = None
    secret: Secret = field(default=Secret(), repr=False)
    made_at: datetime
    made_by: str
    removed_at: datetime | None = None
    version: int = 1


_ROWS = TypedRows(account, Account, owner=None)


def add(unit: Unit, new: Account) -> Account:
    """Raises AlreadyOnRecord for a name that is or was somebody's, NotOnRecord for an unknown person."""
    refused = AlreadyOnRecord("This account is on record, or was: names are not used twice.", what="account")
    return _ROWS.add_unless(unit, new, refused)


def named(view: View, name: str) -> Account:
    """Raises NotOnRecord, also where it was removed."""
    found = _ROWS.find(view, account.c.name == name, account.c.removed_at.is_(None))
    if not found:
        raise NotOnRecord("There is no account of this name.", what="account")
    return found[0]


def every(view: View) -> Sequence[Account]:
    """All that were not removed, by name."""
    return _ROWS.find(view, account.c.removed_at.is_(None), order=[account.c.name])


def change(unit: Unit, seen: Account, secret: Secret) -> Account:
    """Give it another secret. Raises Overtaken."""
    return _ROWS.change(unit, seen, secret=secret)


def remove(unit: Unit, seen: Account) -> None:
    """Nobody signs in with it any more; what it was known by is forgotten. Raises Overtaken."""
    _ROWS.change(unit, seen, removed_at=unit.now, secret=Secret())
