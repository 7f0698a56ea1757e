"""What no evidence can bring about at the visiting gates."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from api.gates.days import age
from api.gates.decision import Erase, Outcome
from api.gates.evidence import Attendance, Captured
from api.gates.visits.entry import ENTRY
from api.gates.visits.evidence import Consent, DocumentCheck, Entering, Leaving, Path, VisitFacts, VisitorKind
from api.gates.visits.exit import EXIT
from api.gates.visits.paths import way_in
from api.gates.visits.policy import Quota
from api.gates.visits.quota import counted, remaining
from matcher.domain import Decision
from tests.support.gate_evidence import (
    AMONG_VISITORS,
    CELLMATE,
    DAY,
    GUARDIAN,
    NOW,
    OTHER,
    PRISONER,
    VISITOR,
    ZONE,
)
from tests.support.gate_worlds import (
    INSTANTS,
    attendances,
    captures,
    changed,
    comparisons,
    searches,
    verdicts,
)
from tests.support.visiting import BY_DOCUMENT, DOCUMENT, ENTERING, FAMILY, LEAVING, VISITS

MANY = settings(max_examples=100, deadline=None)
CONSENTS = st.sampled_from(Consent)
DOCUMENTS = st.none() | changed(DOCUMENT, genuine=st.just(False), agrees=st.just(False))
SIGNATURES = attendances("visit.document", "visit.prisoner-in-place")
VISITORS = changed(FAMILY, consent=CONSENTS)
LEAVERS = {
    "visitor": VISITORS,
    "captured": captures(),
    "verified": st.none() | comparisons(VISITOR),
    "in_custody": st.none() | searches(),
    "attendance": SIGNATURES,
    "document": DOCUMENTS,
    "prisoner_in_place": st.none() | comparisons(),
    "verdicts": verdicts(),
}


def admitted(leaving: Leaving) -> bool:
    return EXIT.decide(leaving, VISITS, under="made-up@1", now=NOW).outcome is Outcome.ADMIT


@MANY
@given(changed(LEAVING, **LEAVERS) | changed(BY_DOCUMENT, **LEAVERS))
def test_the_exit_admits_nobody_whom_somebody_in_custody_matches_better(leaving: Leaving) -> None:
    event(f"admitted: {admitted(leaving)}")
    alone = EXIT.decide(replace(leaving, verdicts=()), VISITS, under="made-up@1", now=NOW)
    assert alone.outcome is not Outcome.REFUSE
    if not admitted(leaving):
        return
    cleared = {one.person_id for one in leaving.verdicts if not one.same}
    if leaving.in_custody is not None:
        found = (*leaving.in_custody.candidates, *leaving.in_custody.below)
        alike = [one for one in found if one.person_id not in cleared]
        assert not any(one.decision is Decision.MATCH for one in alike)
        if leaving.verified is not None:
            assert all(one.llr < leaving.verified.llr for one in alike)


@MANY
@given(changed(LEAVING, **LEAVERS) | changed(BY_DOCUMENT, **LEAVERS))
def test_who_leaves_was_recognised_or_is_known_by_document_with_the_prisoner_in_place(
    leaving: Leaving,
) -> None:
    if not admitted(leaving):
        return
    reviewed = {one.person_id: one.same for one in leaving.verdicts}
    matched = leaving.verified is not None and (
        leaving.verified.decision is Decision.MATCH or reviewed.get(VISITOR, False)
    )
    in_place = leaving.prisoner_in_place
    counted = in_place is not None and in_place.decision is Decision.MATCH
    seen = counted or leaving.attendance.agreed("visit.prisoner-in-place")
    assert matched or (leaving.document is not None and seen)


@MANY
@given(
    changed(
        ENTERING,
        visitor=VISITORS,
        captured=captures(),
        verified=st.none() | comparisons(VISITOR),
        among_visitors=st.none() | searches(AMONG_VISITORS),
        attendance=SIGNATURES,
        document=DOCUMENTS,
    )
)
def test_no_biometric_evidence_alone_turns_a_visitor_away(entering: Entering) -> None:
    """And each hold says who ends it, or what the officer at the desk is to do."""
    decision = ENTRY.decide(entering, VISITS, under="made-up@1", now=NOW)
    event(f"outcome: {decision.outcome}")
    assert decision.outcome is not Outcome.REFUSE
    for found in decision.findings:
        if found.outcome is Outcome.HOLD:
            at_hand = {"visitor-modality-missing", "visitor-document-needed"}
            assert found.consequences or found.reason.code in at_hand


@st.composite
def stays(draw: st.DrawFn) -> VisitFacts:
    """Any stay of few people."""
    entered = NOW + draw(st.integers(-20 * 24, 24)) * timedelta(hours=1)
    return VisitFacts(
        draw(st.uuids()),
        draw(st.sampled_from([VISITOR, OTHER])),
        draw(st.sampled_from([PRISONER, CELLMATE])),
        draw(st.sampled_from([VisitorKind.FAMILY, VisitorKind.LAWYER])),
        draw(st.sampled_from(Path)),
        entered,
        draw(st.none() | st.just(entered + timedelta(hours=1))),
        draw(st.none() | st.just(GUARDIAN)),
    )


VISITED = st.lists(stays(), max_size=8)
QUOTAS = st.builds(Quota, st.integers(1, 4), st.integers(1, 10))


@MANY
@given(VISITED, QUOTAS, stays(), INSTANTS)
def test_a_quota_is_never_negative_and_never_grows_by_a_visit(
    visits: list[VisitFacts], quota: Quota, another: VisitFacts, now: datetime
) -> None:
    left = remaining(visits, quota, ZONE, now)
    assert 0 <= left <= quota.visits
    assert remaining([*visits, another], quota, ZONE, now) <= left
    assert remaining(visits, quota, ZONE, now + DAY) >= left
    assert remaining(visits, quota, ZONE, now + 40 * DAY) == quota.visits
    assert len(counted(visits, quota, ZONE, now)) <= len(visits)


@MANY
@given(VISITED)
def test_who_is_admitted_was_not_inside_and_had_visits_left(visits: list[VisitFacts]) -> None:
    entering = replace(ENTERING, visits=tuple(visits))
    decision = ENTRY.decide(entering, VISITS, under="made-up@1", now=NOW)
    if decision.outcome is Outcome.ADMIT:
        assert not any(one.open and one.visitor_id == VISITOR for one in visits)
        private = [one for one in visits if one.kind is VisitorKind.FAMILY and one.guardian_id is None]
        mine = [one for one in private if one.visitor_id == VISITOR]
        theirs = [one for one in private if one.prisoner_id == PRISONER]
        assert remaining(mine, VISITS.visitor_quota, ZONE, NOW) > 0
        assert remaining(theirs, VISITS.prisoner_quota, ZONE, NOW) > 0


@MANY
@given(st.dates(min_value=(NOW - 30 * 365 * DAY).date(), max_value=NOW.date()), captures(), CONSENTS)
def test_a_child_below_the_floor_keeps_no_biometrics_and_loses_nothing_by_it(
    born: date, captured: Captured, consent: Consent
) -> None:
    visitor = replace(FAMILY, born=born, consent=consent, guardians=frozenset({GUARDIAN}))
    entering = replace(
        ENTERING, visitor=visitor, captured=captured, companions=frozenset({GUARDIAN}), verified=None
    )
    below = age(born, NOW, ZONE) < VISITS.minors.age_floor
    assert (way_in(entering, VISITS, NOW) is Path.ACCOMPANIED) is below
    decision = ENTRY.decide(entering, VISITS, under="made-up@1", now=NOW)
    if below:
        assert decision.outcome is Outcome.ADMIT
        assert Erase(VISITOR, "biometrics") in decision.consequences


@MANY
@given(DOCUMENTS, SIGNATURES, INSTANTS)
def test_whoever_gives_no_biometrics_leaves_once_two_officers_have_seen_a_document(
    document: DocumentCheck | None, attendance: Attendance, now: datetime
) -> None:
    leaving = replace(BY_DOCUMENT, document=document, attendance=attendance)
    decision = EXIT.decide(leaving, VISITS, under="made-up@1", now=now)
    convinced = document is not None and document.genuine and document.agrees
    agreed = attendance.agreed("visit.document")
    assert (decision.outcome is Outcome.ADMIT) is (convinced and agreed)
