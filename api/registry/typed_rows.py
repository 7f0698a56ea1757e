"""The rows of one table as frozen records: personal values are sealed going in and opened coming out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, fields, replace
from typing import Any, ClassVar, Generic, Protocol, TypeVar, get_type_hints
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import JSON, ColumnElement, LargeBinary, Row, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.keys.envelope import DataKey
from api.registry.errors import Conflict, NotOnRecord, Overtaken
from api.registry.sealing import blind_index, issue_row_key, key_of_person, keys_of_persons, keys_of_rows
from api.registry.unit import Unit, View


class Record(Protocol):
    """A frozen dataclass whose fields are its table's columns."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


R = TypeVar("R", bound=Record)

_THERE_ALREADY = {"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
_REFERS_TO_NOTHING = {"23503", "SQLITE_CONSTRAINT_FOREIGNKEY"}


class TypedRows(Generic[R]):
    """Records of type R in one table.

    A LargeBinary column holds its field's value sealed: text as UTF-8, bytes as they are, everything else as
    JSON. owner: the column with the person under whose key it is sealed; None: each row has a key of its own.
    identity: the primary key. blind: columns that are no fields, but blind indexes of what this tells of a
    record. Values are sealed as TABLE.COLUMN, or as the column's `info` names it under "sealed as".
    """

    def __init__(
        self,
        table: Table,
        kind: type[R],
        *,
        owner: str | None = "person_id",
        identity: str = "id",
        blind: Mapping[str, Callable[[R], str | None]] | None = None,
    ) -> None:
        names = {column.name for column in table.columns}
        self._blind = dict(blind or {})
        if names != {field.name for field in fields(kind)} | self._blind.keys():
            raise TypeError(f"{kind.__name__} and table {table.name} differ")
        hints = get_type_hints(kind)
        self.table = table
        self._kind = kind
        self._owner = owner
        self._id = table.c[identity]
        self._places = {c.name: c.info.get("sealed as", f"{table.name}.{c.name}") for c in table.c}
        self._sealed = {c.name: _Form(hints[c.name]) for c in table.c if isinstance(c.type, LargeBinary)}
        self._json = {c.name: TypeAdapter(hints[c.name]) for c in table.c if isinstance(c.type, JSON)}

    def add(self, unit: Unit, record: R) -> R:
        """Write a new row. Raises UnknownPerson and NotOnRecord where what it refers to is not on record."""
        try:
            unit.connection.execute(insert(self.table), self._values(unit, record))
        except IntegrityError as error:
            if _told(error) in _REFERS_TO_NOTHING:
                raise NotOnRecord("What this refers to is not on record.", what=self.table.name) from error
            raise
        return record

    def add_unless(self, unit: Unit, record: R, refused: Conflict) -> R:
        """Write a new row; where there is one that may be there only once, raise `refused`.

        The unit lives on without the row: its caller may store why it was refused.
        """
        try:
            with unit.connection.begin_nested():
                return self.add(unit, record)
        except IntegrityError as error:
            if _told(error) in _THERE_ALREADY:
                raise refused from error
            raise

    def one(self, view: View, identity: UUID, *, locked: bool = False) -> R:
        """Raises NotOnRecord, SealBroken. locked: nobody else changes it until the unit closes."""
        found = self.find(view, self._id == identity, locked=locked)
        if not found:
            raise NotOnRecord("Nothing is on record under this number.", what=self.table.name)
        return found[0]

    def find(
        self,
        view: View,
        *where: ColumnElement[bool],
        order: Sequence[ColumnElement[Any]] = (),
        limit: int | None = None,
        locked: bool = False,
    ) -> tuple[R, ...]:
        """The rows that meet all conditions, by their ids unless an order is given. Raises SealBroken."""
        wanted = select(self.table).where(*where).order_by(*(order or (self._id,))).limit(limit)
        rows = view.connection.execute(wanted.with_for_update() if locked else wanted).all()
        keys = self._keys(view, rows)
        return tuple(self._record(row, keys) for row in rows)

    def page(self, view: View, *where: ColumnElement[bool], after: UUID | None, limit: int) -> tuple[R, ...]:
        """Up to `limit` rows that meet all conditions, by their ids, from the one after `after` on."""
        further = () if after is None else (self._id > after,)
        return self.find(view, *where, *further, limit=limit)

    def change(self, unit: Unit, record: R, **changes: Any) -> R:
        """Write changed fields of a record with a version. Raises Overtaken if it is not the latest."""
        seen: int = getattr(record, "version")  # noqa: B009 - which records have one, the tables say
        changed = replace(record, **changes, version=seen + 1)
        values = self._values(unit, changed, only={*changes, "version"})
        if not self.update(unit, self._id == self._of(record), self.table.c.version == seen, **values):
            raise Overtaken("Somebody else changed this record in the meantime.", what=self.table.name)
        return changed

    def lookup(self, view: View, column: str, value: str) -> ColumnElement[bool]:
        """The condition that a blind column stands for a value."""
        return self.table.c[column] == self.index(view, column, value)

    def index(self, view: View, column: str, value: str) -> str:
        """What stands in a blind column for a value."""
        return blind_index(view, f"{self.table.name}.{column}", value)

    def settle(self, unit: Unit, record: R, **changes: Any) -> R:
        """Write changed fields of a record that this unit added: nobody else has seen it yet."""
        changed = replace(record, **changes)
        self.update(unit, self._id == self._of(record), **self._values(unit, changed, only=set(changes)))
        return changed

    def update(self, unit: Unit, *where: ColumnElement[bool], **values: Any) -> int:
        """One conditional UPDATE of columns that are not sealed: how many rows met the conditions."""
        return unit.connection.execute(update(self.table).where(*where).values(values)).rowcount

    def _of(self, record: R) -> UUID:
        identity: UUID = getattr(record, self._id.name)
        return identity

    def _values(self, unit: Unit, record: R, only: set[str] | None = None) -> dict[str, Any]:
        values = {
            field.name: getattr(record, field.name)
            for field in fields(record)
            if only is None or field.name in only
        }
        for column, told in self._blind.items():
            value = told(record)
            values[column] = None if value is None else self.index(unit, column, value)
        for name in self._json.keys() & values.keys():
            values[name] = self._json[name].dump_python(values[name], mode="json")
        # nothing is NULL where a column allows it, and a sealed null where nothing is an entry too
        optional = {column.name for column in self.table.c if column.nullable}
        sealed = [
            name
            for name in self._sealed.keys() & values.keys()
            if values[name] is not None or name not in optional
        ]
        if self._sealed and (sealed or only is None):
            key = self._key(unit, record, new=only is None)
            for name in sealed:
                plain = self._sealed[name].dump(values[name])
                values[name] = key.seal(self._places[name], self._of(record), plain)
        return values

    def _key(self, unit: Unit, record: R, *, new: bool) -> DataKey:
        if self._owner is not None:
            return key_of_person(unit, getattr(record, self._owner))
        identity = self._of(record)
        return issue_row_key(unit, identity) if new else keys_of_rows(unit, [identity])[identity]

    def _keys(self, view: View, rows: Sequence[Row[Any]]) -> Mapping[UUID, DataKey]:
        """The keys that these rows need, by owner."""
        if not self._sealed:
            return {}
        if self._owner is None:
            return keys_of_rows(view, [row._mapping[self._id] for row in rows])
        return keys_of_persons(view, {row._mapping[self.table.c[self._owner]] for row in rows})

    def _record(self, row: Row[Any], keys: Mapping[UUID, DataKey]) -> R:
        values = {c.name: row._mapping[c] for c in self.table.c if c.name not in self._blind}
        for name, adapter in self._json.items():
            values[name] = adapter.validate_python(values[name])
        identity = values[self._id.name]
        for name, form in self._sealed.items():
            if values[name] is not None:
                key = keys[identity if self._owner is None else values[self._owner]]
                values[name] = form.load(key.open(self._places[name], identity, values[name]))
        return self._kind(**values)


def _told(error: IntegrityError) -> str | None:
    """Which constraint was hurt, in the database's own words: PostgreSQL's SQLSTATE, SQLite's name."""
    cause = error.orig
    return getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)


class _Form:
    """How a field's value becomes bytes, and comes back."""

    def __init__(self, hint: Any) -> None:
        self._hint = hint
        self._adapter: TypeAdapter[Any] = TypeAdapter(hint)

    def dump(self, value: Any) -> bytes:
        if self._hint in (bytes, bytes | None):
            return bytes(value)
        if self._hint in (str, str | None):
            return str(value).encode()
        return self._adapter.dump_json(value)

    def load(self, plain: bytes) -> Any:
        if self._hint in (bytes, bytes | None):
            return plain
        if self._hint in (str, str | None):
            return plain.decode()
        return self._adapter.validate_json(plain)
