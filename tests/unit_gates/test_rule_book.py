"""How rules become a decision: the gravest finding decides, and nothing is left unsaid."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from api.gates.decision import Adjudicate, Gate, Notify, Outcome, Party, Said
from api.gates.rule import Rule, RuleBook

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
TOLD = Notify(Party.COURT, "intake.no-order")


class Says(Rule[str, int]):
    """Says of each word of the evidence what the policy allows."""

    name = "says"

    def judge(self, evidence: str, policy: int, now: datetime) -> Said | None:
        """Longer words than the policy's are refused."""
        assert now is NOW
        if not evidence:
            return None
        outcome = Outcome.REFUSE if len(evidence) > policy else Outcome.ADMIT
        return Said(outcome, "length", {"length": len(evidence)}, (TOLD, TOLD))


class Holds(Rule[str, int]):
    """Holds every word with an x."""

    name = "holds"

    def judge(self, evidence: str, policy: int, now: datetime) -> Said | None:
        """Only those."""
        if "x" not in evidence:
            return None
        return Said(Outcome.HOLD, "x", consequences=(Adjudicate(UUID(int=1)), TOLD))


BOOK = RuleBook(Gate.INTAKE, (Says(), Holds()))


@pytest.mark.parametrize(
    ("evidence", "outcome", "reasons"),
    [
        ("abc", Outcome.ADMIT, ["says"]),
        ("abx", Outcome.HOLD, ["holds"]),
        ("abcdex", Outcome.REFUSE, ["says"]),
        ("", Outcome.HOLD, []),
    ],
)
def test_the_gravest_finding_decides(evidence: str, outcome: Outcome, reasons: list[str]) -> None:
    decision = BOOK.decide(evidence, 4, under="made-up@1", now=NOW)
    assert decision.outcome is outcome
    assert [found.rule for found in decision.reasons] == reasons


def test_every_rule_is_asked_and_every_consequence_follows_once() -> None:
    decision = BOOK.decide("abcdex", 4, under="made-up@1", now=NOW)
    assert [found.rule for found in decision.findings] == ["says", "holds"]
    assert decision.findings[0].reason.parameters == {"length": 6}
    assert decision.consequences == (TOLD, Adjudicate(UUID(int=1)))
    assert (decision.policy, decision.at) == ("made-up@1", NOW)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        BOOK.decide("abc", 4, under="made-up@1", now=NOW.replace(tzinfo=None))
