"""Whose something is now, and whose it was: what is to be read of moves between records."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from api.registry import belongings
from api.registry.belongings import BY_PLACE, ENCOUNTERS
from api.registry.errors import NotOnRecord
from api.registry.relinking_errors import PersonCeased
from api.registry.relinking_tables import ceased_person, relink, relink_row
from api.registry.schema import encounter, sample
from api.registry.sealing import key_of_person
from api.registry.unit import View

Row = tuple[str, UUID]
"""A place, TABLE.COLUMN, and the row's number."""


@dataclass(frozen=True, slots=True)
class Encounter:
    """One capture session, its samples in their order. came_from: whose it was before it was moved."""

    id: UUID
    captured_at: datetime
    samples: tuple[UUID, ...]
    came_from: UUID | None


def encounters(view: View, person_id: UUID) -> tuple[Encounter, ...]:
    """A person's, the first one first."""
    rows = view.connection.execute(
        select(encounter.c.id, encounter.c.captured_at, sample.c.id.label("sample"))
        .outerjoin(sample, sample.c.encounter_id == encounter.c.id)
        .where(encounter.c.person_id == person_id)
        .order_by(encounter.c.captured_at, encounter.c.id, sample.c.ordinal)
    ).all()
    came = origins(view, person_id)
    held: dict[UUID, list[UUID]] = {row.id: [] for row in rows}
    for row in rows:
        if row.sample is not None:
            held[row.id].append(row.sample)
    return tuple(
        Encounter(one, at, tuple(held[one]), came.get((ENCOUNTERS.place, one)))
        for one, at in {row.id: row.captured_at for row in rows}.items()
    )


def origins(view: View, person_id: UUID) -> Mapping[Row, UUID]:
    """What came to a person from another: each row, and from whom it came last."""
    wanted = (
        select(relink_row.c.place, relink_row.c.row_id, relink.c.from_id)
        .join(relink, relink.c.id == relink_row.c.relink_id)
        .where(relink.c.to_id == person_id)
        .order_by(relink.c.id)
    )
    came = {(place, row): source for place, row, source in view.connection.execute(wanted)}
    held = {
        (place, row)
        for place in {place for place, _ in came}
        for row in belongings.rows_of(view, BY_PLACE[place], person_id)
    }
    return {row: source for row, source in came.items() if row in held}


def came_with(view: View, encounter_id: UUID) -> frozenset[UUID]:
    """The encounters that came to where this one is by the same move; none where it was never moved."""
    last = (
        select(relink_row.c.relink_id)
        .where(relink_row.c.place == ENCOUNTERS.place, relink_row.c.row_id == encounter_id)
        .order_by(relink_row.c.relink_id.desc())
        .limit(1)
    )
    together = select(relink_row.c.row_id).where(
        relink_row.c.place == ENCOUNTERS.place, relink_row.c.relink_id.in_(last)
    )
    return frozenset(view.connection.execute(together).scalars())


def linked_since(view: View, encounters: Collection[UUID]) -> datetime:
    """Since when the first of these stands under its person: when it was captured, or moved there.

    Raises NotOnRecord where one of them is not.
    """
    captured = select(encounter.c.id, encounter.c.captured_at).where(encounter.c.id.in_(encounters))
    since: dict[UUID, datetime] = {row[0]: row[1] for row in view.connection.execute(captured)}
    if since.keys() != set(encounters):
        raise NotOnRecord("There is no such encounter.", what=encounter.name)
    moved = (
        select(relink_row.c.row_id, func.max(relink.c.at))
        .join(relink, relink.c.id == relink_row.c.relink_id)
        .where(relink_row.c.place == ENCOUNTERS.place, relink_row.c.row_id.in_(encounters))
        .group_by(relink_row.c.row_id)
    )
    since |= {row[0]: row[1] for row in view.connection.execute(moved)}
    return min(since.values())


def current(view: View, person_id: UUID) -> UUID:
    """The person into whom somebody ceased, however many steps away; themselves where they did not."""
    while True:
        found = select(ceased_person.c.into_id).where(ceased_person.c.person_id == person_id)
        into = view.connection.execute(found).scalar_one_or_none()
        if into is None:
            return person_id
        person_id = into


def ceased_into(view: View, person_id: UUID) -> list[UUID]:
    """Everybody who ceased into a person, directly or by others."""
    found: list[UUID] = []
    asked = [person_id]
    while asked:
        wanted = select(ceased_person.c.person_id).where(ceased_person.c.into_id.in_(asked))
        asked = list(view.connection.execute(wanted).scalars())
        found += asked
    return found


def require_current(view: View, *persons: UUID) -> None:
    """Raises UnknownPerson, and PersonCeased with the number under which the person is kept now."""
    for person_id in persons:
        key_of_person(view, person_id)
        if (now := current(view, person_id)) != person_id:
            raise PersonCeased("This person is on record under another number.", person=str(now))
