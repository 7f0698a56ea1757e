"""Courts' orders: registered by the case system, each used exactly once.

An order may come before anybody knows whose it is, so it is sealed under a key of its own.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, LargeBinary, String, Table, Uuid, delete, or_

from api.gates.evidence import OrderKind, Signature
from api.registry.columns import account, at_facility, blind, code, identity, version
from api.registry.errors import AlreadyOnRecord, OrderUnusable
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.sealing import destroy_row_keys
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class OrderStatus(StrEnum):
    """USED and REVOKED are final."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"


court_order = Table(
    "court_order",
    metadata,
    identity(),
    Column("kind", code(OrderKind), nullable=False),
    blind("lookup", unique=True),
    at_facility(nullable=True),
    Column("person_id", ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("valid_from", Instant, nullable=False),
    Column("expires", Instant),
    Column("signature", code(Signature), nullable=False),
    Column("key_id", String(128)),
    Column("status", code(OrderStatus), nullable=False),
    Column("settled_at", Instant),
    Column("decision_id", Uuid),
    account("registered_by"),
    Column("registered_at", Instant, nullable=False),
    Column("text", LargeBinary, nullable=False),
    version(),
    CheckConstraint("(status = 'open') = (settled_at IS NULL)", name="settled_when_not_open"),
    CheckConstraint("expires IS NULL OR expires > valid_from", name="expires_after_start"),
)


@dataclass(frozen=True, slots=True)
class OrderText:
    """What the order says; all of it is sealed. number: the court's, unique with it.

    named: the person's name as the court writes it. signed: the signature, base64url; None on paper.
    """

    court: str
    number: str
    issued: datetime
    case: str | None = None
    named: str | None = None
    grounds: str | None = None
    signed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """facility_id: where it is to be carried out; person_id: whom it names, where that is somebody on record.

    settled_at: when it was used or revoked; decision_id: the decision that used it.
    """

    id: UUID = field(default_factory=uuid7)
    kind: OrderKind
    facility_id: UUID | None = None
    person_id: UUID | None = None
    valid_from: datetime
    expires: datetime | None = None
    signature: Signature = Signature.PAPER
    key_id: str | None = None
    status: OrderStatus = OrderStatus.OPEN
    settled_at: datetime | None = None
    decision_id: UUID | None = None
    registered_by: str
    registered_at: datetime
    text: OrderText = field(repr=False)
    version: int = 1


def _number(court: str, number: str) -> str:
    """A court's number of an order, however either is capitalised and spaced."""
    return "\x00".join(" ".join(part.casefold().split()) for part in (court, number))


_ROWS = TypedRows(
    court_order,
    Order,
    owner=None,
    blind={"lookup": lambda order: _number(order.text.court, order.text.number)},
)


def register(unit: Unit, new: Order) -> Order:
    """Enter an order. Raises AlreadyOnRecord: a court's number comes once, whatever it is said to command."""
    refused = AlreadyOnRecord("This court's order is on record under its number.", what="court_order")
    return _ROWS.add_unless(unit, new, refused)


def claim(unit: Unit, order_id: UUID, decision_id: UUID) -> None:
    """Use an order, once for ever: one conditional UPDATE. Raises OrderUnusable, NotOnRecord."""
    _settle(unit, order_id, OrderStatus.USED, decision_id)


def revoke(unit: Unit, order_id: UUID) -> None:
    """The court takes it back. Raises OrderUnusable where it was used or revoked before, NotOnRecord."""
    _settle(unit, order_id, OrderStatus.REVOKED, None)


def names(unit: Unit, seen: Order, person_id: UUID) -> Order:
    """The person whom the order names is found out. Raises Overtaken."""
    return _ROWS.change(unit, seen, person_id=person_id)


def one(view: View, order_id: UUID, *, locked: bool = False) -> Order:
    """Raises NotOnRecord."""
    return _ROWS.one(view, order_id, locked=locked)


def numbered(view: View, court: str, number: str) -> Order | None:
    """A court's order by its number, however either is capitalised."""
    found = _ROWS.find(view, _ROWS.lookup(view, "lookup", _number(court, number)))
    return found[0] if found else None


def of_person(view: View, person_id: UUID) -> Sequence[Order]:
    """The orders that name a person, the first registered first."""
    return _ROWS.find(view, court_order.c.person_id == person_id)


def page(  # noqa: PLR0913 - a list has as many filters as its readers ask for
    view: View,
    *,
    person_id: UUID | None = None,
    facility_id: UUID | None = None,
    kinds: Collection[OrderKind] = (),
    status: OrderStatus | None = None,
    after: UUID | None,
    limit: int,
) -> Sequence[Order]:
    """Up to `limit` orders, from the one after `after` on.

    facility_id: where they can be carried out; those that say no place can be everywhere.
    """
    where = []
    if person_id is not None:
        where.append(court_order.c.person_id == person_id)
    if facility_id is not None:
        where.append(or_(court_order.c.facility_id == facility_id, court_order.c.facility_id.is_(None)))
    if kinds:
        where.append(court_order.c.kind.in_(kinds))
    if status is not None:
        where.append(court_order.c.status == status)
    return _ROWS.page(view, *where, after=after, limit=limit)


def destroy(unit: Unit, ids: Collection[UUID]) -> None:
    """Orders that name somebody who is erased go with them, and so do their keys."""
    unit.connection.execute(delete(court_order).where(court_order.c.id.in_(ids)))
    destroy_row_keys(unit, ids)


def _settle(unit: Unit, order_id: UUID, status: OrderStatus, decision_id: UUID | None) -> None:
    open_ = court_order.c.status == OrderStatus.OPEN
    settled = {"status": status, "settled_at": unit.now, "decision_id": decision_id}
    counted = {"version": court_order.c.version + 1}
    if not _ROWS.update(unit, court_order.c.id == order_id, open_, **settled, **counted):
        raise OrderUnusable("The order was used or revoked before.", status=one(unit, order_id).status.value)
