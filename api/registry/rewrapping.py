"""Owners' keys, wrapped anew by the key-encryption key that wraps now, some at a time."""

from uuid import UUID

from sqlalchemy import Column, Table, func, select, update

from api.keys.envelope import Wrapped
from api.registry.schema import person_key
from api.registry.sealing import row_key
from api.registry.unit import Unit, View

TABLES: tuple[tuple[Table, Column[UUID]], ...] = (
    (person_key, person_key.c.person_id),
    (row_key, row_key.c.row_id),
)


def left(view: View) -> int:
    """How many keys another key-encryption key has wrapped."""
    return sum(
        view.connection.execute(
            select(func.count()).select_from(table).where(table.c.kek != view.keyring.id)
        ).scalar_one()
        for table, _ in TABLES
    )


def rewrap(unit: Unit, limit: int) -> int:
    """Wrap up to so many anew; how many it were. Zero: none was left. Raises SealBroken."""
    done = 0
    for table, owner in TABLES:
        older = select(table).where(table.c.kek != unit.keyring.id).limit(limit - done).with_for_update()
        for row in unit.connection.execute(older).all():
            whose = getattr(row, owner.name)
            wrapped = unit.keyring.rewrap(whose, Wrapped(row.kek, row.wrapped))
            values = {"kek": wrapped.kek, "wrapped": wrapped.octets}
            unit.connection.execute(update(table).where(owner == whose).values(values))
            done += 1
        if done == limit:
            break
    return done
