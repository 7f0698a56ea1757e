"""What each rule of intake says, outcome by outcome."""

from datetime import timedelta
from uuid import UUID

import pytest

from api.gates.decision import Countersign, Deadline, Issue, Notify, Outcome, Party
from api.gates.evidence import ExceptionReason
from api.gates.intake.book import INTAKE
from api.gates.intake.evidence import CaseFile, Consulate
from matcher.domain import Decision
from tests.support.gate_evidence import HOUR, NOW, PRISONER, compared
from tests.support.newcomer_rows import NEWCOMER_ROWS
from tests.support.receiving import (
    ARRIVING,
    ASKED,
    LENIENT,
    STRICT,
    arriving,
    entered,
    excepted,
    foreigner,
    former,
    found,
    inside,
    recorded,
)
from tests.support.reception_rows import NAMED, RECEPTION_ROWS, captured
from tests.support.rule_rows import Row, decided, needed_rules

ADMIT, HOLD, REFUSE = Outcome
MATCH, DOUBTFUL, NO_MATCH = Decision
BANDAGED = ExceptionReason.BANDAGED
ROWS = [*RECEPTION_ROWS, *NEWCOMER_ROWS]
RULES = {rule.name: rule for rule in INTAKE.rules}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_outcome_of_each_rule(row: Row) -> None:
    said = RULES[row.rule](row.evidence, row.policy or STRICT, row.now)
    assert (said and said.outcome, said and said.reason.code) == (row.outcome, row.code)


def test_whoever_has_everything_in_order_is_received() -> None:
    decision = INTAKE.decide(ARRIVING, STRICT, under="almendra@1", now=NOW)
    assert decision.outcome is ADMIT
    assert decision.consequences == (Issue("admission-record"),)
    assert {found.rule for found in decision.findings} > {"valid-order", "case-file", "searched", "no-child"}


def test_every_rule_has_a_table_and_every_rule_that_can_stop_somebody_is_needed() -> None:
    stopping = {row.rule for row in ROWS if row.outcome in (HOLD, REFUSE)}
    assert {row.rule for row in ROWS} == RULES.keys()
    assert RULES.keys() - stopping == {"foreigners-consulate", "hurt-before", "banned-visitor"}
    assert set(needed_rules(INTAKE, ROWS, STRICT)) == stopping


def test_without_an_order_court_and_defender_are_told_and_the_hours_are_counted() -> None:
    decision = decided(INTAKE, Row("valid-order", arriving(order=None), HOLD, None), STRICT)
    assert decision.outcome is HOLD
    assert decision.consequences[:3] == (
        Notify(Party.COURT, "intake.no-order"),
        Notify(Party.DEFENDER, "intake.no-order"),
        Deadline("intake.no-order", "supervisor", ASKED + 6 * HOUR),
    )


def test_once_the_hours_are_over_the_ombudsman_hears_of_it() -> None:
    late = Row("valid-order", arriving(order=None), HOLD, None, now=ASKED + 6 * HOUR)
    told = decided(INTAKE, late, STRICT).consequences
    assert Notify(Party.OMBUDSMAN, "intake.no-order.overdue") in told
    assert Deadline("intake.no-order", "supervisor", ASKED + 6 * HOUR) in told  # asking again moves none


def test_not_the_person_named_escalates_before_anybody_has_confirmed_it() -> None:
    stranger = arriving(order=NAMED, named=compared(PRISONER, NO_MATCH), received_as=PRISONER)
    decision = INTAKE.decide(stranger, STRICT, under="almendra@1", now=NOW)
    told = {one.party for one in decision.consequences if isinstance(one, Notify)}
    assert told == {Party.COURT, Party.DEFENDER, Party.SUPERVISOR, Party.OMBUDSMAN}
    assert decision.outcome is HOLD


def test_no_case_file_is_countersigned_notified_and_stays_listed() -> None:
    said = RULES["case-file"](arriving(case_file=CaseFile.MISSING), STRICT, NOW)
    assert said is not None
    assert said.consequences == (
        Countersign("intake.no-case-file"),
        Notify(Party.COURT, "intake.no-case-file"),
        Notify(Party.DEFENDER, "intake.no-case-file"),
        Deadline("intake.no-case-file", "supervisor", ASKED + 72 * HOUR),
    )


def test_of_a_refugee_the_consulate_hears_nothing() -> None:
    for policy in (STRICT, LENIENT):
        decision = INTAKE.decide(foreigner(Consulate.PROTECTED), policy, under="p@1", now=NOW)
        assert not [one for one in decision.consequences if isinstance(one, Notify)]


def test_what_can_be_mended_is_owed_and_what_cannot_is_not() -> None:
    healing = captured(excepted(BANDAGED), fingers=frozenset())
    lasting = captured(excepted(ExceptionReason.AMPUTATED), fingers=frozenset())
    owed = [RULES["enough-captured"](one, STRICT, NOW) for one in (healing, lasting)]
    assert [len(said.consequences) for said in owed if said] == [1, 0]


def test_a_reviewer_looks_once_for_somebody_found_in_two_places() -> None:
    twice = found(former(UUID(int=9), DOUBTFUL), inside(UUID(int=9), DOUBTFUL))
    said = RULES["known-before"](twice, LENIENT, NOW)
    assert said is not None
    assert len(said.consequences) == 1


def test_what_is_still_to_be_written_is_owed_when_it_would_be_late() -> None:
    needed = recorded(entries=entered(dict.fromkeys(STRICT.record.at_once, timedelta(0))))
    said = RULES["record-complete"](needed, STRICT, NOW)
    assert said is not None
    assert said.consequences == (Deadline("intake.record", "supervisor", ASKED + STRICT.record.within),)
