"""What each rule of a visitor's enrolment and way in says, outcome by outcome."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from api.gates.days import age
from api.gates.decision import Adjudicate, Countersign, Deadline, Erase, Notify, Omit, Outcome, Party
from api.gates.evidence import GalleryKind
from api.gates.visits.enrolment import ENROLMENT
from api.gates.visits.entry import ENTRY
from api.gates.visits.evidence import (
    Consent,
    Path,
)
from api.gates.visits.paths import way_in
from matcher.domain import Decision, Modality
from tests.support.enrolment_rows import ENROLMENT_ROWS
from tests.support.gate_evidence import (
    AMONG_VISITORS,
    CHILD,
    DAY,
    HOUR,
    NOW,
    OTHER,
    VISITOR,
    ZONE,
    attended,
    candidate,
    compared,
    excused,
    search,
)
from tests.support.permission_rows import PERMISSION_ROWS
from tests.support.rule_rows import Row, decided, needed_rules
from tests.support.visiting import (
    BANNED,
    ENROLLING,
    ENTERING,
    FAMILY,
    INFANT,
    LAWYER,
    VISITS,
    entering,
    found,
    minor,
    past,
    without_biometrics,
)
from tests.support.visitor_rows import VISITOR_ROWS

ADMIT, HOLD, REFUSE = Outcome.ADMIT, Outcome.HOLD, Outcome.REFUSE
ROWS = [*VISITOR_ROWS, *PERMISSION_ROWS]
RULES = {rule.name: rule for rule in ENTRY.rules}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_outcome_of_each_rule(row: Row) -> None:
    found = RULES[row.rule](row.evidence, row.policy or VISITS, row.now)
    said = (found.outcome, found.reason.code) if found else (None, None)
    assert said == (row.outcome, row.code)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_one_rule_that_stops_somebody_is_enough(row: Row) -> None:
    if row.outcome in (HOLD, REFUSE):
        assert decided(ENTRY, row, VISITS).outcome is not ADMIT


def test_everything_in_order_is_admitted() -> None:
    for evidence in (ENTERING, without_biometrics(), minor(), minor(INFANT), entering(visitor=LAWYER)):
        decision = ENTRY.decide(evidence, VISITS, under="made-up@1", now=NOW)
        assert decision.outcome is ADMIT, [one for one in decision.findings if one.outcome is not ADMIT]


def test_every_rule_that_can_stop_somebody_is_needed() -> None:
    """Torn out, it would let in somebody whom the table stops."""
    can_stop = {row.rule for row in ROWS if row.outcome in (HOLD, REFUSE)}
    assert set(needed_rules(ENTRY, ROWS, VISITS)) == can_stop


def test_every_rule_stands_in_the_table() -> None:
    assert {row.rule for row in ROWS} == set(RULES)
    assert {rule.name for rule in ENROLMENT.rules} - set(RULES) == {
        "card-of-one",
        "enough-captured",
        "guardian-named",
        "own-record",
        "not-in-custody",
    }


@pytest.mark.parametrize("row", ENROLMENT_ROWS, ids=str)
def test_what_rules_say_at_an_enrolment_alone(row: Row) -> None:
    (rule,) = (one for one in ENROLMENT.rules if one.name == row.rule)
    found = rule(row.evidence, VISITS, row.now)
    assert ((found.outcome, found.reason.code) if found else (None, None)) == (row.outcome, row.code)
    if row.outcome is HOLD:
        assert decided(ENROLMENT, row, VISITS).outcome is HOLD
        assert set(needed_rules(ENROLMENT, [row], VISITS)) == {row.rule}


def test_enrolment_asks_the_visitor_alone() -> None:
    decision = ENROLMENT.decide(ENROLLING, VISITS, under="made-up@1", now=NOW)
    assert decision.outcome is ADMIT
    twin = replace(
        ENROLLING, among_visitors=search(AMONG_VISITORS, candidate(OTHER, gallery=GalleryKind.VISITORS))
    )
    assert ENROLMENT.decide(twin, VISITS, under="made-up@1", now=NOW).outcome is HOLD


# -- what follows -----------------------------------------------------------------------------------------


def consequences(evidence: Any, now: datetime = NOW) -> tuple[Any, ...]:
    return ENTRY.decide(evidence, VISITS, under="made-up@1", now=now).consequences


def test_a_ban_found_by_search_alone_turns_nobody_away_but_makes_people_look() -> None:
    alike = found(candidate(OTHER, gallery=BANNED))
    decision = ENTRY.decide(alike, VISITS, under="made-up@1", now=NOW)
    assert decision.outcome is HOLD
    assert Adjudicate(OTHER) in decision.consequences
    due = next(one for one in decision.consequences if isinstance(one, Deadline))
    assert (due.decider, due.due) == ("duty-director", NOW + timedelta(minutes=30))


def test_asking_again_moves_no_deadline_and_past_it_somebody_hears() -> None:
    doubt = entering(verified=compared(VISITOR, Decision.DOUBTFUL), asked_at=NOW - HOUR)
    told = consequences(doubt)
    assert Deadline("visit.entry", "duty-director", NOW - HOUR / 2) in told
    assert Notify(Party.OMBUDSMAN, "visit.entry.overdue") in told
    soon = consequences(replace(doubt, asked_at=NOW))
    assert not any(isinstance(one, Notify) for one in soon)


def test_withdrawn_consent_erases_and_declined_consent_keeps_nothing_that_was_captured() -> None:
    withdrawn = without_biometrics(visitor=replace(FAMILY, consent=Consent.WITHDRAWN))
    assert Erase(VISITOR, "biometrics") in consequences(withdrawn)
    overeager = without_biometrics(captured=ENTERING.captured)
    assert Omit("captures") in consequences(overeager)
    assert not any(isinstance(one, Erase) for one in consequences(overeager))


def test_a_childs_biometrics_go_and_the_child_goes_in() -> None:
    captured = minor(replace(INFANT, enrolled=frozenset({Modality.FACE})), captured=ENTERING.captured)
    decision = ENTRY.decide(captured, VISITS, under="made-up@1", now=NOW)
    assert decision.outcome is ADMIT
    assert Erase(CHILD, "biometrics") in decision.consequences
    assert Omit("captures") in decision.consequences
    assert Notify(Party.OMBUDSMAN, "visit.child-captured") in decision.consequences


def test_a_lawyers_visit_says_what_must_not_be_kept() -> None:
    told = consequences(entering(visitor=LAWYER, appointment=None, authorisations=()))
    assert told == (Omit("probe-images"), Omit("prisoner"))


def test_what_a_second_officer_signs_is_said() -> None:
    unsigned = without_biometrics(attendance=attended())
    assert Countersign("visit.document") in consequences(unsigned)
    exception = entering(verified=compared(VISITOR, face=None), captured=excused(Modality.FACE, signed=False))
    assert Countersign("capture-exception") in consequences(exception)


def test_no_other_rule_knows_that_somebody_declined() -> None:
    """Without detriment: what is asked of a visitor is asked alike of one who gave no biometrics."""
    about_biometrics = {
        "consent-heard",
        "visitor-verified",
        "enough-compared",
        "by-document",
        "not-banned-by-another-name",
        "known-once",
    }
    for row in ROWS:
        if row.rule in about_biometrics or row.evidence.visitor.person_id != VISITOR:
            continue
        declined = replace(row.evidence.visitor, consent=Consent.DECLINED)
        rule = RULES[row.rule]
        usual = rule(row.evidence, row.policy or VISITS, row.now)
        assert rule(replace(row.evidence, visitor=declined), row.policy or VISITS, row.now) == usual


# -- days and ages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "now", "years"),
    [
        (
            date(2014, 3, 14),
            datetime(2026, 3, 14, 2, 59, tzinfo=UTC),
            11,
        ),  # still the 13th where the house is
        (date(2014, 3, 14), datetime(2026, 3, 14, 3, 0, tzinfo=UTC), 12),
        (date(2012, 2, 29), datetime(2030, 2, 28, 15, tzinfo=UTC), 17),
        (date(2012, 2, 29), datetime(2030, 3, 1, 15, tzinfo=UTC), 18),
    ],
)
def test_age_counts_on_the_facilitys_calendar(born: date, now: datetime, years: int) -> None:

    assert age(born, now, ZONE) == years


def test_the_reason_says_from_which_day_a_visit_is_free_again() -> None:
    used = entering(visits=past(2, 5))
    rule = RULES["visitor-quota"]
    told = rule(used, VISITS, NOW)
    assert told is not None
    free_on = date.fromisoformat(str(told.reason.parameters["free_on"]))
    for day in range(7):
        again = rule(used, VISITS, NOW + day * DAY)
        assert again is not None
        assert (again.outcome is ADMIT) == (NOW.date() + day * DAY >= free_on)


def test_a_comparison_with_somebody_else_is_no_evidence() -> None:
    with pytest.raises(ValueError, match="asked about"):
        entering(verified=compared(OTHER))


def test_paths() -> None:

    assert way_in(ENTERING, VISITS, NOW) is Path.BIOMETRIC
    assert way_in(without_biometrics(), VISITS, NOW) is Path.DOCUMENT
    assert way_in(minor(INFANT), VISITS, NOW) is Path.ACCOMPANIED
    assert way_in(entering(captured=excused(*Modality)), VISITS, NOW) is Path.DOCUMENT
    assert way_in(entering(captured=excused(*Modality, signed=False)), VISITS, NOW) is Path.BIOMETRIC
    assert way_in(entering(captured=excused(Modality.FINGER)), VISITS, NOW) is Path.BIOMETRIC
