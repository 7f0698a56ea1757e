"""Who defends whom: what a defender may see is what there is about their clients."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Table

from api.registry.columns import account, identity, whose
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

representation = Table(
    "representation",
    metadata,
    identity(),
    whose(),
    account("defender"),
    Column("since", Instant, nullable=False),
    Column("ended", Instant),
    account("named_by"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """An account defends a person, from `since` until it `ended`."""

    id: UUID = field(default_factory=uuid7)
    person_id: UUID
    defender: str
    since: datetime
    ended: datetime | None = None
    named_by: str


_ROWS = TypedRows(representation, Representation, owner=None)


def of(view: View, person_id: UUID) -> Sequence[Representation]:
    """Everybody who ever defended a person, the first one first."""
    return _ROWS.find(
        view, representation.c.person_id == person_id, order=[representation.c.since, representation.c.id]
    )


def defends(view: View, account: str, person_id: UUID) -> bool:
    """Whether an account defends a person now."""
    return any(one.defender == account and one.ended is None for one in of(view, person_id))


def name(unit: Unit, person_id: UUID, account: str, *, by: str) -> None:
    """An account defends a person from now on; nothing, where it does."""
    if not defends(unit, account, person_id):
        _ROWS.add(unit, Representation(person_id=person_id, defender=account, since=unit.now, named_by=by))


def end(unit: Unit, person_id: UUID, account: str) -> None:
    """It does no more; nothing, where it did not."""
    for one in of(unit, person_id):
        if one.defender == account and one.ended is None:
            _ROWS.update(unit, representation.c.id == one.id, ended=unit.now)
