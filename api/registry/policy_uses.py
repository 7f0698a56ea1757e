"""Which policies the desks went by, word for word and from when to when.

A decision names its policy by the hash of the text; here is the text, also when the file is long gone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, String, Table, Text

from api.registry.columns import identity
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

policy_use = Table(
    "policy_use",
    metadata,
    identity(),
    Column("sha256", String(64), nullable=False),
    Column("name", String(64), nullable=False),
    Column("facility", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    CheckConstraint("until IS NULL OR until >= since", name="ends_after_beginning"),
)
_in_use = policy_use.c.until.is_(None)
Index("uq_policy_use_now", policy_use.c.sha256, unique=True, sqlite_where=_in_use, postgresql_where=_in_use)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyUse:
    """facility: its code. until: when the desks left it; None while they go by it, or will on its days."""

    id: UUID = field(default_factory=uuid7)
    sha256: str
    name: str
    facility: str
    text: str = field(repr=False)
    since: datetime
    until: datetime | None = None


_ROWS = TypedRows(policy_use, PolicyUse, owner=None)


def now_in_use(unit: Unit, policies: Sequence[PolicyUse]) -> None:
    """These and no others are gone by from now on; those that were gone by already go on."""
    held = in_use(unit)
    wanted = {one.sha256: one for one in policies}
    for sha256, one in held.items():
        if sha256 not in wanted:
            _ROWS.settle(unit, one, until=unit.now)
    for sha256, one in wanted.items():
        if sha256 not in held:
            _ROWS.add(unit, one)


def in_use(view: View) -> Mapping[str, PolicyUse]:
    """Those that are gone by now, by their hashes."""
    return {one.sha256: one for one in _ROWS.find(view, _in_use)}


def history(view: View, facility: str) -> Sequence[PolicyUse]:
    """All that a facility ever went by, the first one first."""
    order = [policy_use.c.since, policy_use.c.id]
    return _ROWS.find(view, policy_use.c.facility == facility, order=order)
