"""Which data keys were destroyed on purpose: what a restored copy of the store must destroy again.

A key is named by what only it can derive, so the list says nothing about anybody to who lacks the key, and
finds the key again in any copy however it is wrapped there.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, String, Table, delete, insert, select

from api.keys.envelope import DataKey
from api.registry.columns import code
from api.registry.schema import Instant, metadata
from api.registry.unit import Unit, View

NAME = 64
"""Hexadecimal digits of a key's name."""


class Scope(StrEnum):
    """What was destroyed with a key, and what was sealed anew before."""

    BIOMETRICS = "biometrics"  # images and templates; the record goes on under another key
    ARCHIVED = "archived"  # all but the record of custody, which lies in the archive under another key
    ERASED = "erased"  # everything


erased_key = Table(
    "erased_key",
    metadata,
    Column("key", String(NAME), primary_key=True),
    Column("scope", code(Scope), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("following", String(NAME)),
)


@dataclass(frozen=True, slots=True)
class Erased:
    """A key that is gone. following: the name of the one under which what stayed was sealed anew."""

    key: str
    scope: Scope
    at: datetime
    following: str | None = None


def name_of(key: DataKey) -> str:
    """Of a data key: 64 hexadecimal digits."""
    return key.derive("erased key").hex()


def note(unit: Unit, gone: Erased) -> None:
    """A key is destroyed in this unit. What was noted of it before, on the copy's original, gives way."""
    unit.connection.execute(delete(erased_key).where(erased_key.c.key == gone.key))
    unit.connection.execute(insert(erased_key), asdict(gone))


def every(view: View) -> Iterator[Erased]:
    """All keys that were destroyed, the first one first."""
    wanted = select(erased_key).order_by(erased_key.c.at, erased_key.c.key)
    for row in view.connection.execute(wanted):
        yield Erased(row.key, row.scope, row.at, row.following)
