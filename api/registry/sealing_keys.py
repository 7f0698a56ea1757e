"""The keys that stations seal packets for: one that is given out, and former ones that still open.

Each is sealed under a row key of its own, which the key-encryption key wraps like any other: who destroys it
has closed every packet that was sealed for it, wherever copies of those lie.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Column, LargeBinary, String, Table, delete, select

from api.contract.packet.opening import Opener
from api.registry.audit_log import LOG_KEY
from api.registry.columns import identity
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.sealing import destroy_row_keys, keys_of_rows, lock_row_key
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

STILL_OPENS = timedelta(days=30)
"""How long a former key opens what stations sealed that had not heard of the next: a long outage."""

SIGNING = "station receipts"

sealing_key = Table(
    "sealing_key",
    metadata,
    identity(),
    Column("public", String(64), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("superseded_at", Instant),
    Column("private", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingKey:
    """public: X25519, hexadecimal. superseded_at: when the next one took its place."""

    id: UUID = field(default_factory=uuid7)
    public: str
    made_at: datetime
    superseded_at: datetime | None = None
    private: bytes = field(repr=False)


_ROWS = TypedRows(sealing_key, SealingKey, owner=None)


def ensure(unit: Unit) -> None:
    """Make the first one, where there is none yet."""
    lock_row_key(unit, LOG_KEY)
    if not _ROWS.find(unit, sealing_key.c.superseded_at.is_(None)):
        _make(unit)


def given_out(view: View) -> SealingKey:
    """The one that is given out; the first station's invitation made the first."""
    (found,) = _ROWS.find(view, sealing_key.c.superseded_at.is_(None))
    return found


def rotate(unit: Unit) -> tuple[SealingKey, int]:
    """The next one, and how many of the former ones still open; those that are too old are destroyed.

    Of several at once each takes the place of the one before: who comes later sees it.
    """
    lock_row_key(unit, LOG_KEY)
    forget(unit)
    _ROWS.update(unit, sealing_key.c.superseded_at.is_(None), superseded_at=unit.now)
    return _make(unit), len(_ROWS.find(unit, sealing_key.c.superseded_at.is_not(None)))


def forget(unit: Unit) -> int:
    """Destroy former keys whose time is over; how many there were."""
    old = over(unit, unit.now)
    unit.connection.execute(delete(sealing_key).where(sealing_key.c.id.in_(old)))
    destroy_row_keys(unit, old)
    return len(old)


def over(view: View, now: datetime) -> Sequence[UUID]:
    """Former keys whose time is over."""
    wanted = select(sealing_key.c.id).where(sealing_key.c.superseded_at < now - STILL_OPENS)
    return list(view.connection.execute(wanted).scalars())


def opener(view: View) -> Opener:
    """Opens what was sealed for any of them."""
    return Opener.of(*(X25519PrivateKey.from_private_bytes(one.private) for one in _every(view)))


def signing_key(view: View) -> Ed25519PrivateKey:
    """The service's key towards stations: signs receipts, and the keys to seal for. It stays as it is."""
    return Ed25519PrivateKey.from_private_bytes(keys_of_rows(view, [LOG_KEY])[LOG_KEY].derive(SIGNING))


def _every(view: View) -> Sequence[SealingKey]:
    return _ROWS.find(view)


def _make(unit: Unit) -> SealingKey:
    key = X25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    return _ROWS.add(unit, SealingKey(public=public, made_at=unit.now, private=key.private_bytes_raw()))
