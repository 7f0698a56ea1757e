"""What belongs to a person, table by table, and how one row of it is moved to another person.

What is sealed under the one's key is opened and sealed anew under the other's, bound to its new place. A test
holds this list against the schema: a table with a person in it is moved, or `KEPT` says why not.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, LargeBinary, Table, select, update
from sqlalchemy.exc import IntegrityError

from api.registry.accounts import account
from api.registry.admission_records import admission_entry
from api.registry.appointments import appointment
from api.registry.authorisations import authorisation
from api.registry.bans import ban
from api.registry.custody import episode
from api.registry.documents import document
from api.registry.endings import custody_ending
from api.registry.galleries import gallery_member
from api.registry.holds import hold
from api.registry.injuries import injury, injury_picture
from api.registry.legal_basis import basis_extension, basis_period
from api.registry.listings import listing
from api.registry.movements import movement
from api.registry.names import person_name
from api.registry.orders import court_order
from api.registry.papers import paper
from api.registry.receipts import erasure_request
from api.registry.representation import representation
from api.registry.resealing import seal_samples_anew
from api.registry.schema import encounter, sample
from api.registry.sealing import key_of_person
from api.registry.unit import Unit, View
from api.registry.visitors import visitor
from api.registry.visits import visit


@dataclass(frozen=True, slots=True)
class Belonging:
    """Rows of a table that bear a person in a column.

    sealed: columns under this person's key, with the names that their seals bear.
    """

    table: Table
    column: str = "person_id"
    sealed: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """TABLE.COLUMN."""
        return f"{self.table.name}.{self.column}"

    @property
    def person(self) -> Column[Any]:
        """The column with the person."""
        return self.table.c[self.column]

    @property
    def row(self) -> Column[Any]:
        """The primary key; of a table with one row a person, that is the person."""
        (key,) = self.table.primary_key.columns
        return key


def _of(table: Table, column: str = "person_id") -> Belonging:
    sealed = {c.name: c.info.get("sealed as", f"{table.name}.{c.name}") for c in table.c if _is_sealed(c)}
    return Belonging(table, column, sealed)


def _is_sealed(column: Column[Any]) -> bool:
    return isinstance(column.type, LargeBinary)


ENCOUNTERS = Belonging(encounter)
NAMES = _of(person_name)
EPISODES = _of(episode)
MEMBERSHIPS = _of(gallery_member)
BELONGINGS: tuple[Belonging, ...] = (
    ENCOUNTERS,
    NAMES,
    EPISODES,
    MEMBERSHIPS,
    _of(movement),
    _of(basis_period),
    _of(basis_extension),
    _of(custody_ending),
    _of(erasure_request),
    _of(admission_entry),
    _of(injury),
    _of(injury_picture),
    _of(hold),
    _of(ban),
    Belonging(ban, "prisoner_id"),
    _of(listing),
    _of(document),
    _of(paper),
    Belonging(court_order),  # sealed under a key of its own
    _of(visitor),
    Belonging(visitor, "guardian_id"),
    Belonging(authorisation, "visitor_id"),
    Belonging(authorisation, "prisoner_id"),
    Belonging(appointment, "visitor_id"),
    Belonging(appointment, "prisoner_id"),
    Belonging(visit, "visitor_id"),
    Belonging(visit, "prisoner_id"),
    Belonging(representation),
    Belonging(account),  # sealed under a key of its own
)
BY_PLACE = {belonging.place: belonging for belonging in BELONGINGS}

KEPT = {
    "sealed_person.person_id": "whose biometrics a legal hold keeps out of searches is looked at anew",
    "person_key.person_id": "each person has a key of their own",
    "adjudication_case.person_id": "says whom reviewers compared with, as it was",
    "relink.from_id": "the history of what was moved",
    "relink.to_id": "the history of what was moved",
    "roll_call_person.person_id": "says under which number somebody was counted, as it was",
    "roll_call_look.person_id": "says under which number somebody was found, as it was",
    "closing_look.person_id": "says under which number somebody was found, as it was",
    "ceased_person.person_id": "who ceased",
    "ceased_person.into_id": "whom they ceased into",
}
"""Columns with a person that are not moved, each with its reason."""


def rows_of(view: View, belonging: Belonging, person_id: UUID, *where: ColumnElement[bool]) -> list[UUID]:
    """The rows that belong to a person, in the order of their numbers."""
    wanted = select(belonging.row).where(belonging.person == person_id, *where).order_by(belonging.row)
    return list(view.connection.execute(wanted).scalars())


def parts_of(
    view: View, owner: Belonging, rows: Collection[UUID], person_id: UUID
) -> Iterator[tuple[str, UUID]]:
    """The person's rows that are part of these rows, and the parts of those, with their places."""
    for belonging in BELONGINGS:
        for column in belonging.table.c:
            if any(key.column.table is owner.table for key in column.foreign_keys) and belonging is not owner:
                parts = rows_of(view, belonging, person_id, column.in_(rows))
                yield from ((belonging.place, row) for row in parts)
                if parts:
                    yield from parts_of(view, belonging, parts, person_id)


def move_row(unit: Unit, belonging: Belonging, row: UUID, to: UUID) -> bool:
    """Give one row to another person; False where what that person has already leaves no room for it."""
    if belonging is ENCOUNTERS:
        _seal_samples_anew(unit, row, to)
    values: dict[str, Any] = {belonging.column: to}
    if belonging.sealed:
        values |= _sealed_anew(unit, belonging, row, to)
    try:
        with unit.connection.begin_nested():
            unit.connection.execute(update(belonging.table).where(belonging.row == row).values(values))
    except IntegrityError:
        return False
    return True


def _seal_samples_anew(unit: Unit, encounter_id: UUID, to: UUID) -> None:
    """Images and templates of an encounter that goes to another person."""
    held = select(encounter.c.person_id).where(encounter.c.id == encounter_id)
    old = key_of_person(unit, unit.connection.execute(held).scalar_one())
    seal_samples_anew(unit, sample.c.encounter_id == encounter_id, old, key_of_person(unit, to))


def _sealed_anew(unit: Unit, belonging: Belonging, row: UUID, to: UUID) -> dict[str, bytes]:
    stored = unit.connection.execute(select(belonging.table).where(belonging.row == row)).one()._mapping
    old, new = key_of_person(unit, stored[belonging.column]), key_of_person(unit, to)
    # a row whose number is its person gets another number with its person
    place = to if belonging.row is belonging.person else row
    return {
        name: new.seal(seal, place, old.open(seal, row, stored[name]))
        for name, seal in belonging.sealed.items()
        if stored[name] is not None
    }
