"""The registry's resources as a program calls them: each written, read, listed page by page, and ended."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from api.contract.admission import AdmissionEntriesIn
from api.contract.bans import BanIn
from api.contract.client import Umbral
from api.contract.custody import HoldIn
from api.contract.errors import Outdated
from api.contract.facilities import FacilityIn
from api.contract.names import NameIn
from api.contract.orders import OrderIn
from api.contract.signing import signed
from api.contract.visiting import AppointmentIn, AuthorisationIn
from api.contract.visitors import NoticeIn, VisitorIn
from api.contract.watchlists import ListingIn
from tests.support.clock import START
from tests.support.offices import CASE_KEY, KEY_ID, Offices

Acting = Callable[..., Umbral]

SOUTH = FacilityIn(name="Penal Sur", zone="America/La_Paz", capacity=400)
HELD = UUID(int=1)
COMES = UUID(int=5)


@pytest.fixture
def people(offices: Offices) -> Offices:
    """One is held, another a visitor on record."""
    offices.house.prisoner(1)
    offices.house.visitor(5)
    return offices


def test_a_facility_is_entered_and_changed_by_whoever_saw_it(acting: Acting, offices: Offices) -> None:
    chief = acting("administrator").facilities
    assert chief.enter("penal-sur", SOUTH).capacity == 400
    seen = chief.one("penal-sur")
    chief.change(seen, SOUTH.model_copy(update={"capacity": 500}))
    assert [(one.code, one.capacity) for one in chief.every(page_size=1)] == [
        (offices.house.code, 400),
        ("penal-sur", 500),
    ]
    with pytest.raises(Outdated):
        chief.change(seen, SOUTH)


def test_orders_bear_the_signature_of_the_case_system(acting: Acting, people: Offices) -> None:
    courts = acting("case-system").orders
    asked = OrderIn(
        kind="release",
        court="Juzgado Tercero",
        number="1",
        issued=START,
        valid_from=START,
        expires=START + timedelta(days=7),
        person_id=HELD,
    )
    made = [
        courts.register(signed(asked.model_copy(update={"number": number}), KEY_ID, CASE_KEY.sign))
        for number in ("1", "2", "3")
    ]
    assert {one.signature for one in made} == {"valid"}
    assert list(courts.of(HELD, page_size=2)) == made
    assert courts.revoke(made[0].id).status == "revoked"
    assert courts.one(made[0].id).status == "revoked"


def test_custody_its_holds_and_its_case(acting: Acting, people: Offices) -> None:
    courts = acting("case-system").custody
    seen = courts.of(HELD)
    assert seen.record.clock is not None
    assert courts.link_case(seen, "1042/26").case == "1042/26"
    hold = courts.place_hold(HELD, HoldIn(ground="warrant", authority="Juzgado Quinto"))
    assert hold.holds
    assert not courts.lift_hold(HELD, hold.id).holds
    assert [one.id for one in courts.of(HELD).record.holds] == [hold.id]
    with pytest.raises(Outdated):
        courts.link_case(seen, "1043/26")


def test_the_admission_record_is_completed_once_somebody_is_inside(acting: Acting, people: Offices) -> None:
    desk = acting("intake-officer").custody
    assert "lawyer" in desk.admission_record(HELD).missing
    entered = desk.enter_admission_record(HELD, AdmissionEntriesIn(entries={"lawyer": "Dr. Vaca"}))
    assert "lawyer" not in entered.missing
    assert desk.admission_record(HELD) == entered


def test_a_visitor_changes_and_takes_their_consent_back(acting: Acting, people: Offices) -> None:
    desk = acting("gate-officer").visitors
    people.house.enrol(6, None)
    stated = VisitorIn(kind="family", consent="given", notice=NoticeIn(version="notice-1", language="es"))
    assert desk.enter(UUID(int=6), stated).consent == "given"
    changed = desk.change(desk.one(UUID(int=6)), stated.model_copy(update={"telephone": "+591 2 1234567"}))
    assert changed.telephone == "+591 2 1234567"
    assert [one.person_id for one in desk.every(page_size=1)] == [COMES, UUID(int=6)]
    withdrawn = desk.withdraw_consent(desk.one(UUID(int=6)), people.house.code)
    assert withdrawn.consent == "withdrawn"


def test_authorised_expected_and_no_more(acting: Acting, people: Offices) -> None:
    chief = acting("supervisor")
    asked = AuthorisationIn(visitor_id=COMES, prisoner_id=HELD, relationship="parent")
    granted = chief.authorisations.grant(asked)
    assert [one.id for one in chief.authorisations.of(visitor_id=COMES, page_size=1)] == [granted.id]
    assert not chief.authorisations.revoke(chief.authorisations.one(granted.id)).holds
    slot = AppointmentIn(
        visitor_id=COMES,
        prisoner_id=HELD,
        facility=people.house.code,
        begins=START,
        ends=START + timedelta(hours=2),
    )
    booked = chief.appointments.book(slot)
    listed = chief.appointments.between(people.house.code, START, START + timedelta(hours=1))
    assert [one.id for one in listed] == [booked.id]
    assert chief.appointments.cancel(chief.appointments.one(booked.id)).status == "cancelled"


def test_a_ban_is_imposed_and_lifted(acting: Acting, people: Offices) -> None:
    chief = acting("supervisor").bans
    made = [chief.impose(BanIn(person_id=COMES, kind="ban", reason=why)) for why in ("one", "two")]
    assert list(chief.every(person_id=COMES, page_size=1)) == made
    assert not chief.lift(made[0].id).holds
    assert [chief.one(one.id).holds for one in made] == [False, True]


def test_somebody_is_placed_on_a_watchlist_and_comes_off_it(acting: Acting, people: Offices) -> None:
    chief = acting("supervisor").watchlists
    made = [
        chief.place(ListingIn(person_id=COMES, watchlist=name, reason="Notice 118."))
        for name in ("escapes", "international")
    ]
    assert list(chief.every(person_id=COMES, page_size=1)) == made
    assert not chief.lift(made[0].id).holds
    assert [chief.one(one.id).holds for one in made] == [False, True]


def test_one_person_many_names(acting: Acting, people: Offices) -> None:
    desk = acting("intake-officer").persons
    desk.add_name(HELD, NameIn(name="Alma Reyes Quispe"))
    assert "Alma Reyes Quispe" in {one.name for one in desk.names(HELD)}
    assert desk.one(HELD).galleries == ["custody"]
    assert {one.id for one in desk.every(page_size=1)} == {HELD, COMES}
    acting("supervisor").persons.delete(COMES)
    assert [one.id for one in desk.every()] == [HELD]
