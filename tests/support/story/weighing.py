"""What every gate weighed in the story, and what it would have decided without one of its rules."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from api.desks.case import Case
from api.desks.desk import Desk
from api.gates.decision import GateDecision, Outcome
from api.gates.rule import RuleBook
from tests.support.rule_rows import without


@dataclass(frozen=True)
class Weighed:
    """One decision of a gate: its book, the evidence, the policy's section and name, and the decision."""

    book: RuleBook[Any, Any]
    evidence: Any
    section: Any
    decision: GateDecision

    def changed_without(self, rule: str) -> bool:
        """Whether it would have been another decision if a rule were torn out of the book."""
        left = without(self.book, rule)
        anew = left.decide(self.evidence, self.section, under=self.decision.policy, now=self.decision.at)
        return weight(anew) != weight(self.decision)


def weight(decision: GateDecision) -> object:
    """What counts of a decision: the outcome, what follows, and why somebody was stopped.

    Not what merely spoke for admission: a rule that never does more than that is not needed.
    """
    stopped = decision.outcome is not Outcome.ADMIT
    reasons = tuple(found.reason for found in decision.reasons) if stopped else ()
    return decision.outcome, decision.consequences, reasons


@contextmanager
def weighing() -> Iterator[list[Weighed]]:
    """While it lasts, every desk's decisions are kept."""
    kept: list[Weighed] = []
    decide = Desk.decide

    def keeping(self: Desk[Any, Any, Any], case: Case[Any], evidence: Any) -> GateDecision:
        decision = decide(self, case, evidence)
        kept.append(Weighed(self.book, evidence, self.section(case.policy), decision))
        return decision

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "decide", keeping)
        yield kept
