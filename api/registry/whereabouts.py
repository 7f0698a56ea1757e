"""Which facilities answer for somebody, and so know of them: what an officer's reach is decided by.

Somebody who is held is known to the house that holds them, and to the one that they are on the way to.
Anybody else is known to the houses that captured them, held them, were visited by them or expect them. The
same arms answer for one person and for a list, so that a list shows exactly whom its reader could open.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Select, and_, exists, select, union_all

from api.registry import moved
from api.registry.adjudication_tables import adjudication_case
from api.registry.appointments import appointment
from api.registry.authorisations import authorisation
from api.registry.circumstances import circumstances
from api.registry.custody import episode
from api.registry.movements import movement
from api.registry.orders import court_order
from api.registry.passages import passage, passage_review
from api.registry.schema import encounter
from api.registry.unit import View
from api.registry.visits import visit

Where = Callable[[Column[Any], Column[Any]], ColumnElement[bool]]
"""A condition on a person's column and on a facility's."""

_held = episode.alias("held")
_OPEN: Final = and_(_held.c.ended.is_(None), _held.c.facility_id.is_not(None))


def facilities_of(view: View, person_id: UUID) -> frozenset[UUID]:
    """The houses that know of a person; none for nobody. Whoever ceased is where they are kept now."""
    now = moved.current(view, person_id)
    arms = _arms(lambda person, _house: person == now)
    return frozenset(row[1] for row in view.connection.execute(union_all(*arms)))


def known_among(view: View, persons: Collection[UUID], houses: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons whom one of the houses knows."""
    arms = _arms(lambda person, house: and_(person.in_(persons), house.in_(houses)))
    return frozenset(row[0] for row in view.connection.execute(union_all(*arms)))


def known_to(column: ColumnElement[Any], houses: Collection[UUID]) -> ColumnElement[bool]:
    """The condition that one of the houses knows of the person in a column."""
    arms = _arms(lambda _person, house: house.in_(houses))
    known = union_all(*arms).subquery()
    return column.in_(select(known.c[0]))


def brought_up(view: View, person_id: UUID, houses: Collection[UUID]) -> bool:
    """Whether a gate of these houses was told of a person: by a doubt that reviewers look at, by an order."""
    doubted = (
        select(adjudication_case.c.id)
        .join(passage_review, passage_review.c.case_id == adjudication_case.c.id)
        .join(passage, passage.c.id == passage_review.c.passage_id)
        .where(adjudication_case.c.person_id == person_id, passage.c.facility_id.in_(houses))
    )
    named = select(court_order.c.id).where(
        court_order.c.person_id == person_id, court_order.c.facility_id.in_(houses)
    )
    found: bool = view.connection.execute(select(exists(doubted) | exists(named))).scalar_one()
    return bool(found)


def _arms(where: Where) -> Iterator[Select[Any]]:
    """Each: person and facility."""
    here, elsewhere = episode.c.person_id, episode.c.facility_id
    yield select(here, elsewhere).where(
        episode.c.ended.is_(None), elsewhere.is_not(None), where(here, elsewhere)
    )
    to = movement.c.destination_id
    yield select(movement.c.person_id, to).where(
        movement.c.concluded.is_(None), to.is_not(None), where(movement.c.person_id, to)
    )
    for wanted, person, house in _before():
        held = select(_held.c.id).where(_held.c.person_id == person, _OPEN)
        yield wanted.where(where(person, house), ~exists(held))


def _before() -> Iterator[tuple[Select[Any], Any, Any]]:
    """Of people whom no known house holds: who captured, held, was visited, expects them."""
    person, house = encounter.c.person_id, circumstances.c.facility_id
    captured = select(person, house).join(circumstances, circumstances.c.encounter_id == encounter.c.id)
    yield captured.where(house.is_not(None)), person, house
    person, house = episode.c.person_id, episode.c.facility_id
    yield select(person, house).where(episode.c.ended.is_not(None), house.is_not(None)), person, house
    for table in (visit, appointment):
        person, house = table.c.visitor_id, table.c.facility_id
        yield select(person, house), person, house
    person, house = authorisation.c.visitor_id, episode.c.facility_id
    theirs = and_(episode.c.person_id == authorisation.c.prisoner_id, episode.c.ended.is_(None))
    expected = select(person, house).join(episode, theirs).where(authorisation.c.revoked.is_(None))
    yield expected.where(house.is_not(None)), person, house
