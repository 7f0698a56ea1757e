"""The record of admission by the Nelson Mandela Rules, 7: every entry with when it was made and by whom.

Entries are only ever added. The latest of a field counts; the earlier ones stay, so that it can be seen what
was corrected, and what came late.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import Column, LargeBinary, Table

from api.gates.intake.policy import RecordField
from api.registry.columns import account, code, identity, part_of, whose
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

admission_entry = Table(
    "admission_entry",
    metadata,
    identity(),
    whose(index=False),
    part_of("episode_id", "episode"),
    Column("item", code(RecordField), nullable=False),
    Column("entered_at", Instant, nullable=False),
    account("entered_by"),
    Column("value", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class AdmissionEntry:
    """value: what was entered, as plain JSON; its shape is the wire contract's matter."""

    id: UUID
    person_id: UUID
    episode_id: UUID
    item: RecordField
    entered_at: datetime
    entered_by: str
    value: JsonValue = field(repr=False)


_ROWS = TypedRows(admission_entry, AdmissionEntry)


def enter(
    unit: Unit, person_id: UUID, episode_id: UUID, values: Mapping[RecordField, JsonValue], *, by: str
) -> None:
    """Enter some fields. Raises UnknownPerson."""
    for name, value in values.items():
        _ROWS.add(unit, AdmissionEntry(uuid7(), person_id, episode_id, name, unit.now, by, value))


def latest(view: View, episode_id: UUID) -> Mapping[RecordField, AdmissionEntry]:
    """What counts now; fields that nobody entered are absent."""
    return {entry.item: entry for entry in history(view, episode_id)}


def said(
    view: View, episodes: Collection[UUID], items: Collection[RecordField]
) -> Mapping[UUID, Mapping[RecordField, JsonValue]]:
    """Of many admissions at once, what counts now of these fields; by episode. Raises SealBroken."""
    these = (admission_entry.c.episode_id.in_(episodes), admission_entry.c.item.in_(items))
    found: dict[UUID, dict[RecordField, JsonValue]] = {}
    for entry in _ROWS.find(view, *these, order=[admission_entry.c.entered_at, admission_entry.c.id]):
        found.setdefault(entry.episode_id, {})[entry.item] = entry.value
    return found


def history(view: View, episode_id: UUID) -> Sequence[AdmissionEntry]:
    """Every entry ever made, the first one first."""
    order = [admission_entry.c.entered_at, admission_entry.c.id]
    return _ROWS.find(view, admission_entry.c.episode_id == episode_id, order=order)
