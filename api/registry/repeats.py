"""Requests whose writing happens deep inside: the first unit that they open claims their key.

`idempotency.once` asks for an answer that is made in the unit itself. Where a desk writes and the answer is
put in words after it, the key is claimed in the transaction that does the work, so that it is never done
twice, and the answer is stored once it is known. The claim travels in a context variable, into threads too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from api.registry import idempotency
from api.registry.idempotency import Answer, Asked, Claimed
from api.registry.unit import Unit

_present: ContextVar["Claim | None"] = ContextVar("umbral-claim", default=None)


class Repeated(Exception):
    """The request was carried out before. No error: it leaves a unit in which nothing is to be done."""


@dataclass(slots=True, eq=False)
class Claim:
    """The key of a request under way. claimed: the row that holds it, once there is one."""

    asked: Asked
    claimed: Claimed | None = None


@contextmanager
def under(asked: Asked) -> Iterator[Claim]:
    """Whatever is written first in this block claims the key of a request."""
    claim = Claim(asked)
    token = _present.set(claim)
    try:
        yield claim
    finally:
        _present.reset(token)


@contextmanager
def claiming(unit: Unit) -> Iterator[None]:
    """Around the work of a unit. Raises Repeated, where another unit has claimed the present key."""
    claim = _present.get()
    if claim is None or claim.claimed is not None:
        yield
        return
    claimed = idempotency.claim(unit, claim.asked)
    if claimed is None:
        raise Repeated
    yield
    claim.claimed = claimed


def keep(unit: Unit, claim: Claim, answer: Answer) -> None:
    """What the request was answered, for its repeats."""
    if claim.claimed is not None:
        idempotency.settle(unit, claim.claimed, answer)


def release(unit: Unit, claim: Claim) -> None:
    """The request failed after it had written something: a repeat tries again, and is told what stands."""
    if claim.claimed is not None:
        idempotency.release(unit, claim.claimed)
