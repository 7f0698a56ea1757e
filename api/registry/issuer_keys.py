"""The built-in issuer's signing keys: sealed under the store's key-encryption key, rotated with time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Table, delete

from api.registry.columns import identity
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.sealing import destroy_row_keys
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

issuer_key = Table(
    "issuer_key",
    metadata,
    identity(),
    Column("made_at", Instant, nullable=False, index=True),
    Column("private", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerKey:
    """private: PKCS#8, DER. The latest one signs; those before verify what they signed."""

    id: UUID = field(default_factory=uuid7)
    made_at: datetime
    private: bytes = field(repr=False)


_ROWS = TypedRows(issuer_key, IssuerKey, owner=None)


def add(unit: Unit, private: bytes) -> IssuerKey:
    """From now on this one signs."""
    return _ROWS.add(unit, IssuerKey(made_at=unit.now, private=private))


def every(view: View) -> Sequence[IssuerKey]:
    """All that may have signed something that still counts, the latest one last."""
    return _ROWS.find(view, order=[issuer_key.c.made_at, issuer_key.c.id])


def forget(unit: Unit, older: Sequence[IssuerKey]) -> None:
    """What these signed counts no more."""
    ids = [one.id for one in older]
    unit.connection.execute(delete(issuer_key).where(issuer_key.c.id.in_(ids)))
    destroy_row_keys(unit, ids)
