"""The release gate: what each rule says, what follows, and what no evidence can bring about."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from api.gates.decision import (
    Adjudicate,
    Countersign,
    Deadline,
    GateDecision,
    Issue,
    Notify,
    Outcome,
    Party,
)
from api.gates.evidence import HoldFacts
from api.gates.release.book import RELEASE
from api.gates.release.evidence import Releasing
from matcher.domain import Decision
from tests.support.at_doors import RELEASES, order, releasing
from tests.support.door_rows import (
    BY_HAND,
    CELLMATE_BETTER,
    IDENTITY_ROWS,
    MINUTE,
    ORDER_ROWS,
    RELEASE_ROWS,
    SIGNATURE_ROWS,
    STRANGER,
    broken,
    custody,
)
from tests.support.gate_evidence import CELLMATE, DAY, HOUR, NOW, PRISONER, compared
from tests.support.rule_rows import Row, decided, needed_rules

ADMIT, HOLD, REFUSE = Outcome.ADMIT, Outcome.HOLD, Outcome.REFUSE
ROWS = [*ORDER_ROWS, *IDENTITY_ROWS, *SIGNATURE_ROWS, *RELEASE_ROWS]
RULES = {rule.name: rule for rule in RELEASE.rules}


def decide(evidence: Releasing, now: datetime = NOW) -> GateDecision:
    return RELEASE.decide(evidence, RELEASES, under="made-up@1", now=now)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_outcome_of_each_rule(row: Row) -> None:
    found = RULES[row.rule](row.evidence, row.policy or RELEASES, row.now)
    assert ((found.outcome, found.reason.code) if found else (None, None)) == (row.outcome, row.code)
    if row.outcome in (HOLD, REFUSE):
        assert decided(RELEASE, row, RELEASES).outcome is not ADMIT


def test_every_rule_stands_in_the_table_and_those_that_stop_somebody_are_needed() -> None:
    assert {row.rule for row in ROWS} == set(RULES)
    can_stop = {row.rule for row in ROWS if row.outcome in (HOLD, REFUSE)}
    assert set(needed_rules(RELEASE, ROWS, RELEASES)) == can_stop


def test_everything_in_order_goes_free_with_receipt_and_record() -> None:
    decision = decide(releasing())
    assert decision.outcome is ADMIT
    assert decision.consequences == (Issue("release-receipt"), Issue("record-copy"))


def test_no_paper_is_issued_to_somebody_who_stays() -> None:
    stays = decide(releasing(verified=STRANGER))
    assert not any(isinstance(one, Issue) for one in stays.consequences)


@pytest.mark.parametrize(
    "biometrics",
    [
        {"verified": STRANGER},
        {"verified": compared(PRISONER, contradicted=True)},
        {"verified": None},
    ],
)
def test_biometrics_hold_with_a_deadline_and_a_named_decider(biometrics: dict[str, object]) -> None:
    for evidence in (releasing(**biometrics), custody(CELLMATE_BETTER, **biometrics)):
        decision = decide(evidence)
        assert decision.outcome is HOLD
        due = Deadline("release.identity", "duty-director", NOW + timedelta(minutes=30))
        assert due in decision.consequences
        late = decide(evidence, NOW + HOUR)
        assert due in late.consequences
        assert Notify(Party.OMBUDSMAN, "release.identity.overdue") in late.consequences


def test_a_lookalike_cellmate_is_looked_at_and_the_supervisor_hears() -> None:
    swap = custody(CELLMATE_BETTER, verified=STRANGER)
    told = decide(swap).consequences
    assert {Adjudicate(CELLMATE), Adjudicate(PRISONER)} <= set(told)
    assert Notify(Party.SUPERVISOR, "release.another-matches") in told


def test_a_broken_sensor_opens_the_way_by_hand_and_is_reported() -> None:
    """Fifteen minutes for another device, then two officers; by the hour at the latest."""
    waits = decide(broken(14 * MINUTE, attendance=BY_HAND))
    assert waits.outcome is HOLD
    (reason,) = waits.reasons
    assert (reason.reason.code, reason.reason.parameters) == ("sensor-failed", {"minutes": 1})
    assert Deadline("release.sensor", "duty-director", NOW + 46 * MINUTE) in waits.consequences
    opens = decide(broken(15 * MINUTE))
    assert Countersign("identified-by-hand") in opens.consequences
    by_hand = decide(broken(15 * MINUTE, attendance=BY_HAND))
    assert by_hand.outcome is ADMIT
    for party in (Party.SUPERVISOR, Party.OMBUDSMAN):
        assert Notify(party, "release.by-hand") in by_hand.consequences
    late = decide(broken(61 * MINUTE))
    assert Notify(Party.OMBUDSMAN, "release.sensor.overdue") in late.consequences


def test_a_sensor_that_breaks_after_it_said_no_unsays_nothing() -> None:
    decision = decide(broken(2 * HOUR, verified=STRANGER, attendance=BY_HAND))
    assert decision.outcome is HOLD
    assert "prisoner-not-confirmed" in {found.reason.code for found in decision.reasons}


def test_an_expired_order_is_our_delay_and_court_and_defender_hear_of_it() -> None:
    decision = decide(releasing(order=order(valid_from=NOW - DAY, expires_at=NOW - HOUR)))
    assert decision.outcome is HOLD
    for party in (Party.COURT, Party.DEFENDER):
        assert Notify(party, "release.order-expired") in decision.consequences
    assert Deadline("release.order", "registrar", NOW + 4 * HOUR) in decision.consequences
    assert Notify(Party.OMBUDSMAN, "release.over-detention") in decision.consequences


def test_over_detention_is_counted_from_the_earlier_end_and_stops_nobody() -> None:
    decision = decide(releasing(order=order(valid_from=NOW - 9 * HOUR), lawful_until=NOW - 2 * HOUR))
    assert decision.outcome is ADMIT
    (noted,) = (found for found in decision.findings if found.rule == "over-detention")
    assert noted.reason.parameters == {"hours": 3}


def test_another_courts_hold_keeps_and_the_defender_hears_whose_it_is() -> None:
    holds = tuple(HoldFacts(UUID(int=n), "warrant", f"court-{n}", NOW - n * DAY) for n in (1, 2))
    decision = decide(releasing(holds=holds))
    assert decision.outcome is REFUSE
    (refused,) = decision.reasons
    assert refused.reason.parameters == {"authority": "court-1", "holds": 2}
    assert Notify(Party.DEFENDER, "release.other-hold") in decision.consequences


def test_reasons_tell_hours_as_the_facilitys_clocks_show_them() -> None:
    (found,) = decide(releasing(order=order(valid_from=NOW + HOUR))).reasons
    assert found.reason.parameters == {"from": "2026-03-14 13:00"}


def test_a_comparison_with_somebody_else_is_no_evidence() -> None:
    with pytest.raises(ValueError, match="asked about"):
        releasing(verified=compared(CELLMATE, Decision.MATCH))
