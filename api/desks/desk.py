"""A desk: what it is asked, what its gate weighs, and what follows when somebody passes."""

from abc import ABC, abstractmethod
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from api.contract.gates import Presented
from api.desks.case import Case
from api.desks.certainty import Looked
from api.events.facts import Facts
from api.gates.decision import GateDecision
from api.gates.policy import Policy
from api.gates.rule import RuleBook
from api.registry.unit import Unit, View

A = TypeVar("A", bound=Presented)
E = TypeVar("E")
P = TypeVar("P")


class Desk(ABC, Generic[A, E, P]):
    """A subclass names what it is asked and the rules of its gate. It keeps nothing between two askings."""

    asks: ClassVar[type[Presented]]
    book: RuleBook[E, P]

    @abstractmethod
    def subject(self, view: View, asked: A) -> UUID | None:
        """Whom the asking is about, where that is said. Raises NotOnRecord."""

    @abstractmethod
    def section(self, policy: Policy) -> P:
        """The part of a policy that the gate goes by."""

    @abstractmethod
    def gather(self, view: View, case: Case[A]) -> E:
        """What the gate weighs. Raises NotOnRecord and the like where the asking names what is not there."""

    @abstractmethod
    def looked(self, evidence: E) -> Looked:
        """What of the evidence the matcher said, that the decision tells how sure it was."""

    @abstractmethod
    def carry_out(self, unit: Unit, case: Case[A], evidence: E, decision_id: UUID) -> tuple[UUID, ...]:
        """What follows once the gate admits, in the unit that stores the decision.

        The persons of whom samples or galleries were written, first the one whom the passage turned out to be
        about. Raises Conflict where the store has changed since it was read: then everything is weighed anew.
        """

    @abstractmethod
    def told(self, case: Case[A], evidence: E, decision: GateDecision) -> Facts:
        """What partners are told of the decision."""

    def also_told(self, case: Case[A], evidence: E, decision: GateDecision) -> tuple[Facts, ...]:  # noqa: ARG002 - other desks need them
        """What else partners are told beside the decision itself; most desks have nothing."""
        return ()

    def decide(self, case: Case[A], evidence: E) -> GateDecision:
        """Ask the gate."""
        policy = case.policy
        return self.book.decide(evidence, self.section(policy), under=policy.under, now=case.now)
