"""Release through its desk: who goes free is found among the former at once."""

from datetime import datetime, timedelta

import pytest

from api.adjudication.judgement import Judgement
from api.auth.actor import Actor, Role
from api.contract.gates import CaptureExceptionIn
from api.gates.decision import Deadline, Issue, Notify, Outcome, Party
from api.gates.evidence import GalleryKind
from api.registry import custody, decisions, galleries, legal_basis, movements, orders, outbox
from api.registry.custody import LegalStatus
from api.registry.errors import SameOfficer
from api.registry.galleries import Gallery
from api.registry.legal_basis import BasisPeriod
from api.registry.movements import MovementKind
from api.registry.orders import OrderStatus
from tests.support.house import OFFICER, POLICY, House, person_id, said, shown
from tests.support.releases import (
    BANDAGED,
    BROKEN,
    FREED,
    GATE,
    LOOKALIKE,
    ask,
    found_in,
    free,
    in_custody,
    ordered,
    told,
    with_five,
)


@pytest.fixture
def prison(house: House) -> House:
    """Five are held."""
    return with_five(house)


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


@pytest.mark.parametrize(
    "exceptions", [BROKEN, (BANDAGED, BROKEN[1])], ids=["both broken", "bandaged, and no camera"]
)
def test_no_signature_shortens_the_time_in_which_another_device_is_looked_for(
    prison: House, exceptions: tuple[CaptureExceptionIn, ...]
) -> None:
    waits = free(prison, ordered(prison), shows=None, exceptions=exceptions)
    for matter in ("capture-exception", "identified-by-hand"):
        held = prison.sign(waits.passage.id, matter)
        assert held.decision.outcome is Outcome.HOLD, said(held)
        assert said(held)["is-the-person"] == "sensor-failed"
    prison.clock.advance(POLICY.release.by_hand.opens_after)
    freed = prison.again(waits.passage.id)
    assert freed.decision.outcome is Outcome.ADMIT, said(freed)
    assert said(freed)["identified-by-hand"] == "by-hand"


def test_a_late_release_is_noted_and_not_stopped(prison: House) -> None:
    order = ordered(prison)
    prison.clock.advance(POLICY.release.carry_out_within + timedelta(hours=3))
    freed = free(prison, order)
    assert freed.decision.outcome is Outcome.ADMIT
    assert said(freed)["over-detention"] == "release-over-detention"


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
