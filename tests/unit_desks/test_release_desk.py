"""Release through its desk: who goes free is found among the former at once, on an order that serves once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from api.adjudication.judgement import Judgement
from api.auth.actor import Actor, Role
from api.contract.gates import CaptureExceptionIn, ReleaseRequest
from api.desks.case import Decided
from api.desks.groups import RosterGroups
from api.desks.looking import Rates, search
from api.gates.decision import Deadline, Issue, Notify, Outcome, Party
from api.gates.evidence import GalleryKind, OrderKind, Signature
from api.registry import custody, decisions, galleries, holds, legal_basis, movements, orders, outbox
from api.registry.custody import LegalStatus
from api.registry.errors import Conflict, NotInCustody, NotOnRecord, SameOfficer
from api.registry.galleries import Gallery
from api.registry.holds import Hold, HoldGround, HoldOrigin
from api.registry.legal_basis import BasisPeriod
from api.registry.movements import MovementKind
from api.registry.orders import OrderStatus
from tests.support.house import OFFICER, POLICY, House, person_id, said, shown
from tests.support.made_up import templates

FREED, LOOKALIKE = 1, 2
GATE = "release"
BROKEN = tuple(CaptureExceptionIn(modality=one, reason="device-failed") for one in ("finger", "face"))
BANDAGED = CaptureExceptionIn(modality="finger", reason="bandaged")


@pytest.fixture
def prison(house: House) -> House:
    """Five are held."""
    for number in range(FREED, FREED + 5):
        house.prisoner(number)
    return house


def ordered(house: House, number: str = "1", freed: int = FREED, **changes: Any) -> UUID:
    """A court sets somebody free."""
    return house.order(number, **{"kind": OrderKind.RELEASE, "person_id": person_id(freed), **changes})


def asking(house: House, order: UUID | None, shows: int | None = FREED, **changes: Any) -> ReleaseRequest:
    samples = () if shows is None else shown(shows)
    request = ReleaseRequest(facility=house.code, person_id=person_id(FREED), order_id=order, samples=samples)
    return request.model_copy(update=changes)


def ask(house: House, order: UUID | None, shows: int | None = FREED, **changes: Any) -> Decided:
    return house.ask(house.gates.release, asking(house, order, shows, **changes))


def free(house: House, order: UUID | None, shows: int | None = FREED, **changes: Any) -> Decided:
    """With the second officer's signature."""
    return house.sign(ask(house, order, shows, **changes).passage.id, GATE)


def in_custody(house: House, number: int = FREED) -> bool:
    with house.registry.reading() as view:
        try:
            custody.open_of(view, person_id(number))
        except NotInCustody:
            return False
    return True


def found_in(house: House, number: int) -> set[GalleryKind]:
    """In which galleries a search finds somebody."""
    kinds = (GalleryKind.CUSTODY, GalleryKind.FORMER)
    with house.registry.reading() as view:
        groups = RosterGroups(house.service.roster).of(view, kinds, house.clock.now())
    probe = templates(number, 3)
    found = search(house.gallery, groups, probe, Rates(0.01, 0.0001))
    assert found is not None
    return {one.gallery for one in found.candidates if one.person_id == person_id(number)}


def told(house: House) -> list[str]:
    with house.registry.writing(house.clock.now()) as unit:
        return [one.content.type for one in outbox.number(unit, 500)]


def placed(house: House, **changes: Any) -> UUID:
    """Another court wants somebody kept."""
    hold = Hold(
        person_id=person_id(FREED),
        ground=HoldGround.OTHER_CASE,
        since=house.clock.now(),
        placed_by="case-system",
        origin=HoldOrigin("Juzgado Segundo"),
        **changes,
    )
    with house.registry.writing(house.clock.now()) as unit:
        return holds.place(unit, hold).id


def test_two_officers_and_who_is_free_is_former_at_once(prison: House) -> None:
    order, own = ordered(prison), person_id(FREED)
    with prison.registry.writing(prison.clock.now()) as unit:
        episode = custody.open_of(unit, own)
        basis = BasisPeriod(
            episode_id=episode.id,
            person_id=own,
            basis="sentenced",
            begins=prison.clock.now(),
            entered_by="officer-9",
        )
        legal_basis.begin(unit, basis)
    asked = ask(prison, order)
    assert asked.decision.outcome is Outcome.HOLD
    assert [found.reason.code for found in asked.decision.reasons] == ["officers-missing"]
    assert found_in(prison, FREED) == {GalleryKind.CUSTODY}
    freed = prison.sign(asked.passage.id, GATE)
    assert freed.decision.outcome is Outcome.ADMIT, said(freed)
    assert {one.document for one in freed.decision.consequences if isinstance(one, Issue)} >= {
        "release-receipt",
        "record-copy",
    }
    assert not in_custody(prison)
    assert found_in(prison, FREED) == {GalleryKind.FORMER}
    with prison.registry.reading() as view:
        assert galleries.of(view, [own])[own] == {Gallery.FORMER}
        assert orders.one(view, order).status is OrderStatus.USED
        assert orders.one(view, order).decision_id == freed.decision_id
        line = movements.of_episode(view, episode.id)[-1]
        assert (line.kind, line.order_id, line.officer) == (MovementKind.RELEASE, order, OFFICER.id)
        assert custody.one(view, episode.id).ended == prison.clock.now()
        assert all(one.ends is not None for one in legal_basis.of_episode(view, episode.id))
        assert [one.outcome for one in decisions.about(view, own)] == ["hold", "admit"]
    assert told(prison) == ["release.held", "order.used", "release.done"]


def test_who_asked_cannot_be_the_second_officer(prison: House) -> None:
    asked = ask(prison, ordered(prison))
    with pytest.raises(SameOfficer):
        prison.sign(asked.passage.id, GATE, by=OFFICER)
    gate_officer = Actor("officer-3", frozenset({Role.GATE_OFFICER}))
    signed = prison.sign(asked.passage.id, GATE, by=gate_officer)
    assert said(signed)["officers-signed"] == "officer-of-role-missing"
    assert in_custody(prison)


def test_a_lookalike_with_the_right_name_stays_inside(prison: House) -> None:
    swapped = free(prison, ordered(prison), shows=LOOKALIKE)
    assert swapped.decision.outcome is Outcome.HOLD
    reasons = said(swapped)
    assert reasons["is-the-person"] == "prisoner-not-confirmed"
    assert reasons["nobody-else-matches"] == "another-prisoner-as-alike"
    due = [one for one in swapped.decision.consequences if isinstance(one, Deadline)]
    assert {one.decider for one in due} == {POLICY.release.identity.doubt.decider}
    assert Notify(Party.SUPERVISOR, "release.another-matches") in swapped.decision.consequences
    assert in_custody(prison)
    assert in_custody(prison, LOOKALIKE)
    with prison.registry.writing(prison.clock.now()) as unit:
        held = outbox.number(unit, 50)[0].content
    assert held.type == "release.held"
    assert held.facts["decider"] == POLICY.release.identity.doubt.decider
    assert held.facts["due"] is not None


def test_what_must_be_settled_first_is_told(prison: House) -> None:
    held = free(prison, ordered(prison, person_id=None), shows=LOOKALIKE)
    due = {one.matter: one.due for one in held.decision.consequences if isinstance(one, Deadline)}
    assert due["release.identity"] < due["release.order"]
    with prison.registry.writing(prison.clock.now()) as unit:
        facts = outbox.number(unit, 50)[0].content.facts
    assert datetime.fromisoformat(facts["due"]) == due["release.identity"]


def test_reviewers_settle_whom_the_machine_does_not_know(prison: House) -> None:
    held = free(prison, ordered(prison), shows=LOOKALIKE)
    assert held.reviews
    prison.review(Judgement.DIFFERENT)
    refused = prison.again(held.passage.id)
    assert refused.decision.outcome is Outcome.REFUSE
    assert said(refused)["is-the-person"] == "prisoner-is-somebody-else"
    assert in_custody(prison)


def test_one_finger_of_somebody_else_is_not_hidden_by_a_face(prison: House) -> None:
    mixed = (*shown(LOOKALIKE)[:2], shown(FREED)[2])
    held = free(prison, ordered(prison), samples=mixed)
    assert held.decision.outcome is Outcome.HOLD
    assert in_custody(prison)


def test_a_bandage_needs_a_countersignature_of_its_own(prison: House) -> None:
    held = free(prison, ordered(prison), samples=shown(FREED)[2:], exceptions=(BANDAGED,))
    assert said(held)["each-modality"] == "prisoner-exception-unsigned"
    freed = prison.sign(held.passage.id, "capture-exception")
    assert freed.decision.outcome is Outcome.ADMIT, said(freed)
    assert not in_custody(prison)


@pytest.mark.parametrize(
    ("changes", "rule", "code", "outcome"),
    [
        ({"signature": Signature.INVALID}, "order-signed", "order-forged", Outcome.REFUSE),
        ({"signature": Signature.UNKNOWN_KEY}, "order-signed", "order-unsigned", Outcome.HOLD),
        ({"signature": Signature.PAPER}, "order-signed", "order-unsigned", Outcome.HOLD),
        ({"kind": OrderKind.COURT}, "order-there", "order-of-another-kind", Outcome.REFUSE),
        ({"person_id": person_id(LOOKALIKE)}, "order-names-person", "order-for-another", Outcome.REFUSE),
        ({"person_id": None}, "order-names-person", "order-names-nobody-on-record", Outcome.HOLD),
    ],
)
def test_nobody_goes_on_an_order_that_is_not_good(
    prison: House, changes: dict[str, Any], rule: str, code: str, outcome: Outcome
) -> None:
    kept = free_or_refused(prison, ordered(prison, **changes))
    assert said(kept)[rule] == code
    assert kept.decision.outcome is outcome
    assert in_custody(prison)


def free_or_refused(house: House, order: UUID | None, **changes: Any) -> Decided:
    """A refusal settles the passage: then there is nothing to sign."""
    asked = ask(house, order, **changes)
    return asked if asked.decision.outcome is Outcome.REFUSE else house.sign(asked.passage.id, GATE)


def test_an_order_for_another_house_waits_for_the_court(prison: House) -> None:
    held = free(prison, ordered(prison, facility_id=prison.elsewhere()))
    assert said(held)["order-for-here"] == "order-elsewhere"
    assert Notify(Party.COURT, "release.order-elsewhere") in held.decision.consequences
    assert in_custody(prison)


def test_without_an_order_nobody_goes(prison: House) -> None:
    refused = ask(prison, None)
    assert said(refused) | {"order-there": "order-missing"} == said(refused)
    assert refused.decision.outcome is Outcome.REFUSE
    with pytest.raises(NotOnRecord):
        ask(prison, UUID(int=99))
    assert told(prison) == ["release.refused"]


def test_an_order_that_expired_in_our_hands_holds_and_is_told(prison: House) -> None:
    order = ordered(prison)
    prison.clock.advance(timedelta(days=8))
    held = free(prison, order)
    assert held.decision.outcome is Outcome.HOLD
    assert said(held)["order-in-time"] == "order-expired"
    parties = {one.party for one in held.decision.consequences if isinstance(one, Notify)}
    assert {Party.COURT, Party.DEFENDER} <= parties
    assert in_custody(prison)


def test_a_used_order_frees_nobody_again(prison: House) -> None:
    order = ordered(prison)
    assert free(prison, order).decision.outcome is Outcome.ADMIT
    once_more = ask(prison, order)
    assert once_more.decision.outcome is Outcome.REFUSE
    assert said(once_more)["order-stands"] == "order-used"
    held = ask(prison, ordered(prison, "2"))
    with pytest.raises(NotInCustody):
        prison.sign(held.passage.id, GATE)


def test_another_courts_hold_keeps_whom_the_first_sets_free(prison: House) -> None:
    asked = ask(prison, ordered(prison))
    hold = placed(prison)
    refused = prison.sign(asked.passage.id, GATE)
    assert refused.decision.outcome is Outcome.REFUSE
    assert said(refused)["no-other-hold"] == "release-other-hold"
    assert in_custody(prison)
    with prison.registry.writing(prison.clock.now()) as unit:
        holds.lift(unit, hold, by="case-system")
    prison.clock.advance(timedelta(minutes=1))
    freed = free(prison, ordered(prison, "2"))
    assert freed.decision.outcome is Outcome.ADMIT, said(freed)


def test_a_hold_that_comes_between_weighing_and_writing_counts(
    prison: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, late = prison.gates.release, iter([True])
    decide = type(desk).decide

    def overtaken(*weighed: Any) -> Any:
        decision = decide(*weighed)
        if decision.outcome is Outcome.ADMIT and next(late, False):
            ThreadPoolExecutor(1).submit(placed, prison).result()
        return decision

    asked = ask(prison, ordered(prison))
    monkeypatch.setattr(type(desk), "decide", overtaken)
    refused = prison.sign(asked.passage.id, GATE)
    assert said(refused)["no-other-hold"] == "release-other-hold"
    assert in_custody(prison)


def test_a_broken_sensor_keeps_nobody_beyond_the_limit(prison: House) -> None:
    policy = POLICY.release.by_hand
    waits = free(prison, ordered(prison), shows=None, exceptions=BROKEN)
    assert said(waits)["is-the-person"] == "sensor-failed"
    (due,) = (one for one in waits.decision.consequences if isinstance(one, Deadline))
    assert (due.decider, due.due) == (policy.limit.decider, prison.clock.now() + policy.limit.within)
    early = prison.sign(waits.passage.id, "identified-by-hand")
    assert early.decision.outcome is Outcome.HOLD
    prison.clock.advance(policy.opens_after)
    freed = prison.again(waits.passage.id)
    assert freed.decision.outcome is Outcome.ADMIT, said(freed)
    assert said(freed)["identified-by-hand"] == "by-hand"
    parties = {one.party for one in freed.decision.consequences if isinstance(one, Notify)}
    assert {Party.SUPERVISOR, Party.OMBUDSMAN} <= parties
    with prison.registry.writing(prison.clock.now()) as unit:
        content = {one.content.type: one.content for one in outbox.number(unit, 50)}
    assert content["release.manual"].facts["cause"] == "device-failed"
    assert content["release.done"].facts["manual"] is True


def test_a_late_release_is_noted_and_not_stopped(prison: House) -> None:
    order = ordered(prison)
    prison.clock.advance(POLICY.release.carry_out_within + timedelta(hours=3))
    freed = free(prison, order)
    assert freed.decision.outcome is Outcome.ADMIT
    assert said(freed)["over-detention"] == "release-over-detention"


def test_an_order_serves_once_of_fifty_at_once(prison: House) -> None:
    order = ordered(prison)
    asked = [ask(prison, order).passage.id for _ in range(50)]

    def signed(passage: UUID) -> Outcome:
        try:
            return prison.sign(passage, GATE).decision.outcome
        except Conflict:  # the custody ended between the weighing and the writing, again and again
            return Outcome.REFUSE

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(signed, asked))
    with prison.registry.reading() as view:
        (episode,) = custody.of(view, person_id(FREED))
        lines = [one.kind for one in movements.of_episode(view, episode.id)]
        assert orders.one(view, order).status is OrderStatus.USED
        outcomes_stored = [one.outcome for one in decisions.about(view, person_id(FREED))]
    assert lines.count(MovementKind.RELEASE) == 1
    assert outcomes_stored.count("admit") == 1
    assert set(outcomes) <= {Outcome.ADMIT, Outcome.REFUSE}
    assert told(prison).count("release.done") == 1


def test_two_orders_free_one_person_once(prison: House) -> None:
    asked = [ask(prison, ordered(prison, str(n))).passage.id for n in range(2)]

    def signed(passage: UUID) -> str:
        try:
            return prison.sign(passage, GATE).decision.outcome
        except Conflict:  # nobody is held any more, or this one was closed with the release
            return "conflict"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(signed, asked)) == ["admit", "conflict"]
    with prison.registry.reading() as view:
        statuses = [orders.numbered(view, "Juzgado Tercero", str(n)) for n in range(2)]
    assert sorted(one.status for one in statuses if one) == [OrderStatus.OPEN, OrderStatus.USED]


@pytest.mark.parametrize(("days", "code"), [(540, "release-in-time"), (600, "release-over-detention")])
def test_who_was_held_beyond_what_the_clock_allows_is_told_at_their_release(
    house: House, days: int, code: str
) -> None:
    """The order is of this very hour: the limit that has passed is the law's, 18 months before a trial."""
    house.prisoner(FREED, LegalStatus.PRE_TRIAL)
    house.clock.advance(timedelta(days=days))
    freed = free(house, ordered(house))
    assert freed.decision.outcome is Outcome.ADMIT, said(freed)
    assert said(freed)["over-detention"] == code
    topics = {one.topic for one in freed.decision.consequences if isinstance(one, Notify)}
    assert ("release.over-detention" in topics) == (code == "release-over-detention")
