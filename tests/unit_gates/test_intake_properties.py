"""Intake over made-up evidence: what no combination of circumstances may do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from api.gates.decision import Adjudicate, Countersign, Deadline, GateDecision, Outcome
from api.gates.evidence import (
    Attendance,
    CaptureException,
    ExceptionReason,
    GalleryKind,
    OrderFacts,
    OrderKind,
    SearchCandidate,
    Signature,
    Verdict,
)
from api.gates.intake.book import INTAKE
from api.gates.intake.evidence import (
    CaseFile,
    ChipCheck,
    ChipProof,
    IntakeEvidence,
)
from api.gates.intake.policy import IntakePolicy
from api.gates.orders import defects
from matcher.domain import Decision, Modality
from tests.support.gate_evidence import DAY, NOW
from tests.support.made_up_arrivals import (
    AGREED,
    BROKEN,
    NAMED,
    ORDERLY,
    PEOPLE,
    RETURNING,
    STRANGER,
    arrivals,
    orders,
    policies,
)
from tests.support.receiving import (
    ORDER,
    RECORD,
)


def decide(evidence: IntakeEvidence, policy: IntakePolicy) -> GateDecision:
    return INTAKE.decide(evidence, policy, under="made-up@1", now=NOW)


def valid(evidence: IntakeEvidence) -> bool:
    """Whether there is an order that nothing is wrong with, on paper or signed."""
    order = evidence.order
    return order is not None and not defects(
        order, kind=OrderKind.COMMITMENT, facility=evidence.facility, now=NOW
    )


@settings(max_examples=200, deadline=None)
@given(st.sampled_from((ORDERLY, NAMED, RETURNING)) | arrivals(), st.sampled_from(BROKEN) | orders, policies)
def test_nobody_is_admitted_without_a_valid_order_whoever_signs(
    evidence: IntakeEvidence, order: OrderFacts | None, policy: IntakePolicy
) -> None:
    everybody_agrees = replace(evidence, order=order, attendance=AGREED)
    if not valid(everybody_agrees):
        assert decide(everybody_agrees, policy).outcome is not Outcome.ADMIT


@settings(max_examples=150, deadline=None)
@given(arrivals(), policies)
def test_a_hold_tells_who_settles_it_or_what_the_officer_can_still_do(
    evidence: IntakeEvidence, policy: IntakePolicy
) -> None:
    mended_here = {
        "intake-fingers-missing",
        "intake-face-missing",
        "intake-exception-without-picture",
        "intake-identity-differs",
        "intake-arrest-ahead",
        "intake-record-needed",
    }
    for finding in decide(evidence, policy).findings:
        if finding.outcome is Outcome.HOLD and finding.reason.code not in mended_here:
            assert any(isinstance(one, Countersign | Deadline | Adjudicate) for one in finding.consequences)


def people_act(evidence: IntakeEvidence) -> IntakeEvidence:
    """What officers and reviewers can do with no device and no network left, all of it."""
    assert evidence.order is not None
    own = evidence.order.person_id or evidence.received_as
    everybody = {*PEOPLE} - {own}
    said = [Verdict(person, False, frozenset({"r1", "r2"})) for person in everybody]
    excused = tuple(
        CaptureException(one, ExceptionReason.DEVICE_FAILED, "ana", countersigned_by="bea")
        for one in Modality
    )
    return replace(
        evidence,
        received_as=own,
        attendance=AGREED,
        captured=replace(evidence.captured, exceptions=excused),
        record=RECORD,
        verdicts=(*said, *([Verdict(own, True, frozenset({"r1", "r2"}))] if own else [])),
    )


@settings(max_examples=150, deadline=None)
@given(arrivals(), policies)
def test_with_a_valid_order_people_alone_bring_every_adult_through(
    evidence: IntakeEvidence, policy: IntakePolicy
) -> None:
    """Bandaged, unreadable, sensors broken, search away, card false: never a dead end."""
    order = replace(ORDER, person_id=evidence.order.person_id if evidence.order else None)
    adult = replace(evidence.newcomer, born=date(1990, 1, 1))
    custody = evidence.search.within(GalleryKind.CUSTODY) if evidence.search else ()
    inside = {one.person_id for one in custody}
    acted = people_act(replace(evidence, order=order, newcomer=adult))
    if acted.received_as not in inside:
        decision = decide(acted, policy)
        assert decision.outcome is Outcome.ADMIT, [finding.reason.code for finding in decision.reasons]


Worsening = Callable[[IntakeEvidence], IntakeEvidence]


def _doubted(evidence: IntakeEvidence) -> IntakeEvidence:
    named = evidence.named and replace(evidence.named, decision=Decision.DOUBTFUL)
    return replace(evidence, named=named)


def _another_candidate(evidence: IntakeEvidence) -> IntakeEvidence:
    match = SearchCandidate(STRANGER, GalleryKind.FORMER, Decision.MATCH, 9.0)
    if evidence.search is None:
        return evidence
    return replace(evidence, search=replace(evidence.search, candidates=(match, *evidence.search.candidates)))


def _unsigned(evidence: IntakeEvidence) -> IntakeEvidence:
    unsigned = tuple(replace(one, countersigned_by=None) for one in evidence.captured.exceptions)
    return replace(
        evidence, attendance=Attendance("ana"), captured=replace(evidence.captured, exceptions=unsigned)
    )


def _order(**changes: Any) -> Worsening:
    return lambda evidence: replace(evidence, order=evidence.order and replace(evidence.order, **changes))


WORSENINGS: dict[str, Worsening] = {
    "no order": lambda evidence: replace(evidence, order=None, named=None),
    "forged": _order(signature=Signature.INVALID),
    "expired": _order(expires_at=NOW - DAY),
    "used": _order(used_at=NOW - DAY),
    "no file": lambda evidence: replace(evidence, case_file=CaseFile.MISSING),
    "doubtful": _doubted,
    "one more candidate": _another_candidate,
    "gallery cut short": lambda evidence: replace(
        evidence, search=evidence.search and replace(evidence.search, complete=False)
    ),
    "nobody agrees": _unsigned,
    "age in doubt": lambda evidence: replace(
        evidence, newcomer=replace(evidence.newcomer, may_be_child=True)
    ),
    "nothing written": lambda evidence: replace(evidence, record=replace(evidence.record, entries=())),
    "card forged": lambda evidence: replace(evidence, chip=ChipCheck(ChipProof.FORGED, None)),
}


@settings(max_examples=250, deadline=None)
@given(arrivals(), policies, st.sampled_from(sorted(WORSENINGS)))
def test_worse_evidence_never_loosens_the_answer(
    evidence: IntakeEvidence, policy: IntakePolicy, how: str
) -> None:
    if how in ("no order", "doubtful") and decide(evidence, policy).outcome is Outcome.REFUSE:
        return  # without order or with a doubt nobody can be "not the person named": held, never received
    before, after = decide(evidence, policy), decide(WORSENINGS[how](evidence), policy)
    assert after.outcome.gravity >= before.outcome.gravity


@settings(max_examples=40, deadline=None)
@given(arrivals(), policies)
def test_the_same_evidence_gives_the_same_decision(evidence: IntakeEvidence, policy: IntakePolicy) -> None:
    assert decide(evidence, policy) == decide(evidence, policy)
