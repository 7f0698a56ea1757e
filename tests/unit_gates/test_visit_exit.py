"""The way out of a visit: who stands there, and who must not be left behind."""

from dataclasses import replace
from typing import Any

import pytest

from api.gates.decision import Adjudicate, Countersign, Deadline, Erase, Notify, Omit, Outcome, Party
from api.gates.evidence import Captured
from api.gates.visits.evidence import Leaving, VisitorKind
from api.gates.visits.exit import EXIT
from matcher.domain import Modality
from tests.support.exit_rows import EXIT_ROWS, STRANGER, WITHDRAWN, alike, leaving
from tests.support.gate_evidence import (
    CAPTURED,
    CELLMATE,
    NOW,
    OTHER,
    PRISONER,
    VISITOR,
    candidate,
    compared,
    same,
)
from tests.support.rule_rows import Row, decided, needed_rules
from tests.support.visiting import BY_DOCUMENT, FAMILY, LEAVING, VISITS, visit

ADMIT, HOLD, REFUSE = Outcome.ADMIT, Outcome.HOLD, Outcome.REFUSE
ROWS = EXIT_ROWS
RULES = {rule.name: rule for rule in EXIT.rules}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_outcome_of_each_rule(row: Row) -> None:
    found = RULES[row.rule](row.evidence, VISITS, NOW)
    assert ((found.outcome, found.reason.code) if found else (None, None)) == (row.outcome, row.code)
    if row.outcome in (HOLD, REFUSE):
        assert decided(EXIT, row, VISITS).outcome is not ADMIT


def test_every_rule_stands_in_the_table_and_those_that_stop_somebody_are_needed() -> None:
    assert {row.rule for row in ROWS} == set(RULES)
    can_stop = {row.rule for row in ROWS if row.outcome in (HOLD, REFUSE)}
    assert set(needed_rules(EXIT, ROWS, VISITS)) == can_stop


def test_everything_in_order_goes_out() -> None:
    for evidence in (LEAVING, BY_DOCUMENT):
        assert EXIT.decide(evidence, VISITS, under="made-up@1", now=NOW).outcome is ADMIT


def follows(evidence: Leaving) -> tuple[Any, ...]:
    return EXIT.decide(evidence, VISITS, under="made-up@1", now=NOW).consequences


def test_a_prisoner_with_the_visitors_card_is_stopped_reported_and_refused_by_people() -> None:
    swap = alike(candidate(PRISONER), verified=STRANGER)
    decision = EXIT.decide(swap, VISITS, under="made-up@1", now=NOW)
    assert decision.outcome is HOLD
    assert [found.rule for found in decision.reasons] == ["same-as-entered", "nobody-in-custody"]
    assert Notify(Party.SUPERVISOR, "visit.substitution") in decision.consequences
    assert {Adjudicate(PRISONER), Adjudicate(VISITOR)} <= set(decision.consequences)
    reviewed = replace(swap, verdicts=same(PRISONER))
    assert EXIT.decide(reviewed, VISITS, under="made-up@1", now=NOW).outcome is REFUSE


def test_a_visitor_whom_sensors_take_for_their_brother_gets_out_once_reviewers_have_looked() -> None:
    brother = alike(candidate(PRISONER), verified=STRANGER)
    cleared = replace(brother, verdicts=(*same(PRISONER, same=False), *same(VISITOR)))
    assert EXIT.decide(cleared, VISITS, under="made-up@1", now=NOW).outcome is ADMIT


def test_nobody_is_kept_at_the_door_without_a_name_and_an_hour() -> None:
    for row in ROWS:
        decision = decided(EXIT, row, VISITS)
        guarded = {"leaves-with-guardian", "leaves-nobody-behind", "enough-compared"}
        if decision.outcome is ADMIT or {found.rule for found in decision.reasons} <= guarded:
            continue  # the guardian stands inside, the sensor beside them: what is missing is at hand
        assert any(isinstance(one, Deadline) for one in decision.consequences), row


def test_whoever_withdraws_inside_leaves_by_document_and_their_record_goes() -> None:
    withdrawn = replace(
        BY_DOCUMENT, visit=visit(0), visitor=replace(WITHDRAWN, enrolled=frozenset({Modality.FACE}))
    )
    decision = EXIT.decide(withdrawn, VISITS, under="made-up@1", now=NOW)
    assert decision.outcome is ADMIT
    assert Erase(VISITOR, "biometrics") in decision.consequences
    assert Notify(Party.SUPERVISOR, "visit.left-by-document") in decision.consequences


def test_to_withdraw_does_not_open_the_door_to_a_prisoner() -> None:
    """The visited prisoner must be seen in place, which they cannot be while they stand here."""
    claim = replace(BY_DOCUMENT, visit=visit(0), visitor=WITHDRAWN, prisoner_in_place=None)
    decision = EXIT.decide(claim, VISITS, under="made-up@1", now=NOW)
    assert decision.outcome is HOLD
    assert Countersign("visit.prisoner-in-place") in decision.consequences


def test_a_lawyers_exit_is_kept_as_little_as_the_entry() -> None:
    told = follows(leaving(visitor=replace(FAMILY, kind=VisitorKind.LAWYER)))
    assert told == (Omit("probe-images"), Omit("prisoner"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"verified": compared(OTHER)},
        {"prisoner_in_place": compared(CELLMATE)},
        {"visitor": replace(FAMILY, person_id=OTHER)},
    ],
)
def test_evidence_about_somebody_else_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"asked about|another visitor"):
        leaving(**wrong)


def test_a_poorer_finger_is_no_reason_to_stay() -> None:
    """One of two fingers bandaged: the other was compared."""
    assert CAPTURED.modalities == frozenset(Modality)
    one_finger = leaving(captured=Captured(frozenset([next(iter(CAPTURED.fingers))]), face=True))
    assert EXIT.decide(one_finger, VISITS, under="made-up@1", now=NOW).outcome is ADMIT
