"""Reception through its desk: who is received is on record, found by the next search; the order is used."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from api.adjudication.judgement import Judgement
from api.contract import words
from api.contract.gates import CaptureExceptionIn, ChipIn, IntakeRequest
from api.desks.case import Decided
from api.gates.decision import Countersign, Notify, Outcome, Party
from api.gates.evidence import Signature
from api.gates.intake.policy import RecordField
from api.registry import (
    admission_records,
    bans,
    custody,
    decisions,
    galleries,
    legal_basis,
    movements,
    names,
    orders,
    outbox,
)
from api.registry.bans import Ban, BanKind
from api.registry.custody import LegalStatus
from api.registry.errors import NotOnRecord
from api.registry.galleries import Gallery
from api.registry.orders import OrderStatus
from tests.support.house import House, person_id, said, shown

NEWCOMER, HELD, KNOWN = 1, 21, 22


@pytest.fixture
def reception(house: House) -> House:
    """Somebody is held, and somebody was here before."""
    house.prisoner(HELD)
    house.enrol(KNOWN, Gallery.FORMER)
    return house


def brought(house: House, shows: int = NEWCOMER, order: UUID | None = None, **changes: Any) -> IntakeRequest:
    request = IntakeRequest(
        facility=house.code,
        samples=shown(shows),
        order_id=order,
        name="Alma Reyes",
        born=date(1990, 2, 28),
        nationalities=("XA",),
        legal_status="pre-trial",
        case_file="present",
        arrested_at=house.clock.now(),
        injured=False,
        ill_treated=False,
        record={name.value: "written" for name in RecordField},
        exceptions=(
            CaptureExceptionIn(
                modality="finger", reason="bandaged", positions=(1, 3, 4, 5), photographed=True
            ),
            CaptureExceptionIn(
                modality="finger", reason="bandaged", positions=(6, 8, 9, 10), photographed=True
            ),
        ),
    )
    return request.model_copy(update=changes)


def receive(house: House, request: IntakeRequest) -> Decided:
    """With the second officer's word for the fingers that are bandaged, where it is asked for."""
    decided = house.ask(house.gates.intake, request)
    for one in decided.decision.consequences:
        if isinstance(one, Countersign) and decided.decision.outcome is Outcome.HOLD:
            decided = house.sign(decided.passage.id, one.matter)
    return decided


def test_who_is_received_is_on_record_and_found_at_once(reception: House) -> None:
    order = reception.order("1")
    came = receive(reception, brought(reception, order=order))
    assert came.decision.outcome is Outcome.ADMIT, said(came)
    person = came.passage.person_id
    assert person is not None
    with reception.registry.reading() as view:
        episode = custody.open_of(view, person)
        assert (episode.facility_id, episode.legal_status) == (reception.facility, LegalStatus.PRE_TRIAL)
        assert episode.case_reference == "C-1"
        assert galleries.of(view, [person])[person] == {Gallery.CUSTODY}
        assert [name.name for name in names.of(view, [person])[person]] == ["Alma Reyes"]
        assert orders.one(view, order).status is OrderStatus.USED
        assert orders.one(view, order).person_id == person
        (line,) = movements.of_episode(view, episode.id)
        assert (line.order_id, line.decision_id) == (order, came.decision_id)
        assert legal_basis.of_episode(view, episode.id)[0].basis == "pre-trial"
        written = admission_records.latest(view, episode.id)
        assert written[RecordField.GENDER].value == "written"
        assert decisions.about(view, person)[-1].id == came.decision_id
    second = reception.ask(reception.gates.intake, brought(reception, order=reception.order("2")))
    assert said(second)["not-inside-already"] == "intake-inside-already"


def test_an_order_serves_once_of_ten_at_once(reception: House) -> None:
    order = reception.order("1")
    held = [reception.ask(reception.gates.intake, brought(reception, 100 + n, order)) for n in range(4)]
    (matter,) = {one.matter for one in held[0].decision.consequences if isinstance(one, Countersign)}
    with ThreadPoolExecutor(4) as pool:
        signed = list(pool.map(lambda one: reception.sign(one.passage.id, matter), held))
    assert [one.decision.outcome for one in signed].count(Outcome.ADMIT) <= 1
    with reception.registry.reading() as view:
        assert len(custody.held(view)) == 2
        assert orders.one(view, order).status is OrderStatus.USED


def test_one_who_is_received_at_two_desks_at_once_gets_one_record(
    reception: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other desk receives them after this one has searched and before it writes."""
    desk, at_once = type(reception.gates.intake), iter([True])
    decide = desk.decide
    other = brought(reception, order=reception.order("1"), name="Another Name")

    def overtaken(*weighed: Any) -> Any:
        decision = decide(*weighed)
        if decision.outcome is Outcome.ADMIT and next(at_once, False):
            ThreadPoolExecutor(1).submit(receive, reception, other).result()
        return decision

    monkeypatch.setattr(desk, "decide", overtaken)
    held = receive(reception, brought(reception, order=reception.order("2")))
    assert held.decision.outcome is Outcome.HOLD
    assert said(held)["not-inside-already"] == "intake-inside-already"
    with reception.registry.reading() as view:
        assert len(custody.held(view)) == 2


def test_another_who_is_received_meanwhile_stops_nobody(
    reception: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, at_once = type(reception.gates.intake), iter([True])
    decide = desk.decide
    weighed_often: list[Outcome] = []
    other = brought(reception, 41, reception.order("1"), name="Another Name")

    def overtaken(*weighed: Any) -> Any:
        decision = decide(*weighed)
        weighed_often.append(decision.outcome)
        if decision.outcome is Outcome.ADMIT and next(at_once, False):
            ThreadPoolExecutor(1).submit(receive, reception, other).result()
        return decision

    monkeypatch.setattr(desk, "decide", overtaken)
    came = receive(reception, brought(reception, order=reception.order("2")))
    assert came.decision.outcome is Outcome.ADMIT, said(came)
    assert weighed_often.count(Outcome.ADMIT) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "intake-order-unsigned"),
        ({"signature": Signature.INVALID}, "intake-order-forged"),
        ({"signature": Signature.UNKNOWN_KEY}, "intake-order-unknown-key"),
    ],
)
def test_without_a_valid_order_nobody_is_received_and_the_court_hears(
    reception: House, changes: dict[str, Any], code: str
) -> None:
    order = reception.order("1", **changes) if changes else None
    held = receive(reception, brought(reception, order=order))
    assert held.decision.outcome is Outcome.HOLD
    assert said(held)["valid-order"].startswith("intake-")
    parties = {one.party for one in held.decision.consequences if isinstance(one, Notify)}
    assert {Party.COURT, Party.DEFENDER} <= parties
    with reception.registry.reading() as view:
        assert len(custody.held(view)) == 1


def test_somebody_who_was_here_before_is_received_under_their_record(reception: House) -> None:
    order, own = reception.order("1"), person_id(KNOWN)
    asked = receive(reception, brought(reception, KNOWN, order, name=f"Person {KNOWN}"))
    assert asked.decision.outcome is Outcome.HOLD
    assert said(asked)["known-before"] == "intake-likely-known"
    again = brought(reception, KNOWN, order, name=f"Person {KNOWN}", received_as=own)
    came = receive(reception, again)
    assert came.decision.outcome is Outcome.ADMIT, came.decision.reasons
    assert came.passage.person_id == own
    with reception.registry.reading() as view:
        assert galleries.of(view, [own])[own] == {Gallery.CUSTODY}
        assert len(names.of(view, [own])[own]) == 1


def test_under_another_name_reviewers_look_first(reception: House) -> None:
    order, own = reception.order("1"), person_id(KNOWN)
    held = receive(reception, brought(reception, KNOWN, order, name="Another Name", received_as=own))
    assert said(held)["own-record"] == "intake-alias-unconfirmed"
    reception.review(Judgement.SAME)
    came = reception.again(held.passage.id)
    assert came.decision.outcome is Outcome.ADMIT, came.decision.reasons
    with reception.registry.reading() as view:
        assert {name.name for name in names.of(view, [own])[own]} == {f"Person {KNOWN}", "Another Name"}


def test_whom_the_order_names_by_the_name_on_their_record_needs_no_review(reception: House) -> None:
    """They were on record as a visitor alone, whom reception searches nowhere."""
    own = reception.visitor(31)
    order = reception.order("1", person_id=own)
    came = receive(reception, brought(reception, 31, order, name="Person 31", received_as=own))
    assert came.decision.outcome is Outcome.ADMIT, said(came)
    assert said(came)["own-record"] == "intake-returning"
    alias = reception.visitor(32)
    order = reception.order("2", person_id=alias)
    held = receive(reception, brought(reception, 32, order, name="Another Name", received_as=alias))
    assert said(held)["own-record"] == "intake-alias-unconfirmed"


def test_who_returns_with_a_visit_ban_is_told_of_and_not_reviewed(reception: House) -> None:
    own = person_id(KNOWN)
    with reception.registry.writing(reception.clock.now()) as unit:
        bans.impose(
            unit, Ban(person_id=own, kind=BanKind.BAN, since=unit.now, imposed_by="supervisor-1", reason="x")
        )
    asked = brought(reception, KNOWN, reception.order("1"), name=f"Person {KNOWN}", received_as=own)
    came = receive(reception, asked)
    assert came.decision.outcome is Outcome.ADMIT, said(came)
    assert said(came)["banned-visitor"] == "intake-banned-visitor-returns"
    assert Notify(Party.SUPERVISOR, "intake.banned-visitor") in came.decision.consequences
    assert not came.reviews


@pytest.mark.parametrize(
    "empty", [None, "", "  ", [], {}], ids=["null", "nothing", "blanks", "list", "object"]
)
def test_an_empty_entry_of_the_record_is_none(reception: House, empty: Any) -> None:
    entries = {name.value: empty if name is RecordField.GENDER else "written" for name in RecordField}
    held = receive(reception, brought(reception, order=reception.order("1"), record=entries))
    assert said(held)["record-complete"] == "intake-record-needed"
    none = {name: False if name == "property" else said for name, said in entries.items()} | {"gender": "man"}
    came = receive(reception, brought(reception, order=reception.order("2"), record=none))
    assert said(came)["record-complete"] == "intake-record-complete"


@pytest.mark.parametrize(
    ("unanswered", "code"),
    [
        ("injured", "intake-record-needed"),
        ("ill_treated", "intake-record-needed"),
        ("name", "intake-record-needed"),
        ("arrested_at", "intake-record-incomplete"),
    ],
)
def test_words_in_the_record_do_not_stand_for_an_answer_on_which_something_rests(
    reception: House, unanswered: str, code: str
) -> None:
    """Nobody would hear of the injuries that somebody wrote down where no rule reads them."""
    asked = brought(reception, order=reception.order("1"))
    came = receive(reception, asked.model_copy(update={unanswered: None}))
    assert said(came)["record-complete"] == code


def test_the_reason_names_the_fields_that_are_wanted_at_once(reception: House) -> None:
    asked = brought(reception, order=reception.order("1")).model_copy(update={"injured": None, "name": None})
    came = receive(reception, asked)
    (found,) = (one.reason for one in came.decision.findings if one.rule == "record-complete")
    assert found.parameters == {"count": 2, "fields": "claimed-name injuries"}
    for language in words.LANGUAGES:
        told = words.reason(found.code, found.parameters, language).title
        for field in (RecordField.CLAIMED_NAME, RecordField.INJURIES):
            assert words.text(f"record-field.{field}", language) in told


def test_reviewers_can_say_that_it_is_somebody_else(reception: House) -> None:
    order, own = reception.order("1"), person_id(KNOWN)
    held = receive(reception, brought(reception, KNOWN, order, name="Another Name", received_as=own))
    reception.review(Judgement.DIFFERENT)
    again = reception.again(held.passage.id)
    assert again.decision.outcome is Outcome.HOLD
    assert said(again)["own-record"] == "intake-record-of-another"


def test_not_the_person_named_in_the_order(reception: House) -> None:
    order = reception.order("1", person_id=person_id(KNOWN))
    held = receive(reception, brought(reception, NEWCOMER, order, received_as=person_id(KNOWN)))
    assert held.decision.outcome is not Outcome.ADMIT
    assert said(held)["person-named"] == "intake-not-person-named"
    assert held.reviews


def test_every_decision_at_reception_is_told(reception: House) -> None:
    receive(reception, brought(reception, order=reception.order("1")))
    with reception.registry.writing(reception.clock.now()) as unit:
        told = [one.content.type for one in outbox.number(unit, 20)]
    assert told[0] == "intake.held"
    done = ["order.used", "intake.admitted"]
    assert [one for one in told if one in done] == done


def test_an_order_that_is_not_on_record_is_an_error(reception: House) -> None:
    with pytest.raises(NotOnRecord):
        reception.ask(reception.gates.intake, brought(reception, order=UUID(int=99)))


def test_a_forged_card_holds(reception: House) -> None:
    card = ChipIn(proof="forged", portrait=shown(NEWCOMER)[2])
    held = reception.ask(reception.gates.intake, brought(reception, order=reception.order("1"), chip=card))
    assert said(held)["card-of-this-face"] == "intake-card-forged"
    genuine = ChipIn(proof="genuine", portrait=shown(NEWCOMER)[2])
    other = reception.ask(
        reception.gates.intake, brought(reception, order=reception.order("2"), chip=genuine)
    )
    assert said(other)["card-of-this-face"] == "intake-card-proven"
