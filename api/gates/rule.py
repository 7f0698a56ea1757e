"""Rules: one question each, asked of a gate's evidence under a policy at an instant."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from api.gates.decision import Finding, Gate, GateDecision, Outcome, Said
from matcher.errors import Remark

E_contra = TypeVar("E_contra", contravariant=True)
P_contra = TypeVar("P_contra", contravariant=True)


class Rule(ABC, Generic[E_contra, P_contra]):
    """A subclass sets `name` (stable: it is stored and shown), explains itself in its docstring, and judges.

    Rules know nothing of one another: the removal of one changes no other's finding.
    """

    name: ClassVar[str]

    @abstractmethod
    def judge(self, evidence: E_contra, policy: P_contra, now: datetime) -> Said | None:
        """What follows from this evidence; None where the question does not arise. now: aware."""

    def __call__(self, evidence: E_contra, policy: P_contra, now: datetime) -> Finding | None:
        """The finding under the rule's name."""
        said = self.judge(evidence, policy, now)
        if said is None:
            return None
        return Finding(self.name, said.outcome, Remark(said.code, said.parameters), said.consequences)


@dataclass(frozen=True)  # with slots, RuleBook[Evidence, Policy](...) fails on Python 3.11
class RuleBook(Generic[E_contra, P_contra]):
    """The rules of one gate, in the order in which a person would read them."""

    gate: Gate
    rules: tuple[Rule[E_contra, P_contra], ...]

    def decide(self, evidence: E_contra, policy: P_contra, *, under: str, now: datetime) -> GateDecision:
        """Ask every rule, also after one has refused: whoever is turned away learns all reasons at once.

        under: the policy's name and content hash. A gate of which no rule says anything holds.
        """
        if now.tzinfo is None:
            raise ValueError("a decision needs an instant, and a time without zone is none")
        findings = tuple(found for rule in self.rules if (found := rule(evidence, policy, now)) is not None)
        outcome = max((found.outcome for found in findings), key=lambda o: o.gravity, default=Outcome.HOLD)
        return GateDecision(self.gate, outcome, findings, under, now)
