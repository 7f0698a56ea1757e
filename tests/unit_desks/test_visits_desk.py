"""Visits through the desks: what is decided is what the store says afterwards."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from api.adjudication.judgement import Judgement
from api.contract.closing import ClosingRequest
from api.contract.gates import CaptureExceptionIn, DocumentCheckIn, VisitEntryRequest, VisitExitRequest
from api.contract.roll_calls import LookIn, RollCallIn
from api.desks.case import Decided
from api.gates.decision import Countersign, Notify, Outcome, Party
from api.gates.visits.evidence import VisitorKind
from api.registry import adjudication, coverage, decisions, galleries, outbox, passages, visitors, visits
from api.registry.adjudication_tables import adjudication_sample
from api.registry.errors import Conflict, RepeatDiffers, SameOfficer
from api.registry.galleries import Gallery
from api.registry.idempotency import Answer, Asked
from api.registry.passages import PassageState
from api.registry.visitors import VisitorDetails
from tests.support.house import ELSEWHERE, OFFICER, House, said, shown

PRISONER, VISITOR, STRANGER = 1, 11, 31
DOCUMENT = DocumentCheckIn(document="identity card", genuine=True, agrees=True)


@pytest.fixture
def expecting(house: House) -> House:
    """A prisoner among others, and a visitor who is expected."""
    for number in range(PRISONER, PRISONER + 5):
        house.prisoner(number)
    visitor = house.visitor(VISITOR)
    house.visitor(VISITOR + 1)
    house.expected(visitor, UUID(int=PRISONER))
    return house


def entering(house: House, shows: int | None = VISITOR, **changes: object) -> VisitEntryRequest:
    samples = () if shows is None else shown(shows)
    request = VisitEntryRequest(
        facility=house.code, visitor_id=UUID(int=VISITOR), prisoner_id=UUID(int=PRISONER), samples=samples
    )
    return request.model_copy(update=changes)


def enter(house: House, shows: int | None = VISITOR, **changes: object) -> Decided:
    return house.ask(house.gates.entry, entering(house, shows, **changes))


def leave(house: House, visit: UUID, shows: int | None = VISITOR, **changes: object) -> Decided:
    request = VisitExitRequest(
        facility=house.code, visit_id=visit, samples=() if shows is None else shown(shows, 2)
    )
    return house.ask(house.gates.exit, request.model_copy(update=changes))


def inside(house: House) -> list[UUID]:
    with house.registry.reading() as view:
        return [one.visitor_id for one in visits.inside(view, house.facility)]


def test_who_is_expected_comes_in_and_goes_out(expecting: House) -> None:
    came = enter(expecting)
    assert came.decision.outcome is Outcome.ADMIT, said(came)
    assert inside(expecting) == [UUID(int=VISITOR)]
    expecting.clock.advance(timedelta(hours=1))
    went = leave(expecting, came.passage.id)
    assert went.decision.outcome is Outcome.ADMIT, said(went)
    assert inside(expecting) == []
    with expecting.registry.reading() as view:
        assert [one.outcome for one in decisions.about(view, UUID(int=VISITOR))] == ["admit", "admit"]
        assert passages.one(view, came.passage.id).asked is None


def test_a_prisoner_who_shows_the_visitors_card_stays(expecting: House) -> None:
    came = enter(expecting)
    swapped = leave(expecting, came.passage.id, shows=PRISONER)
    assert swapped.decision.outcome is Outcome.HOLD
    assert said(swapped)["nobody-in-custody"] == "exit-matches-a-prisoner"
    assert {one.party for one in swapped.decision.consequences if isinstance(one, Notify)} == {
        Party.SUPERVISOR
    }
    assert inside(expecting) == [UUID(int=VISITOR)]
    assert leave(expecting, came.passage.id).decision.outcome is Outcome.ADMIT


def test_somebody_else_at_the_entry_waits_for_reviewers(expecting: House) -> None:
    held = enter(expecting, shows=STRANGER)
    assert held.decision.outcome is Outcome.HOLD
    assert inside(expecting) == []
    with expecting.registry.reading() as view:
        assert [one.row.person_id for one in adjudication.unsettled(view)] == [UUID(int=VISITOR)]
        assert passages.waiting(view, expecting.facility)[0].id == held.passage.id
    again = expecting.again(held.passage.id)
    assert again.decision.outcome is Outcome.HOLD
    assert again.reviews == held.reviews


def test_a_second_officer_can_make_up_for_a_bandage(expecting: House) -> None:
    bandaged = CaptureExceptionIn(modality="finger", reason="bandaged")
    held = enter(expecting, samples=shown(VISITOR)[2:], exceptions=(bandaged,))
    assert held.decision.outcome is Outcome.HOLD
    (matter,) = (one.matter for one in held.decision.consequences if isinstance(one, Countersign))
    with pytest.raises(SameOfficer):
        expecting.sign(held.passage.id, matter, by=OFFICER)
    signed = expecting.sign(held.passage.id, matter)
    assert signed.decision.outcome is Outcome.ADMIT, said(signed)
    assert inside(expecting) == [UUID(int=VISITOR)]
    with pytest.raises(Conflict):
        expecting.sign(held.passage.id, matter)


def test_a_repeat_is_answered_and_not_carried_out_again(expecting: House) -> None:
    request = entering(expecting)
    expecting.ask(expecting.gates.entry, request, key="the-same-key")
    expecting.ask(expecting.gates.entry, request, key="the-same-key")
    assert len(expecting.decided) == 1
    with pytest.raises(RepeatDiffers):
        expecting.ask(expecting.gates.entry, entering(expecting, STRANGER), key="the-same-key")


def test_of_twenty_at_once_one_comes_in(expecting: House) -> None:
    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(expecting.ask, expecting.gates.entry, entering(expecting)) for _ in range(20)]
    for each in asked:
        assert each.exception() is None
    assert inside(expecting) == [UUID(int=VISITOR)]
    outcomes = [one.decision.outcome for one in expecting.decided]
    assert outcomes.count(Outcome.ADMIT) == 1
    with expecting.registry.reading() as view:
        assert len(visits.of_visitor(view, UUID(int=VISITOR))) == 1


def test_whoever_is_not_expected_learns_every_reason(house: House) -> None:
    house.prisoner(PRISONER)
    house.visitor(VISITOR, notice=None)
    turned_away = enter(house)
    assert turned_away.decision.outcome is Outcome.REFUSE
    reasons = said(turned_away)
    assert reasons["authorised"] == "visit-not-authorised"
    assert reasons["notice-current"] == "visitor-notice-missing"
    with house.registry.reading() as view:
        assert passages.one(view, turned_away.passage.id).state is PassageState.REFUSED


def test_every_decision_is_told(expecting: House) -> None:
    came = enter(expecting)
    leave(expecting, came.passage.id, shows=PRISONER)
    leave(expecting, came.passage.id)
    with expecting.registry.writing(expecting.clock.now()) as unit:
        told = outbox.number(unit, 10)
    assert [one.content.type for one in told] == [
        "visit.entered",
        "visit.exit-held",
        "gate.notice",
        "visit.left",
    ]
    assert told[2].content.parties == ("supervisor",)
    assert {one.person_id for one in told} == {UUID(int=VISITOR)}


def test_who_withdraws_consent_comes_by_document_and_nothing_of_them_is_kept(expecting: House) -> None:
    with expecting.registry.writing(expecting.clock.now()) as unit:
        visitors.withdraw(unit, visitors.one(unit, UUID(int=VISITOR)))
    held = enter(expecting, shows=None, document=DOCUMENT)
    assert held.decision.outcome is Outcome.HOLD
    with expecting.registry.reading() as view:
        assert coverage.modalities(view, UUID(int=VISITOR)) == frozenset()
    assert UUID(int=VISITOR) not in expecting.service.roster
    came = expecting.sign(held.passage.id, "visit.document")
    assert came.decision.outcome is Outcome.ADMIT, came.decision.reasons
    assert inside(expecting) == [UUID(int=VISITOR)]


def test_what_is_held_is_listed_until_it_is_broken_off(expecting: House) -> None:
    held = enter(expecting, shows=STRANGER)
    house = expecting.gates.house
    assert [one.passage.id for one in house.held(expecting.code, None, 10)] == [held.passage.id]
    house.abandon(held.passage.id)
    assert house.held(expecting.code, None, 10) == []
    assert house.passage(held.passage.id).passage.state is PassageState.ABANDONED
    with expecting.registry.reading() as view:
        assert passages.one(view, held.passage.id).asked is None
        assert not adjudication.unsettled(view)
    with pytest.raises(Conflict):
        expecting.again(held.passage.id)
    with pytest.raises(Conflict):
        house.abandon(held.passage.id)


def facts_of(house: House, kind: str) -> list[Mapping[str, Any]]:
    """What partners are told of one kind."""
    with house.registry.writing(house.clock.now()) as unit:
        return [one.content.facts for one in outbox.number(unit, 100) if one.content.type == kind]


def probes(house: House) -> int:
    """Pictures that wait with reviewers' cases."""
    with house.registry.reading() as view:
        return view.connection.execute(select(func.count()).select_from(adjudication_sample)).scalar_one()


def test_little_is_kept_of_a_lawyers_visit_and_partners_do_not_hear_whom_they_saw(house: House) -> None:
    house.prisoner(PRISONER)
    house.visitor(VISITOR, kind=VisitorKind.LAWYER)
    held = enter(house, shows=STRANGER)
    assert (held.decision.outcome, probes(house)) == (Outcome.HOLD, 3)
    house.review(Judgement.SAME)
    came = house.again(held.passage.id)
    assert came.decision.outcome is Outcome.ADMIT, said(came)
    assert probes(house) == 0, "what reviewers looked at goes with the admission"
    (told,) = facts_of(house, "visit.entered")
    assert told["prisoner_id"] is None
    leave(house, came.passage.id, shows=STRANGER)
    (told,) = facts_of(house, "visit.exit-held")
    assert told["prisoner_id"] is None


def test_of_a_family_visit_it_is_told_whom_they_saw_though_captures_were_left_out(expecting: House) -> None:
    with expecting.registry.writing(expecting.clock.now()) as unit:
        visitors.withdraw(unit, visitors.one(unit, UUID(int=VISITOR)))
    held = enter(expecting, document=DOCUMENT)
    assert held.decision.outcome is Outcome.HOLD
    with expecting.registry.reading() as view:
        waiting = passages.one(view, held.passage.id).asked
    assert waiting is not None
    assert VisitEntryRequest.model_validate_json(waiting).samples == (), "captured in spite of a no"
    expecting.sign(held.passage.id, "visit.document")
    (told,) = facts_of(expecting, "visit.entered")
    assert told["prisoner_id"] == str(UUID(int=PRISONER))


def test_a_gate_that_is_asked_again_past_its_deadline_still_answers(expecting: House) -> None:
    held = enter(expecting, shows=STRANGER)
    expecting.clock.advance(timedelta(days=1))
    again = expecting.again(held.passage.id)
    assert Notify(Party.OMBUDSMAN, "visit.entry.overdue") in again.decision.consequences
    assert "visit.entry.overdue" in {one["topic"] for one in facts_of(expecting, "gate.notice")}


def test_what_was_captured_on_a_law_is_not_erased_with_a_visitors_no(expecting: House) -> None:
    """A former prisoner comes as a visitor and declines: what reception captured is not the visitor's."""
    with expecting.registry.writing(expecting.clock.now()) as unit:
        galleries.enter(unit, UUID(int=VISITOR), Gallery.FORMER)
        visitors.withdraw(unit, visitors.one(unit, UUID(int=VISITOR)))
    enter(expecting, shows=None, document=DOCUMENT)
    with expecting.registry.reading() as view:
        assert len(coverage.modalities(view, UUID(int=VISITOR))) == 2


def counted(house: House, shows: int) -> None:
    """A count finds somebody in a wing, by their finger and face."""
    house.clock.advance(timedelta(minutes=2))
    asked = LookIn(id=uuid4(), samples=shown(shows, 3))
    with house.registry.writing(house.clock.now()) as unit:
        call = house.gates.roll_call.open(unit, RollCallIn(facility=house.code), OFFICER.id).call
    once = Asked(OFFICER.id, "POST look", str(uuid4()), asked.model_dump_json())
    house.gates.roll_call.look(call.id, asked, OFFICER, once, lambda *_: Answer(200, "text/plain", "seen"))


def test_a_count_of_the_visited_prisoner_lets_out_who_leaves_by_document(expecting: House) -> None:
    came = enter(expecting)
    with expecting.registry.writing(expecting.clock.now()) as unit:
        visitors.withdraw(unit, visitors.one(unit, UUID(int=VISITOR)))
    counted(expecting, PRISONER)
    expecting.clock.advance(timedelta(minutes=2))
    held = leave(expecting, came.passage.id, shows=None, document=DOCUMENT)
    signed = expecting.sign(held.passage.id, "visit.document")
    assert said(signed)["leaves-by-document"] == "exit-prisoner-not-counted", "counted before, not since"
    counted(expecting, PRISONER + 1)
    assert expecting.again(held.passage.id).decision.outcome is Outcome.HOLD, "another prisoner"
    counted(expecting, PRISONER)
    gone = expecting.again(held.passage.id)
    assert gone.decision.outcome is Outcome.ADMIT, said(gone)
    assert inside(expecting) == []


CHILD = VISITOR + 2


def family(house: House) -> None:
    """A mother who is expected and her child; to the same prisoner."""
    house.prisoner(PRISONER)
    mother = house.visitor(VISITOR)
    child = house.visitor(
        CHILD,
        kind=VisitorKind.MINOR,
        guardian_id=mother,
        details=VisitorDetails(born=house.clock.now().date() - timedelta(days=3000)),
    )
    for who in (mother, child):
        house.expected(who, UUID(int=PRISONER))


def child_enters(house: House) -> Decided:
    """Before the mother, who stands at the door too."""
    return enter(house, None, visitor_id=UUID(int=CHILD), companions=(UUID(int=VISITOR),))


def test_a_child_who_came_in_before_the_mother_is_hers_all_the_same(house: House) -> None:
    family(house)
    child, mother = child_enters(house), enter(house)
    assert (child.decision.outcome, mother.decision.outcome) == (Outcome.ADMIT, Outcome.ADMIT)
    assert said(leave(house, child.passage.id, None))["leaves-with-guardian"] == "minor-leaves-alone"
    alone = leave(house, mother.passage.id)
    assert said(alone)["leaves-nobody-behind"] == "guardian-leaves-minor"
    together = leave(house, mother.passage.id, leaving_with=(UUID(int=CHILD),))
    assert together.decision.outcome is Outcome.ADMIT
    again = leave(house, enter_again(house))
    assert said(again)["leaves-nobody-behind"] == "guardian-leaves-minor", "she came back for the child"


def enter_again(house: House) -> UUID:
    """The mother, on another appointment."""
    house.clock.advance(timedelta(days=8))
    house.book(UUID(int=VISITOR), UUID(int=PRISONER))
    came = enter(house)
    assert came.decision.outcome is Outcome.ADMIT, said(came)
    return came.passage.id


def test_a_child_whose_mother_was_turned_away_at_the_door_is_alone(house: House) -> None:
    family(house)
    child = child_enters(house)
    assert said(leave(house, child.passage.id, None))["leaves-with-guardian"] == "minor-leaves-alone"
    with house.registry.writing(house.clock.now()) as unit:
        closing = house.gates.closing.ask(unit, ClosingRequest(facility=house.code), OFFICER.id)
    assert [one.visitor_id for one in closing.found.alone] == [UUID(int=CHILD)]


def test_nobody_leaves_by_the_door_of_another_house(expecting: House) -> None:
    expecting.elsewhere()
    came = enter(expecting)
    elsewhere = leave(expecting, came.passage.id, facility=ELSEWHERE)
    assert elsewhere.decision.outcome is Outcome.HOLD
    assert said(elsewhere)["visit-open"] == "exit-of-another-house"
    assert inside(expecting) == [UUID(int=VISITOR)]
