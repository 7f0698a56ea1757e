"""Persons within a view or a unit: what is captured of them, and how they are locked."""

from uuid import UUID

from sqlalchemy import select

from api.errors import UnknownPerson
from api.registry.schema import encounter, person, sample
from api.registry.unit import Unit, View
from matcher.domain import Modality


def modalities(view: View, person_id: UUID) -> frozenset[Modality]:
    """Of which there is a sample on record."""
    wanted = (
        select(sample.c.modality)
        .join(encounter, encounter.c.id == sample.c.encounter_id)
        .where(encounter.c.person_id == person_id)
        .distinct()
    )
    return frozenset(map(Modality, view.connection.execute(wanted).scalars()))


def lock(unit: Unit, *persons: UUID) -> None:
    """Nobody else writes about these persons until the unit closes. Raises UnknownPerson.

    Whoever decides by what is on record about a person locks them before they read it. Several are locked in
    the order of their ids, so that two units never wait for each other.
    """
    rows = select(person.c.id).where(person.c.id.in_(persons)).order_by(person.c.id).with_for_update()
    if len(unit.connection.execute(rows).all()) < len(set(persons)):
        raise UnknownPerson("Nobody is enrolled under this number.")
