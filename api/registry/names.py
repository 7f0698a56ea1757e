"""Names: one person, many. Each is sealed, and found again through a blind index over its normal form."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Table, func, select

from api.registry.columns import account, blind, code, identity, whose
from api.registry.ids import uuid7
from api.registry.normal_form import normal_form
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class NameKind(StrEnum):
    """Where a name comes from; the first of these that a person has is the one that is shown."""

    OFFICIAL = "official"  # read from a document or a civil registry
    CLAIMED = "claimed"  # what the person says
    ALIAS = "alias"  # another that the person is or was known under


person_name = Table(
    "person_name",
    metadata,
    identity(),
    whose(),
    Column("kind", code(NameKind), nullable=False),
    # a column of table person once: what was sealed there is read on
    Column("name", LargeBinary, nullable=False, info={"sealed as": "person.name"}),
    blind("lookup", nullable=True),
    Column("entered_at", Instant, nullable=False),
    account("entered_by", nullable=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """entered_by: None for names that came with a plain enrolment."""

    id: UUID = field(default_factory=uuid7)
    person_id: UUID
    kind: NameKind
    name: str = field(repr=False)
    entered_at: datetime
    entered_by: str | None = None


_ROWS = TypedRows(
    person_name,
    PersonName,
    blind={"lookup": lambda one: normal_form(one.name)},
)
_UNINDEXED_AT_ONCE = 500


def add(unit: Unit, person_id: UUID, kind: NameKind, name: str, *, by: str | None = None) -> PersonName:
    """Enter one more name. Raises UnknownPerson."""
    new = PersonName(person_id=person_id, kind=kind, name=name, entered_at=unit.now, entered_by=by)
    return _ROWS.add(unit, new)


def of(view: View, persons: Collection[UUID]) -> Mapping[UUID, Sequence[PersonName]]:
    """Everybody's names, official ones first, then claimed, then aliases, each in the order of entry."""
    kinds = list(NameKind)
    found: dict[UUID, list[PersonName]] = {person: [] for person in persons}
    for name in _ROWS.find(view, person_name.c.person_id.in_(persons)):
        found[name.person_id].append(name)
    for names in found.values():
        names.sort(key=lambda name: kinds.index(name.kind))
    return found


def bearing(view: View, name: str) -> frozenset[UUID]:
    """The persons with a name of the same normal form, whatever its kind."""
    wanted = select(person_name.c.person_id).where(_ROWS.lookup(view, "lookup", normal_form(name)))
    return frozenset(view.connection.execute(wanted).scalars())


def numbered(asked: str) -> frozenset[UUID]:
    """What was asked for, where it is a person's number and no name."""
    try:
        return frozenset((UUID(asked.strip()),))
    except ValueError:
        return frozenset()


def index_older(unit: Unit) -> int:
    """Index a bounded number of names that were sealed before there was an index; how many are left."""
    for older in _ROWS.find(unit, person_name.c.lookup.is_(None), limit=_UNINDEXED_AT_ONCE):
        lookup = _ROWS.index(unit, "lookup", normal_form(older.name))
        _ROWS.update(unit, person_name.c.id == older.id, lookup=lookup)
    left = select(func.count()).select_from(person_name).where(person_name.c.lookup.is_(None))
    return unit.connection.execute(left).scalar_one()
