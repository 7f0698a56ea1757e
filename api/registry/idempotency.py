"""Repeats of a request are answered as the first was, and carried out once.

The key is claimed in the unit that carries the request out, and the answer stored in the same: a repeat that
comes meanwhile waits at the unique index until that unit has closed, and one that failed left no trace.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Table, delete, select

from api.registry.columns import blind, identity
from api.registry.errors import AnswerLost, Conflict, RepeatDiffers
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.sealing import blind_index, destroy_row_keys
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

idempotency = Table(
    "idempotency",
    metadata,
    identity(),
    blind("lookup", unique=True),
    blind("request"),
    Column("at", Instant, nullable=False, index=True),
    Column("answer", LargeBinary),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that can come twice. caller: whose key it is; route: method and path.

    request: a digest of all that the request says: of two that share a key it must be the same.
    """

    caller: str
    route: str
    key: str
    request: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, and is answered to every repeat; sealed under a key of its own."""

    status: int
    media_type: str
    body: str = field(repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A request's key, taken; with its answer as soon as there is one."""

    id: UUID
    lookup: str
    request: str
    at: datetime
    answer: Answer | None = field(repr=False)


_ROWS = TypedRows(idempotency, Claimed, owner=None)


class _Taken(Conflict):
    code = "taken"


def once(unit: Unit, asked: Asked, work: Callable[[], Answer]) -> Answer:
    """The answer to a request: of `work`, which writes through the same unit, or of the first time it came.

    Raises RepeatDiffers, and whatever `work` raises; then the key is free again with all that was undone.
    """
    claimed = claim(unit, asked)
    if claimed is None:
        found = answered(unit, asked)
        if found is None:
            raise AnswerLost("This request was carried out before, and what was answered is not known.")
        return found
    answer = work()
    settle(unit, claimed, answer)
    return answer


def claim(unit: Unit, asked: Asked) -> Claimed | None:
    """Take a request's key; None: it was taken when the request came before. Raises RepeatDiffers."""
    lookup, request = _indexes(unit, asked)
    claimed = Claimed(uuid7(), lookup, request, unit.now, None)
    try:
        return _ROWS.add_unless(unit, claimed, _Taken("This key is in use."))
    except _Taken:
        _found(unit, asked)
        return None


def settle(unit: Unit, claimed: Claimed, answer: Answer) -> None:
    """Keep what a request was answered, for its repeats."""
    _ROWS.settle(unit, claimed, answer=answer)


def release(unit: Unit, claimed: Claimed) -> None:
    """The key is free again."""
    unit.connection.execute(delete(idempotency).where(idempotency.c.id == claimed.id))
    destroy_row_keys(unit, [claimed.id])


def known(view: View, asked: Asked) -> bool:
    """Whether the request came before and was carried out. Raises RepeatDiffers."""
    return _found(view, asked) is not None


def answered(view: View, asked: Asked) -> Answer | None:
    """What the request was answered, if it came before; asked ere anything is computed.

    Raises RepeatDiffers.
    """
    found = _found(view, asked)
    return None if found is None else found.answer


def forget(unit: Unit, before: datetime) -> int:
    """Drop the answers from before an instant, with their keys; how many there were."""
    old = list(unit.connection.execute(select(idempotency.c.id).where(idempotency.c.at < before)).scalars())
    unit.connection.execute(delete(idempotency).where(idempotency.c.at < before))
    destroy_row_keys(unit, old)
    return len(old)


def forget_about(unit: Unit, person_id: UUID) -> int:
    """Destroy answers that name a person; their repeats learn that they were carried out. How many."""
    told = [one for one in _ROWS.find(unit, idempotency.c.answer.is_not(None)) if _names(one, person_id)]
    ids = [one.id for one in told]
    _ROWS.update(unit, idempotency.c.id.in_(ids), answer=None)
    destroy_row_keys(unit, ids)
    return len(ids)


def _names(claimed: Claimed, person_id: UUID) -> bool:
    answer = claimed.answer
    return answer is not None and (
        str(person_id) in answer.body or any(str(person_id) in one for one in answer.headers.values())
    )


def _found(view: View, asked: Asked) -> Claimed | None:
    lookup, request = _indexes(view, asked)
    found = _ROWS.find(view, idempotency.c.lookup == lookup)
    if not found:
        return None
    if found[0].request != request:
        raise RepeatDiffers("This idempotency key was used for another request.")
    return found[0]


def _indexes(view: View, asked: Asked) -> tuple[str, str]:
    parts = "\x00".join((asked.caller, asked.route, asked.key))
    return (
        blind_index(view, "idempotency.lookup", parts),
        blind_index(view, "idempotency.request", asked.request),
    )
