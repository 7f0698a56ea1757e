"""Rows that were copied from another store (`copying.py`) are written into an empty one, in one transaction.

migrate      to the schema that they were copied under
rows         table by table, then what refers to rows of the same table
keys         wrapped by this store's own key-encryption key
catch up     to the present schema
replay       whoever has no key was erased: their rows go, and what was sealed under other lost keys
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import (
    Connection,
    LargeBinary,
    Table,
    Uuid,
    bindparam,
    delete,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from api.registry import engine as database
from api.registry import outbox, persons
from api.registry.copying import Heading, Owned, typed
from api.registry.erased import erased_key, name_of
from api.registry.outbox_tables import delivery, event, event_counter
from api.registry.rewrapping import TABLES
from api.registry.schema import person, person_key
from api.registry.sealing import issue_person_key
from api.registry.tables import metadata
from api.registry.unit import Unit

T = TypeVar("T")

LEAP: Final = 1 << 32
"""Positions of events that are passed over: partners have read beyond the last one that was copied."""


def is_empty(connection: Connection) -> bool:
    """Whether there is no table at all."""
    return not inspect(connection).get_table_names()


def prepare(connection: Connection, revision: str) -> None:
    """All tables of an older or the present schema, with nothing in them."""
    database.migrate_within(connection, revision)
    quote = connection.dialect.identifier_preparer.quote
    names = [one for one in inspect(connection).get_table_names() if one != "alembic_version"]
    if database.embedded(connection.engine):
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        for name in names:
            connection.execute(text(f"DELETE FROM {quote(name)}"))  # noqa: S608 - the schema's own names
    else:
        connection.execute(text(f"TRUNCATE {', '.join(map(quote, names))}"))


def fill(connection: Connection, heading: Heading, rows: Iterable[Sequence[Any]]) -> int:
    """Write a table's rows, plain values in its columns' order; how many. Raises ValueError, TypeError."""
    kinds, count = dict(heading.columns), 0
    awaiting: list[dict[str, Any]] = []
    first = heading.columns[0][0]
    for some in _some(rows, 100):
        values = [_valued(kinds, row) for row in some]
        for one in values:
            if any(one[name] is not None for name in heading.later):
                awaiting.append({f"its_{first}": one[first], **{name: one[name] for name in heading.later}})
                one.update(dict.fromkeys(heading.later))
        connection.execute(insert(heading.light), values)
        count += len(values)
    if awaiting:
        its = heading.light.c[first] == bindparam(f"its_{first}")
        connection.execute(update(heading.light).where(its), awaiting)
    return count


def put_keys(connection: Connection, keys: Iterable[Owned]) -> None:
    """Owners' keys into their tables."""
    owners = {table.name: (table, owner.name) for table, owner in TABLES}
    for one in keys:
        table, owner = owners[one.table]
        row = {owner: one.owner, "kek": one.wrapped.kek, "wrapped": one.wrapped.octets}
        connection.execute(insert(table), row)


def catch_up(connection: Connection) -> None:
    """To the present schema; numbers that a database gives by itself go on after the last."""
    database.migrate_within(connection)
    if not database.embedded(connection.engine):
        for table in metadata.sorted_tables:
            for column in table.primary_key.columns:
                if column.autoincrement is True:
                    connection.execute(_go_on(table, column.name))


def erase_keyless(unit: Unit) -> None:
    """Whoever has no key was erased since, and is again.

    To be erased they are given keys that never sealed anything, which go with them and are on no list.
    """
    keyless = select(person.c.id).where(person.c.id.not_in(select(person_key.c.person_id)))
    found = list(unit.connection.execute(keyless.order_by(person.c.id)).scalars())
    passing = [name_of(issue_person_key(unit, one)) for one in found]
    for one in found:
        if unit.connection.execute(select(person.c.id).where(person.c.id == one)).first() is not None:
            persons.erase(unit, one)  # unless they went with somebody else
    for some in _some(passing, 500):
        unit.connection.execute(delete(erased_key).where(erased_key.c.key.in_(some)))


def empty(unit: Unit, rows: Sequence[UUID]) -> int:
    """What was sealed under these rows' own keys, which are gone: emptied where it may be, else the row goes.

    How many rows could do neither, because others refer to them.
    """
    stuck = 0
    for table, sealed in _sealed_rows():
        for some in _some(rows, 500):
            there = unit.connection.execute(select(table.c.id).where(table.c.id.in_(some))).scalars().all()
            for one in there:
                stuck += not _emptied(unit.connection, table, sealed, one)
    return stuck


def leap(unit: Unit) -> None:
    """Number events from far beyond those that somebody may have read before they were lost."""
    where = event_counter.c.name == outbox.POSITION
    unit.connection.execute(update(event_counter).where(where).values(last=event_counter.c.last + LEAP))


def _some(rows: Iterable[T], most: int) -> Iterator[list[T]]:
    left = iter(rows)
    while some := list(islice(left, most)):
        yield some


def _valued(kinds: Mapping[str, str], row: Sequence[Any]) -> dict[str, Any]:
    pairs = zip(kinds.items(), row, strict=True)
    return {name: typed(kind, value) for (name, kind), value in pairs}


def _sealed_rows() -> Iterator[tuple[Table, list[str]]]:
    keys = {table.name for table, _ in TABLES}
    for table in metadata.sorted_tables:
        sealed = [one.name for one in table.columns if isinstance(one.type, LargeBinary)]
        if sealed and table.name not in keys and isinstance(getattr(table.c.get("id"), "type", None), Uuid):
            yield table, sealed


def _emptied(connection: Connection, table: Table, sealed: Sequence[str], row: UUID) -> bool:
    its = table.c.id == row
    try:
        with connection.begin_nested():
            if all(table.c[name].nullable for name in sealed):
                connection.execute(update(table).where(its).values(dict.fromkeys(sealed)))
            else:
                if table is event:
                    positions = select(event.c.position).where(its)
                    connection.execute(delete(delivery).where(delivery.c.position.in_(positions)))
                connection.execute(delete(table).where(its))
    except IntegrityError:
        return False
    return True


def _go_on(table: Table, column: str) -> Any:
    return text(
        f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column}'), "  # noqa: S608 - the schema's own
        f"COALESCE((SELECT max({column}) FROM {table.name}), 0) + 1, false)"
    )
