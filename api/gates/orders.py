"""What is wrong with an order: one list of defects for every gate that acts on one."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from api.gates.evidence import OrderFacts, OrderKind, Signature


class OrderDefect(StrEnum):
    """Why an order cannot be acted on; the gravest first."""

    FORGED = "forged"
    UNKNOWN_KEY = "unknown-key"
    REVOKED = "revoked"
    USED = "used"
    WRONG_KIND = "wrong-kind"
    WRONG_FACILITY = "wrong-facility"
    NOT_YET_VALID = "not-yet-valid"
    EXPIRED = "expired"


def defects(order: OrderFacts, *, kind: OrderKind, facility: str, now: datetime) -> tuple[OrderDefect, ...]:
    """Every defect of an order that is to be carried out here and now, the gravest first; empty: none.

    An order is valid from its first instant to before its last. Whom it names, and whether paper is enough,
    the gates' own rules judge.
    """
    return tuple(_defects(order, kind, facility, now))


def _defects(order: OrderFacts, kind: OrderKind, facility: str, now: datetime) -> Iterator[OrderDefect]:
    if order.signature is Signature.INVALID:
        yield OrderDefect.FORGED
    if order.signature is Signature.UNKNOWN_KEY:
        yield OrderDefect.UNKNOWN_KEY
    if order.revoked_at is not None and order.revoked_at <= now:
        yield OrderDefect.REVOKED
    if order.used_at is not None:
        yield OrderDefect.USED
    if order.kind is not kind:
        yield OrderDefect.WRONG_KIND
    if order.facility != facility:
        yield OrderDefect.WRONG_FACILITY
    if now < order.valid_from:
        yield OrderDefect.NOT_YET_VALID
    if order.expires_at is not None and order.expires_at <= now:
        yield OrderDefect.EXPIRED
