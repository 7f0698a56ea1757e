"""Persons within a unit: entered, locked, erased."""

from uuid import UUID

from sqlalchemy import select

from api.errors import UnknownPerson
from api.registry.schema import person
from api.registry.unit import Unit


def lock(unit: Unit, *persons: UUID) -> None:
    """Nobody else writes about these persons until the unit closes. Raises UnknownPerson.

    Whoever decides by what is on record about a person locks them before they read it. Several are locked in
    the order of their ids, so that two units never wait for each other.
    """
    rows = select(person.c.id).where(person.c.id.in_(persons)).order_by(person.c.id).with_for_update()
    if len(unit.connection.execute(rows).all()) < len(set(persons)):
        raise UnknownPerson("Nobody is enrolled under this number.")
