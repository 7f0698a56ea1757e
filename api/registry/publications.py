"""What was published of each month, as it was published: never changed, never made again.

The counts before suppression are not kept: whoever has this store has what everybody has.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column, Integer, String, Table

from api.registry.columns import identity
from api.registry.errors import AlreadyOnRecord
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View
from api.statistics.table import PublishedTable

publication = Table(
    "publication",
    metadata,
    identity(),
    Column("month", String(7), nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("least", Integer, nullable=False),
    Column("tables", JSON, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """month: as 2026-02. least: of how many people a count had to be. tables: by their names."""

    id: UUID = field(default_factory=uuid7)
    month: str
    made_at: datetime
    least: int
    tables: dict[str, PublishedTable]


_ROWS = TypedRows(publication, Publication, owner=None)


def add(unit: Unit, new: Publication) -> Publication:
    """Raises AlreadyOnRecord: a month is published once."""
    return _ROWS.add_unless(unit, new, AlreadyOnRecord(f"{new.month} is published.", what=new.month))


def of(view: View, month: str) -> Publication | None:
    """That of a month."""
    found = _ROWS.find(view, publication.c.month == month)
    return found[0] if found else None


def latest(view: View, most: int) -> Sequence[Publication]:
    """The last ones, the newest month first."""
    return _ROWS.find(view, order=[publication.c.month.desc()], limit=most)
