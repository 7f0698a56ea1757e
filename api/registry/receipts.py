"""Erasures: who asked for one, what was destroyed by which rule, and the receipt of it.

Nothing here says who was erased: of a request that was carried out there is no row any more, and of an
erasure there stay rule, counts and the outcome of the search afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import JSON, CheckConstraint, Column, LargeBinary, String, Table, Text

from api.registry.columns import account, code, identity, whose
from api.registry.erased import Scope
from api.registry.errors import Conflict
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

erasure_receipt = Table(
    "erasure_receipt",
    metadata,
    identity(),
    Column("scope", code(Scope), nullable=False),
    Column("rule", String(160), nullable=False),
    Column("facility", String(32)),
    Column("at", Instant, nullable=False),
    account("asked_by", nullable=True),
    account("signed_by", nullable=True),
    Column("destroyed", JSON, nullable=False),
    Column("finished", Instant, index=True),
    Column("receipt", Text),
    Column("signature", String(128)),
    CheckConstraint("(finished IS NULL) = (receipt IS NULL)", name="finished_with_receipt"),
    CheckConstraint("(receipt IS NULL) = (signature IS NULL)", name="receipt_is_signed"),
)

erasure_request = Table(
    "erasure_request",
    metadata,
    identity(),
    whose(),
    Column("asked_at", Instant, nullable=False),
    account("asked_by"),
    Column("withdrawn", Instant),
    Column("reason", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """rule: with the name and hash of the policy that laid it down. destroyed: how many of what.

    asked_by, signed_by: the two officers, where it was not automatic. finished: when the search afterwards
    was made; receipt: what it and the erasure came to, as it was signed.
    """

    id: UUID = field(default_factory=uuid7)
    scope: Scope
    rule: str
    facility: str | None
    at: datetime
    asked_by: str | None = None
    signed_by: str | None = None
    destroyed: dict[str, JsonValue]
    finished: datetime | None = None
    receipt: str | None = None
    signature: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRequest:
    """An officer asks that somebody be erased before it is due; reason: in words, sealed."""

    id: UUID = field(default_factory=uuid7)
    person_id: UUID
    asked_at: datetime
    asked_by: str
    withdrawn: datetime | None = None
    reason: str = field(repr=False)


_ERASURES = TypedRows(erasure_receipt, Erasure, owner=None)
_REQUESTS = TypedRows(erasure_request, ErasureRequest)


def record(unit: Unit, new: Erasure) -> Erasure:
    """In the unit that destroys."""
    return _ERASURES.add(unit, new)


def finish(unit: Unit, erasure_id: UUID, receipt: str, signature: str) -> bool:
    """Keep the receipt; whether there was none yet."""
    told = {"finished": unit.now, "receipt": receipt, "signature": signature}
    open_ = erasure_receipt.c.finished.is_(None)
    return _ERASURES.update(unit, erasure_receipt.c.id == erasure_id, open_, **told) > 0


def unfinished(view: View) -> Sequence[Erasure]:
    """Those whose search was not made yet, the first one first."""
    return _ERASURES.find(view, erasure_receipt.c.finished.is_(None))


def one(view: View, erasure_id: UUID) -> Erasure:
    """Raises NotOnRecord."""
    return _ERASURES.one(view, erasure_id)


def page(view: View, *, after: UUID | None, limit: int) -> Sequence[Erasure]:
    """Up to `limit`, from the one after `after` on."""
    return _ERASURES.page(view, after=after, limit=limit)


def ask(unit: Unit, new: ErasureRequest) -> ErasureRequest:
    """Raises UnknownPerson."""
    return _REQUESTS.add(unit, new)


def request(view: View, request_id: UUID, *, locked: bool = False) -> ErasureRequest:
    """Raises NotOnRecord."""
    return _REQUESTS.one(view, request_id, locked=locked)


def require_open(asked: ErasureRequest) -> None:
    """Raises Conflict for one that was withdrawn."""
    if asked.withdrawn is not None:
        raise Conflict("This request was withdrawn.", what="erasure_request")


def requests(view: View, *, after: UUID | None, limit: int) -> Sequence[ErasureRequest]:
    """Up to `limit` that wait for a second officer, from the one after `after` on."""
    return _REQUESTS.page(view, erasure_request.c.withdrawn.is_(None), after=after, limit=limit)


def withdraw(unit: Unit, request_id: UUID) -> None:
    """Nothing is to be erased. Raises Conflict where it was withdrawn before."""
    open_ = erasure_request.c.withdrawn.is_(None)
    if not _REQUESTS.update(unit, erasure_request.c.id == request_id, open_, withdrawn=unit.now):
        raise Conflict("This request was withdrawn.", what="erasure_request")
