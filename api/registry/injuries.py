"""Visible injuries and complaints of ill-treatment, as the Nelson Mandela Rules, 7 (d), ask for.

All of it is sealed. Pictures lie here and not among the samples: nothing that compares reads this table.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Column, LargeBinary, String, Table

from api.registry.columns import account, identity, part_of, whose
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

injury = Table(
    "injury",
    metadata,
    identity(),
    whose(),
    part_of("episode_id", "episode"),
    Column("recorded_at", Instant, nullable=False),
    account("recorded_by"),
    Column("complaint", Boolean, nullable=False),
    Column("account", LargeBinary, nullable=False),
)

injury_picture = Table(
    "injury_picture",
    metadata,
    identity(),
    part_of("injury_id", "injury"),
    whose(index=False),
    Column("media_type", String(32), nullable=False),
    Column("image", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class InjuryAccount:
    """Sealed. places: of the body, as codes; description: what is seen; told: what the person says of it.

    consent: whether the person agreed to pictures (Istanbul Protocol 2022, on photographs).
    """

    places: tuple[str, ...]
    description: str
    told: str | None = None
    consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Injury:
    """complaint: the person complains of ill-treatment; that alone is readable, for the duty to act on it."""

    id: UUID = field(default_factory=uuid7)
    person_id: UUID
    episode_id: UUID
    recorded_at: datetime
    recorded_by: str
    complaint: bool
    account: InjuryAccount = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class InjuryPicture:
    """One picture, as it was taken."""

    id: UUID = field(default_factory=uuid7)
    injury_id: UUID
    person_id: UUID
    media_type: str
    image: bytes = field(repr=False)


_ROWS = TypedRows(injury, Injury)
_PICTURES = TypedRows(injury_picture, InjuryPicture)


def record(unit: Unit, new: Injury) -> Injury:
    """Raises UnknownPerson."""
    return _ROWS.add(unit, new)


def add_picture(unit: Unit, of_injury: Injury, media_type: str, image: bytes) -> InjuryPicture:
    """A picture of an injury; whoever asks for one has the person's consent on record."""
    new = InjuryPicture(
        injury_id=of_injury.id, person_id=of_injury.person_id, media_type=media_type, image=image
    )
    return _PICTURES.add(unit, new)


def of_episode(view: View, episode_id: UUID) -> Sequence[Injury]:
    """All that was recorded in one custody, the first one first."""
    return _ROWS.find(view, injury.c.episode_id == episode_id, order=[injury.c.recorded_at, injury.c.id])


def pictures(view: View, injury_id: UUID) -> Sequence[InjuryPicture]:
    """The pictures of one injury."""
    return _PICTURES.find(view, injury_picture.c.injury_id == injury_id)
