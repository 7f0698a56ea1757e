"""What no evidence can bring about at the release gate, and what no machine can prevent."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from api.gates.decision import Countersign, Deadline, GateDecision, Outcome
from api.gates.doors.evidence import AtDoor
from api.gates.evidence import (
    Attendance,
    CaptureException,
    ExceptionReason,
    HoldFacts,
    OrderFacts,
    Signature,
    Verdict,
)
from api.gates.release.book import RELEASE
from api.gates.release.evidence import Releasing
from matcher.domain import Decision, Modality
from tests.support.at_doors import BROKEN, RELEASES, order, releasing
from tests.support.gate_evidence import CELLMATE, HERE, NOW, OTHER, PRISONER, signed
from tests.support.gate_worlds import INSTANTS, doors, holds, orders

MANY = settings(max_examples=100, deadline=None)


def decide(evidence: Releasing, now: datetime = NOW) -> GateDecision:
    return RELEASE.decide(evidence, RELEASES, under="made-up@1", now=now)


def two_signed() -> st.SearchStrategy[AtDoor]:
    """Anybody, before two humans who have just signed."""
    return doors("release").map(two_who_sign)


def two_who_sign(at: AtDoor) -> AtDoor:
    """The same door with fresh signatures of two humans, one of them a supervisor."""
    both = (("release", "dora"), ("release", "elsa"))
    by_hand = (("identified-by-hand", "dora"), ("identified-by-hand", "elsa"))
    return replace(at, attendance=Attendance("dora", signed(*both, *by_hand)))


def really_distinct(at: AtDoor) -> int:
    """Officers behind fresh signatures, and whoever asked a moment ago."""
    fresh = [
        one
        for one in at.attendance.signed
        if one.matter == "release" and timedelta(0) <= NOW - one.at <= RELEASES.officers.signed_within
    ]
    officers = {one.officer for one in fresh}
    if timedelta(0) <= NOW - at.asked_at <= RELEASES.officers.signed_within:
        officers.add(at.attendance.officer)
    return len(officers - {str(PRISONER)})


@MANY
@given(doors("release") | two_signed(), st.just(order()) | orders(), st.just(()) | holds())
def test_nobody_goes_free_without_two_humans_an_order_that_stands_and_no_other_hold(
    at: AtDoor, on: OrderFacts, others: tuple[HoldFacts, ...]
) -> None:
    decision = decide(Releasing(at, on, others))
    event(f"outcome: {decision.outcome}")
    if decision.outcome is not Outcome.ADMIT:
        return
    assert really_distinct(at) >= 2
    assert on.person_id == at.person_id
    assert on.used_at is None
    assert on.facility == HERE
    assert on.valid_from <= NOW
    assert on.expires_at is None or on.expires_at > NOW
    assert on.signature is Signature.VALID or at.attendance.agreed("paper-order")
    assert not any(hold.stands(NOW) for hold in others)


@MANY
@given(doors("release"))
def test_a_good_order_and_two_signatures_still_free_nobody_who_is_like_another_prisoner(at: AtDoor) -> None:
    at = two_who_sign(at)
    decision = decide(Releasing(at, order()))
    event(f"outcome: {decision.outcome}")
    if decision.outcome is not Outcome.ADMIT or at.in_custody is None:
        return
    cleared = {one.person_id for one in at.verdicts if not one.same} | {PRISONER}
    others = [
        one for one in (*at.in_custody.candidates, *at.in_custody.below) if one.person_id not in cleared
    ]
    assert not any(one.decision is Decision.MATCH for one in others)
    if at.verified is not None:
        assert all(one.llr < at.verified.llr for one in others)
    else:
        assert not any(one.decision is Decision.DOUBTFUL for one in others)


@MANY
@given(doors("release", reviewed=False), INSTANTS)
def test_biometrics_alone_never_refuse(at: AtDoor, now: datetime) -> None:
    """Whatever sensors, searches and comparisons say: without people who looked it is a hold, and it ends."""
    decision = decide(replace(releasing(), at_door=at), now)
    assert decision.outcome is not Outcome.REFUSE
    if decision.outcome is Outcome.HOLD:
        ends = [one for one in decision.consequences if isinstance(one, Deadline | Countersign)]
        assert ends or {one.reason.code for one in decision.reasons} == {"order-not-yet"}


@MANY
@given(doors("release"), st.integers(15, 10_000))
def test_a_broken_sensor_keeps_nobody_longer_than_the_way_by_hand_takes_to_open(
    at: AtDoor, minutes: int
) -> None:
    failed = replace(two_who_sign(at), **BROKEN, failed_at=NOW - timedelta(minutes=minutes))
    assert decide(Releasing(failed, order())).outcome is Outcome.ADMIT


@MANY
@given(doors("release"), st.none() | orders(), INSTANTS, INSTANTS)
def test_asking_again_moves_no_deadline(
    at: AtDoor, on: OrderFacts | None, first: datetime, then: datetime
) -> None:
    evidence = Releasing(at, on)

    def dues(now: datetime) -> dict[tuple[str, str], datetime]:
        told = decide(evidence, now).consequences
        return {(one.matter, one.decider): one.due for one in told if isinstance(one, Deadline)}

    early, late = dues(first), dues(then)
    for matter in early.keys() & late.keys() - {("release.sensor", "duty-director")}:
        assert early[matter] == late[matter]


@MANY
@given(doors("release"))
def test_a_sensor_broken_afterwards_unsays_no_comparison(at: AtDoor) -> None:
    """Nobody who was not confirmed gets out by breaking the sensor."""
    at = two_who_sign(at)
    broken = replace(at, failed_at=NOW - timedelta(days=1))
    before, after = decide(Releasing(at, order())), decide(Releasing(broken, order()))
    if at.verified is not None:
        unsaid = {"nobody-else-matches"}  # where nobody could be searched, officers stand in for the search
        searched = at.in_custody is not None and at.in_custody.covers(RELEASES.identity.galleries)
        assert [one for one in after.findings if searched or one.rule not in unsaid] == [
            one for one in before.findings if searched or one.rule not in unsaid
        ]


@MANY
@given(doors("release", reviewed=False), st.booleans())
def test_people_alone_bring_everybody_through_on_a_good_order(at: AtDoor, told: bool) -> None:
    """Never a dead end: reviewers say who it is, two officers sign, what failed has been reported as such."""
    everybody = (PRISONER, CELLMATE, OTHER) if at.verified is not None or told else (CELLMATE, OTHER)
    verdicts = tuple(Verdict(one, one == PRISONER, frozenset({"r", "s"})) for one in everybody)
    excuses = tuple(
        CaptureException(one, ExceptionReason.DEVICE_FAILED, "dora", countersigned_by="elsa")
        for one in Modality
    )
    settled = replace(
        two_who_sign(at),
        verdicts=verdicts,
        captured=replace(at.captured, exceptions=excuses),
        failed_at=NOW - timedelta(hours=1),
    )
    assert decide(Releasing(settled, order())).outcome is Outcome.ADMIT
