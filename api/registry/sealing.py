"""Data keys as they lie in the store: a person's, and those of rows that belong to no person.

Both stand in tables of their own: a wrapped key can be destroyed, and kept out of backups, apart from
what it opens.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import Column, LargeBinary, String, Table, Uuid, delete, insert, select

from api.audit.act import about
from api.errors import UnknownPerson
from api.keys.envelope import DataKey, Wrapped
from api.registry.schema import metadata, person_key
from api.registry.unit import Unit, View

row_key = Table(
    "row_key",
    metadata,
    Column("row_id", Uuid, primary_key=True),
    Column("kek", String(16), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
)

SUBJECT, SECRET = "audit subject", "person_key.secret"
"""By what the audit log names a person (`api/registry/audit_log.py`), and where it lies once kept."""

INDEX = UUID("0197b3c0-0000-7000-8000-756d6272616c")
"""Owner of the key behind the store's blind indexes; it names no row, but stands among the rows' keys."""


def keys_of_persons(view: View, persons: Collection[UUID]) -> Mapping[UUID, DataKey]:
    """The keys of those who are on record. Raises SealBroken.

    Whatever is sealed about a person is read and written by way of here: the present act is about them.
    """
    wanted = [one for one in persons if one not in view.opened]
    if wanted:
        rows = select(person_key).where(person_key.c.person_id.in_(wanted))
        for row in view.connection.execute(rows):
            key = view.keyring.unwrap(row.person_id, Wrapped(row.kek, row.wrapped))
            if row.secret is not None:
                key.keep(SUBJECT, key.open(SECRET, row.person_id, row.secret))
            view.opened[row.person_id] = key
    found = {one: view.opened[one] for one in persons if one in view.opened}
    about(*found)
    return found


def key_of_person(view: View, person_id: UUID) -> DataKey:
    """Raises UnknownPerson, SealBroken."""
    found = keys_of_persons(view, [person_id])
    if person_id not in found:
        raise UnknownPerson("Nobody is enrolled under this number.")
    return found[person_id]


def issue_person_key(unit: Unit, person_id: UUID) -> DataKey:
    """A new person's key; the person's row stands already."""
    key, wrapped = unit.keyring.issue(person_id)
    row = {"person_id": person_id, "kek": wrapped.kek, "wrapped": wrapped.octets}
    unit.connection.execute(insert(person_key), row)
    unit.opened[person_id] = key
    return key


def keys_of_rows(view: View, rows: Collection[UUID]) -> Mapping[UUID, DataKey]:
    """The keys of rows that have one. Raises SealBroken."""
    wanted = [one for one in rows if one not in view.opened]
    if wanted:
        for row in view.connection.execute(select(row_key).where(row_key.c.row_id.in_(wanted))):
            view.opened[row.row_id] = view.keyring.unwrap(row.row_id, Wrapped(row.kek, row.wrapped))
    return {one: view.opened[one] for one in rows if one in view.opened}


def issue_row_key(unit: Unit, row_id: UUID) -> DataKey:
    """The key of a new row that belongs to no person."""
    key, wrapped = unit.keyring.issue(row_id)
    row = {"row_id": row_id, "kek": wrapped.kek, "wrapped": wrapped.octets}
    unit.connection.execute(insert(row_key), row)
    unit.opened[row_id] = key
    return key


def lock_row_key(unit: Unit, row_id: UUID) -> None:
    """Nobody else gets past this until the unit closes: before something that a store has once is changed."""
    unit.connection.execute(select(row_key.c.row_id).where(row_key.c.row_id == row_id).with_for_update())


def destroy_row_keys(unit: Unit, rows: Collection[UUID]) -> None:
    """What was sealed under them opens no more, in this store and in its copies."""
    unit.connection.execute(delete(row_key).where(row_key.c.row_id.in_(rows)))
    for one in rows:
        unit.opened.pop(one, None)


def ensure_index_key(unit: Unit) -> None:
    """Make the key of the blind indexes where the store is new."""
    if INDEX not in keys_of_rows(unit, [INDEX]):
        issue_row_key(unit, INDEX)


def blind_index(view: View, column: str, value: str) -> str:
    """What stands in a blind column for a value: 64 hexadecimal digits, equal for equal values."""
    return keys_of_rows(view, [INDEX])[INDEX].blind(column, value)
