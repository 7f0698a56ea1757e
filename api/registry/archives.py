"""The restricted archive: the record of somebody whose biometrics and data key are gone.

It is the person's evidence of having been held. All of it lies in one sealed value under a key of its own;
what stays readable is its number, the person's, and when it came and goes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table, Uuid, delete, insert, select

from api.contract.archive import ArchiveContent
from api.keys.envelope import DataKey
from api.registry.columns import ACCOUNT, identity
from api.registry.errors import AlreadyOnRecord
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.sealing import destroy_row_keys, keys_of_rows
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

archived_record = Table(
    "archived_record",
    metadata,
    identity(),
    # no foreign key: the person's row is gone
    Column("person_id", Uuid, nullable=False, unique=True),
    Column("archived_at", Instant, nullable=False),
    Column("erased_from", Instant),
    Column("rule", String(160), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

archive_reader = Table(
    "archive_reader",
    metadata,
    Column("archive_id", ForeignKey("archived_record.id", ondelete="CASCADE"), primary_key=True),
    Column("defender", String(ACCOUNT), primary_key=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """erased_from: from when it is due to go, by the policy of the day it came.

    rule: by which it came, with the policy's name and hash.
    """

    id: UUID = field(default_factory=uuid7)
    person_id: UUID
    archived_at: datetime
    erased_from: datetime | None
    rule: str
    content: ArchiveContent = field(repr=False)


_ROWS = TypedRows(archived_record, Archived, owner=None)


def put(unit: Unit, new: Archived, defenders: Collection[str]) -> DataKey:
    """Seal a record into the archive; the key that it lies under. Raises AlreadyOnRecord."""
    refused = AlreadyOnRecord("The person has a record in the archive.", what="archived_record")
    _ROWS.add_unless(unit, new, refused)
    if defenders:
        rows = [{"archive_id": new.id, "defender": one} for one in sorted(set(defenders))]
        unit.connection.execute(insert(archive_reader), rows)
    return key(unit, new.id)


def key(view: View, archive_id: UUID) -> DataKey:
    """The key of one record of the archive. Raises SealBroken."""
    return keys_of_rows(view, [archive_id])[archive_id]


def of_person(view: View, person_id: UUID) -> Archived | None:
    """A person's record. Raises SealBroken."""
    found = _ROWS.find(view, archived_record.c.person_id == person_id)
    return found[0] if found else None


def readers(view: View, archive_id: UUID) -> frozenset[str]:
    """The accounts that defended the person, or were named since."""
    wanted = select(archive_reader.c.defender).where(archive_reader.c.archive_id == archive_id)
    return frozenset(view.connection.execute(wanted).scalars())


def admit_reader(unit: Unit, archive_id: UUID, defender: str) -> None:
    """An account may read it from now on; nothing, where it may."""
    if defender not in readers(unit, archive_id):
        row = {"archive_id": archive_id, "defender": defender}
        unit.connection.execute(insert(archive_reader), row)


@dataclass(frozen=True, slots=True)
class Shelved:
    """What is known of a record of the archive without opening it."""

    id: UUID
    person_id: UUID
    archived_at: datetime
    erased_from: datetime | None
    rule: str


def shelved(view: View) -> Sequence[Shelved]:
    """Everything in the archive, by number."""
    c = archived_record.c
    wanted = select(c.id, c.person_id, c.archived_at, c.erased_from, c.rule).order_by(c.id)
    return [Shelved(*row) for row in view.connection.execute(wanted)]


def destroy(unit: Unit, archive_id: UUID) -> None:
    """A record goes, and its key with it."""
    unit.connection.execute(delete(archived_record).where(archived_record.c.id == archive_id))
    destroy_row_keys(unit, [archive_id])
