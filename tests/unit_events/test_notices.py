"""What a decision has told becomes events: each topic once, to the parties that its rules name."""

from uuid import UUID

from api.events.notices import notices
from api.gates.decision import Announce, Finding, Gate, GateDecision, Notify, Outcome, Party
from matcher.errors import Remark
from tests.support.clock import START

DECISION, ANN = UUID(int=7), UUID(int=1)


def finding(rule: str, *told: Notify) -> Finding:
    return Finding(rule, Outcome.HOLD, Remark("no-order"), told)


def test_one_event_for_each_topic_addressed_to_its_parties() -> None:
    decision = GateDecision(
        Gate.INTAKE,
        Outcome.HOLD,
        (
            finding("a", Notify(Party.COURT, "intake.no-order"), Notify(Party.DEFENDER, "intake.no-order")),
            finding("b", Notify(Party.POLICE, "intake.order-forged")),
            finding("c", Notify(Party.COURT, "intake.no-order")),
        ),
        "policy",
        START,
    )
    first, second = notices(decision, DECISION, facility="north", person_id=ANN)
    assert first.facts.model_dump() == {"decision_id": DECISION, "gate": "intake", "topic": "intake.no-order"}
    assert (first.parties, second.parties) == ({Party.COURT, Party.DEFENDER}, {Party.POLICE})
    assert (first.person_id, first.facility) == (ANN, "north")


def test_a_decision_that_tells_nobody_makes_no_event() -> None:
    decision = GateDecision(Gate.INTAKE, Outcome.HOLD, (finding("a"),), "policy", START)
    assert notices(decision, DECISION, facility="north", person_id=None) == ()


def test_what_is_announced_on_passing_is_told_of_admissions_alone() -> None:
    told = Finding(
        "a", Outcome.ADMIT, Remark("transfer-told"), (Announce(Party.FAMILY, "departure.transfer"),)
    )

    def events(outcome: Outcome) -> int:
        decision = GateDecision(Gate.DEPARTURE, outcome, (told,), "policy", START)
        return len(notices(decision, DECISION, facility="north", person_id=ANN))

    assert [events(outcome) for outcome in Outcome] == [1, 0, 0]
