"""The record of admission by the Nelson Mandela Rules, 7: every entry with when it was made and by whom.

Entries are only ever added. The latest of a field counts; the earlier ones stay, so that it can be seen what
was corrected, and what came late.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import Column, LargeBinary, Table

from api.registry.columns import account, code, identity, part_of, whose
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class AdmissionField(StrEnum):
    """Rule 7 (a) to (g), and what the convention on enforced disappearance, article 17 (3), adds."""

    IDENTITY = "identity"  # (a) names, date of birth, nationality
    GENDER = "gender"  # (a) as the person perceives it
    REASONS = "reasons"  # (b)
    AUTHORITY = "authority"  # (b) that ordered the custody
    ARREST = "arrest"  # (b) date, time and place
    ADMISSION = "admission"  # (c) day and hour
    INJURIES = "injuries"  # (d) visible injuries; none is an entry too
    ILL_TREATMENT = "ill-treatment"  # (d) complaints; none is an entry too
    PROPERTY = "property"  # (e)
    FAMILY = "family"  # (f)
    CHILDREN = "children"  # (f) ages, place, who has custody of them
    EMERGENCY_CONTACT = "emergency-contact"  # (g)
    SUPERVISING_AUTHORITY = "supervising-authority"  # ICPPED 17 (3) (c)
    HEALTH = "health"  # ICPPED 17 (3) (f): state of integrity on admission
    LAWYER = "lawyer"
    LANGUAGE = "language"
    NOTICE = "notice"  # that the person was informed, in which language


admission_entry = Table(
    "admission_entry",
    metadata,
    identity(),
    whose(index=False),
    part_of("episode_id", "episode"),
    Column("item", code(AdmissionField), nullable=False),
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
    item: AdmissionField
    entered_at: datetime
    entered_by: str
    value: JsonValue = field(repr=False)


_ROWS = TypedRows(admission_entry, AdmissionEntry)


def enter(
    unit: Unit, person_id: UUID, episode_id: UUID, values: Mapping[AdmissionField, JsonValue], *, by: str
) -> None:
    """Enter some fields. Raises UnknownPerson."""
    for name, value in values.items():
        _ROWS.add(unit, AdmissionEntry(uuid7(), person_id, episode_id, name, unit.now, by, value))


def latest(view: View, episode_id: UUID) -> Mapping[AdmissionField, AdmissionEntry]:
    """What counts now; fields that nobody entered are absent."""
    return {entry.item: entry for entry in history(view, episode_id)}


def history(view: View, episode_id: UUID) -> Sequence[AdmissionEntry]:
    """Every entry ever made, the first one first."""
    order = [admission_entry.c.entered_at, admission_entry.c.id]
    return _ROWS.find(view, admission_entry.c.episode_id == episode_id, order=order)
