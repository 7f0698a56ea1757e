"""Every row of the store as plain values, in an order in which they can be written again elsewhere.

Neither database's own format: what was copied from one is written into the other. Tables of wrapped keys are
not among them: of those there goes whose keys there are, and what each key is named by.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    Enum,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
    column,
    select,
    table,
)
from sqlalchemy.types import TypeEngine

from api.keys.envelope import Wrapped
from api.registry.rewrapping import TABLES
from api.registry.schema import Instant
from api.registry.tables import metadata
from api.registry.unit import View

TYPES: Final[Mapping[str, TypeEngine[Any]]] = {
    "uuid": Uuid(),
    "instant": Instant(),
    "day": Date(),
    "json": JSON(none_as_null=True),
    "octets": LargeBinary(),
    "boolean": Boolean(),
    "integer": BigInteger(),
    "number": Float(),
    "text": Text(),
}
"""Kinds of values: the same in both databases, and in every later version."""

AT_ONCE = 200
"""Rows in memory: some tens of MB where they hold pictures."""

_KINDS: Final[Sequence[tuple[type, str]]] = (
    (Uuid, "uuid"),
    (Instant, "instant"),
    (Date, "day"),
    (JSON, "json"),
    (LargeBinary, "octets"),
    (Boolean, "boolean"),
    (Integer, "integer"),
    (Float, "number"),
    (Enum, "text"),
    (String, "text"),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A table's name and columns with the kinds of their values.

    later: columns that refer to rows of the same table, and are filled once all of those are there.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    later: tuple[str, ...]

    @property
    def light(self) -> Any:
        """The table as far as its rows are read and written."""
        return table(self.name, *(column(name, TYPES[kind]) for name, kind in self.columns))


def headings() -> Iterator[Heading]:
    """Of all tables but those of wrapped keys: each after those that it refers to."""
    keys = {one.name for one, _ in TABLES}
    for one in metadata.sorted_tables:
        if one.name not in keys:
            kinds = tuple((each.name, _kind(each.type)) for each in one.columns)
            yield Heading(one.name, kinds, _later(one))


def rows(view: View, heading: Heading) -> Iterator[list[Any]]:
    """Rows of a table as JSON has values, but octets as they are. What is numbered comes in that order."""
    kinds = [kind for _, kind in heading.columns]
    wanted = select(heading.light)
    if kinds[0] == "integer":
        wanted = wanted.order_by(heading.light.c[heading.columns[0][0]])
    options = {"stream_results": True, "yield_per": AT_ONCE}
    for row in view.connection.execute(wanted, execution_options=options):
        yield [plain(kind, value) for kind, value in zip(kinds, row, strict=True)]


@dataclass(frozen=True, slots=True)
class Owned:
    """An owner's wrapped key, in the table that it stands in."""

    table: str
    owner: UUID
    wrapped: Wrapped


def wrapped_keys(view: View) -> Iterator[Owned]:
    """All of them."""
    for one, owner in TABLES:
        wanted = select(owner, one.c.kek, one.c.wrapped).order_by(owner)
        options = {"stream_results": True, "yield_per": AT_ONCE}
        for row in view.connection.execute(wanted, execution_options=options):
            yield Owned(one.name, row[0], Wrapped(row.kek, row.wrapped))


def plain(kind: str, value: Any) -> Any:
    """A value of a row as JSON has it."""
    if value is None:
        return None
    if kind == "uuid":
        return value.hex
    if kind in {"instant", "day"}:
        return value.isoformat()
    return value


def typed(kind: str, value: Any) -> Any:
    """The same back. Raises ValueError, TypeError."""
    if value is None:
        return None
    if kind == "uuid":
        return UUID(hex=value)
    if kind == "instant":
        return datetime.fromisoformat(value)
    if kind == "day":
        return date.fromisoformat(value)
    return value


def _kind(found: TypeEngine[Any]) -> str:
    return next(name for kind, name in _KINDS if isinstance(found, kind))


def _later(one: Table) -> tuple[str, ...]:
    own = [key for key in one.foreign_keys if key.column.table is one]
    return tuple(sorted(key.parent.name for key in own))
