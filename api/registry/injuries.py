"""Visible injuries and complaints of ill-treatment, as the Nelson Mandela Rules, 7 (d), ask for.

What was seen and said, and every picture, is sealed for health staff and the defender alone
(`reader_keys.py`). Pictures lie here and not among the samples: nothing that compares reads this table.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Boolean, Column, LargeBinary, String, Table, false

from api.registry.columns import account, identity, part_of, whose
from api.registry.ids import uuid7
from api.registry.reader_keys import Reader, open_as, seal_for_readers
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
    Column("late", Boolean, nullable=False, server_default=false()),
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


ACCOUNT, PICTURE = "injury.account", "injury_picture.image"
"""As the readers' seals name their places."""


class Arose(StrEnum):
    """Since when somebody bears an injury, so far as that can be told."""

    BEFORE_RECEPTION = "before-reception"
    IN_CUSTODY = "in-custody"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class InjuryAccount:
    """places: of the body; description: what is seen; told: what the person says of it.

    consent: whether the person agreed to pictures (Istanbul Protocol 2022, on photographs).
    """

    places: tuple[str, ...]
    description: str
    told: str | None = None
    consent: bool = False
    arose: Arose = Arose.UNKNOWN
    complaint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Injury:
    """complaint: the person complains of ill-treatment; readable, for the duty to act on it.

    late: entered after the time that the policy leaves for the record of admission. account: sealed for its
    readers; `account_for` opens it.
    """

    id: UUID = field(default_factory=uuid7)
    person_id: UUID
    episode_id: UUID
    recorded_at: datetime
    recorded_by: str
    complaint: bool
    late: bool = False
    account: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class InjuryPicture:
    """One picture, as it was taken; sealed for its readers, `picture_for` opens it."""

    id: UUID = field(default_factory=uuid7)
    injury_id: UUID
    person_id: UUID
    media_type: str
    image: bytes = field(repr=False)


_ROWS = TypedRows(injury, Injury)
_PICTURES = TypedRows(injury_picture, InjuryPicture)
_ACCOUNT = TypeAdapter(InjuryAccount)


def record(unit: Unit, new: Injury, account: InjuryAccount) -> Injury:
    """Enter one, with what was seen and said. Raises UnknownPerson."""
    sealed = seal_for_readers(unit, ACCOUNT, new.id, _ACCOUNT.dump_json(account))
    return _ROWS.add(unit, replace(new, account=sealed))


def add_picture(unit: Unit, of_injury: Injury, media_type: str, image: bytes) -> InjuryPicture:
    """A picture of an injury; whoever asks for one has the person's consent on record."""
    number = uuid7()
    new = InjuryPicture(
        id=number,
        injury_id=of_injury.id,
        person_id=of_injury.person_id,
        media_type=media_type,
        image=seal_for_readers(unit, PICTURE, number, image),
    )
    return _PICTURES.add(unit, new)


def of_episode(view: View, episode_id: UUID) -> Sequence[Injury]:
    """All that was recorded in one custody, the first one first."""
    return _ROWS.find(view, injury.c.episode_id == episode_id, order=[injury.c.recorded_at, injury.c.id])


def of_person(view: View, person_id: UUID) -> Sequence[Injury]:
    """All that was ever recorded of somebody, the first one first."""
    return _ROWS.find(view, injury.c.person_id == person_id, order=[injury.c.recorded_at, injury.c.id])


def pictures(view: View, injury_id: UUID) -> Sequence[InjuryPicture]:
    """The pictures of one injury, in the order in which they were entered."""
    return _PICTURES.find(view, injury_picture.c.injury_id == injury_id)


def picture(view: View, picture_id: UUID) -> InjuryPicture:
    """One of them. Raises NotOnRecord."""
    return _PICTURES.one(view, picture_id)


def account_for(view: View, reader: Reader, injury_id: UUID, sealed: bytes) -> InjuryAccount:
    """What was seen and said of an injury. Raises SealBroken."""
    return _ACCOUNT.validate_json(open_as(view, reader, ACCOUNT, injury_id, sealed))


def picture_for(view: View, reader: Reader, picture_id: UUID, sealed: bytes) -> bytes:
    """The picture's octets as they came. Raises SealBroken."""
    return open_as(view, reader, PICTURE, picture_id, sealed)
