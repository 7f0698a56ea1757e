"""Whose a record is: the houses that answer for it, and the persons whom it is about."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, ColumnElement, or_, select

from api.registry.adjudication_tables import adjudication_case
from api.registry.appointments import appointment
from api.registry.authorisations import authorisation
from api.registry.bans import ban
from api.registry.circumstances import circumstances
from api.registry.closings import closing
from api.registry.facilities import facility
from api.registry.listings import listing
from api.registry.orders import court_order
from api.registry.packets import packet
from api.registry.papers import paper
from api.registry.passages import passage, passage_review
from api.registry.relinking_tables import relink
from api.registry.roll_calls import roll_call, roll_call_look
from api.registry.schema import encounter, person
from api.registry.stations import station
from api.registry.unit import View
from api.registry.visitors import visitor
from api.registry.visits import visit
from api.registry.warrants import warrant
from api.registry.whereabouts import facilities_of, known_to


@dataclass(frozen=True, slots=True)
class Belonging:
    """houses: that answer for it. persons: whom it is about, so far as they may see it themselves.

    everywhere: every house may know it, such as an order without a place. Nothing is what is not on record.
    """

    houses: frozenset[UUID] = frozenset()
    persons: frozenset[UUID] = frozenset()
    everywhere: bool = False


NOTHING: Final = Belonging()


class Kind(StrEnum):
    """What a number stands for."""

    PERSON = "person"
    PASSAGE = "passage"
    PAPER = "paper"
    ORDER = "order"
    VISIT = "visit"
    APPOINTMENT = "appointment"
    AUTHORISATION = "authorisation"
    BAN = "ban"
    LISTING = "listing"
    CLOSING = "closing"
    ROLL_CALL = "roll-call"
    WARRANT = "warrant"
    CASE = "case"
    ENCOUNTER = "encounter"
    RELINK = "relink"
    STATION = "station"
    PACKET = "packet"


def of(view: View, kind: Kind, number: UUID) -> Belonging:
    """Of a record; NOTHING where there is none."""
    return _OF[kind](view, number)


def of_house(view: View, code: str) -> Belonging:
    """Of a facility, by its code."""
    found = view.connection.execute(select(facility.c.id).where(facility.c.code == code)).scalar_one_or_none()
    return NOTHING if found is None else Belonging(frozenset((found,)))


def houses(view: View, codes: Collection[str]) -> frozenset[UUID]:
    """The facilities of these codes, so far as they are on record."""
    return frozenset(
        view.connection.execute(select(facility.c.id).where(facility.c.code.in_(codes))).scalars()
    )


def shown(table: str, within: Collection[UUID] | None) -> tuple[ColumnElement[bool], ...]:
    """The condition that a list shows a row of a table to these houses; None: to all of them.

    It is the twin of `of`: whoever is shown a row can open it, and the other way round.
    """
    return () if within is None else (_SHOWN[table](within),)


def _cases(within: Collection[UUID]) -> ColumnElement[bool]:
    at_gate = (
        select(passage_review.c.case_id)
        .join(passage, passage.c.id == passage_review.c.passage_id)
        .where(passage.c.facility_id.in_(within))
    )
    at_count = (
        select(roll_call_look.c.case_id)
        .join(roll_call, roll_call.c.id == roll_call_look.c.roll_call_id)
        .where(roll_call.c.facility_id.in_(within), roll_call_look.c.case_id.is_not(None))
    )
    captured = select(circumstances.c.encounter_id).where(circumstances.c.facility_id.in_(within))
    case = adjudication_case.c
    return or_(
        known_to(case.person_id, within),
        case.id.in_(at_gate),
        case.id.in_(at_count),
        case.encounter_id.in_(captured),
    )


def _bans(within: Collection[UUID]) -> ColumnElement[bool]:
    """Laid there, or everywhere on somebody whom they know."""
    return or_(ban.c.facility_id.in_(within), ban.c.facility_id.is_(None) & known_to(ban.c.person_id, within))


def _listings(within: Collection[UUID]) -> ColumnElement[bool]:
    """Entered there, or by no house alone about somebody whom they know."""
    known = listing.c.facility_id.is_(None) & known_to(listing.c.person_id, within)
    return or_(listing.c.facility_id.in_(within), known)


_SHOWN: Mapping[str, Callable[[Collection[UUID]], ColumnElement[bool]]] = MappingProxyType(
    {
        "person": lambda within: known_to(person.c.id, within),
        "visitor": lambda within: known_to(visitor.c.person_id, within),
        "authorisation": lambda within: known_to(authorisation.c.prisoner_id, within),
        "ban": _bans,
        "listing": _listings,
        "visit": visit.c.facility_id.in_,
        "closing": closing.c.facility_id.in_,
        "roll_call": roll_call.c.facility_id.in_,
        "case": _cases,
        "facility": facility.c.id.in_,
        "station": station.c.facility_id.in_,
    }
)


def _person(view: View, number: UUID) -> Belonging:
    return Belonging(facilities_of(view, number), frozenset((number,)))


def _at(house: Column[Any], whom: Column[Any] | None = None) -> Callable[[View, UUID], Belonging]:
    """Of a table whose rows stand at a facility; whom: the person of a row."""
    table = house.table

    def found(view: View, number: UUID) -> Belonging:
        columns = (house,) if whom is None else (house, whom)
        row = view.connection.execute(select(*columns).where(table.c.id == number)).first()
        if row is None:
            return NOTHING
        about = frozenset() if whom is None or row[1] is None else frozenset((row[1],))
        if row[0] is not None:
            return Belonging(frozenset((row[0],)), about)
        return Belonging(facilities_of(view, row[1]), about) if about else Belonging(everywhere=True)

    return found


def _order(view: View, number: UUID) -> Belonging:
    """Of the house that carries it out and those that know whom it names; of all, if it says neither."""
    named = select(court_order.c.facility_id, court_order.c.person_id)
    row = view.connection.execute(named.where(court_order.c.id == number)).first()
    if row is None:
        return NOTHING
    houses = frozenset(() if row.facility_id is None else (row.facility_id,))
    if row.person_id is None:
        return Belonging(houses, everywhere=not houses)
    return Belonging(houses | facilities_of(view, row.person_id), frozenset((row.person_id,)))


def _authorisation(view: View, number: UUID) -> Belonging:
    wanted = select(authorisation.c.prisoner_id).where(authorisation.c.id == number)
    prisoner = view.connection.execute(wanted).scalar_one_or_none()
    return NOTHING if prisoner is None else Belonging(facilities_of(view, prisoner))


def _case(view: View, number: UUID) -> Belonging:
    wanted = select(adjudication_case.c.person_id, adjudication_case.c.encounter_id)
    row = view.connection.execute(wanted.where(adjudication_case.c.id == number)).first()
    if row is None:
        return NOTHING
    at_gate = (
        select(passage.c.facility_id)
        .join(passage_review, passage_review.c.passage_id == passage.c.id)
        .where(passage_review.c.case_id == number)
    )
    at_count = (
        select(roll_call.c.facility_id)
        .join(roll_call_look, roll_call_look.c.roll_call_id == roll_call.c.id)
        .where(roll_call_look.c.case_id == number)
    )
    captured = select(circumstances.c.facility_id).where(circumstances.c.encounter_id == row.encounter_id)
    asked = [view.connection.execute(one).scalars() for one in (at_gate, at_count, captured)]
    found = {one for each in asked for one in each if one is not None}
    return Belonging(facilities_of(view, row.person_id) | found)


def _encounter(view: View, number: UUID) -> Belonging:
    wanted = select(encounter.c.person_id).where(encounter.c.id == number)
    whose = view.connection.execute(wanted).scalar_one_or_none()
    return NOTHING if whose is None else Belonging(facilities_of(view, whose))


def _relink(view: View, number: UUID) -> Belonging:
    """Both persons are the house's: whoever undoes it gives one of them away."""
    row = view.connection.execute(
        select(relink.c.from_id, relink.c.to_id).where(relink.c.id == number)
    ).first()
    if row is None:
        return NOTHING
    return Belonging(facilities_of(view, row.from_id) & facilities_of(view, row.to_id))


_OF: Mapping[Kind, Callable[[View, UUID], Belonging]] = MappingProxyType(
    {
        Kind.PERSON: _person,
        Kind.PASSAGE: _at(passage.c.facility_id, passage.c.person_id),
        Kind.PAPER: _at(paper.c.facility_id, paper.c.person_id),
        Kind.ORDER: _order,
        Kind.VISIT: _at(visit.c.facility_id),
        Kind.APPOINTMENT: _at(appointment.c.facility_id),
        Kind.AUTHORISATION: _authorisation,
        Kind.BAN: _at(ban.c.facility_id, ban.c.person_id),
        Kind.LISTING: _at(listing.c.facility_id, listing.c.person_id),
        Kind.CLOSING: _at(closing.c.facility_id),
        Kind.ROLL_CALL: _at(roll_call.c.facility_id),
        Kind.WARRANT: _at(warrant.c.facility_id),
        Kind.CASE: _case,
        Kind.ENCOUNTER: _encounter,
        Kind.RELINK: _relink,
        Kind.STATION: _at(station.c.facility_id),
        Kind.PACKET: _at(packet.c.facility_id),
    }
)
