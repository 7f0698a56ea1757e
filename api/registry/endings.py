"""How custodies ended in law, as the case system says: what is kept of the person goes by that.

Entries are only ever added; the latest of a custody counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Table

from api.gates.retention.policy import Ending
from api.registry.columns import account, code, identity, part_of, whose
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

custody_ending = Table(
    "custody_ending",
    metadata,
    identity(),
    part_of("episode_id", "episode"),
    whose(),
    Column("ending", code(Ending), nullable=False),
    Column("final", Instant, nullable=False),
    Column("entered_at", Instant, nullable=False),
    account("entered_by"),
    Column("authority", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyEnding:
    """final: since when no appeal can change it; authority: which court, and its file; sealed."""

    id: UUID = field(default_factory=uuid7)
    episode_id: UUID
    person_id: UUID
    ending: Ending
    final: datetime
    entered_at: datetime
    entered_by: str
    authority: str = field(repr=False)


_ROWS = TypedRows(custody_ending, CustodyEnding)


def enter(unit: Unit, new: CustodyEnding) -> CustodyEnding:
    """The case system's word on a custody. Raises UnknownPerson, NotOnRecord."""
    return _ROWS.add(unit, new)


def of(view: View, person_id: UUID) -> Sequence[CustodyEnding]:
    """All that was ever said of a person's custodies, the first entry first."""
    order = [custody_ending.c.entered_at, custody_ending.c.id]
    return _ROWS.find(view, custody_ending.c.person_id == person_id, order=order)
