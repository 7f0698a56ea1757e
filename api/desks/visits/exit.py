"""The desk at the way out."""

from typing import ClassVar
from uuid import UUID

from api.contract.gates import VisitExitRequest
from api.desks.case import Case
from api.desks.certainty import Looked
from api.desks.desk import Desk
from api.desks.looking import Groups, Rates
from api.desks.omitting import omitted
from api.desks.visits import facts
from api.events.catalogue.visits import VisitExitHeld, VisitLeft
from api.events.facts import Facts
from api.gates.decision import Deadline, GateDecision, Outcome
from api.gates.policy import Policy
from api.gates.rollcall.observations import Found
from api.gates.visits.evidence import Leaving
from api.gates.visits.exit import EXIT
from api.gates.visits.policy import Omitted, VisitsPolicy
from api.registry import facilities, roll_calls, visits
from api.registry.unit import Unit, View
from api.registry.visits import Visit


class ExitDesk(Desk[VisitExitRequest, Leaving, VisitsPolicy]):
    """Somebody wants to leave under a visit."""

    asks: ClassVar = VisitExitRequest
    book = EXIT

    def __init__(self, groups: Groups, rates: Rates) -> None:
        self._groups = groups
        self._rates = rates

    def subject(self, view: View, asked: VisitExitRequest) -> UUID:
        """The visitor of that visit."""
        return visits.one(view, asked.visit_id).visitor_id

    def section(self, policy: Policy) -> VisitsPolicy:
        """That of visits."""
        return policy.visits

    def gather(self, view: View, case: Case[VisitExitRequest]) -> Leaving:
        """The visit, who entered under it, and who in custody the one at the door is like."""
        visit = visits.one(view, case.asked.visit_id)
        groups = self._groups.of(view, case.policy.visits.exit_galleries, case.now)
        visitor = facts.visitor_facts(view, visit.visitor_id, case.now)
        charges = visits.brought_by(view, visit.id)
        here = visit.facility_id == case.facility.id
        return Leaving(
            visit=facts.visit_facts(view, [visit], case.policy)[0],
            visitor=visitor,
            captured=case.captured,
            verified=facts.compared_by_consent(case, visitor, self._rates),
            in_custody=facts.searched_by_consent(case, visitor, groups, self._rates),
            attendance=case.attendance,
            asked_at=case.passage.asked_at,
            document=facts.document_of(case.asked.document, case.passage.officer),
            prisoner_in_place=_in_place(view, case, visit),
            verdicts=case.verdicts,
            charges=frozenset(one.visitor_id for one in charges),
            leaving_with=frozenset(case.asked.leaving_with),
            elsewhere=None if here else facilities.one(view, visit.facility_id).code,
        )

    def looked(self, evidence: Leaving) -> Looked:
        """With the one who entered, and with everybody in custody."""
        return Looked(evidence.verified, evidence.in_custody)

    def carry_out(
        self, unit: Unit, _case: Case[VisitExitRequest], evidence: Leaving, decision_id: UUID
    ) -> tuple[UUID, ...]:
        """The visitor is out. Raises NotInside."""
        visits.leave(unit, evidence.visit.visit_id, decision_id)
        return ()

    def told(self, _case: Case[VisitExitRequest], evidence: Leaving, decision: GateDecision) -> Facts:
        """Left, or held at the door: a refusal there is a hold of the gravest kind."""
        minimal = Omitted.PRISONER in omitted(decision)
        visit_id = evidence.visit.visit_id
        prisoner_id = None if minimal else evidence.visit.prisoner_id
        if decision.outcome is Outcome.ADMIT:
            entered_at = evidence.visit.entered_at
            return VisitLeft(visit_id=visit_id, prisoner_id=prisoner_id, entered_at=entered_at)
        due = next((one for one in decision.consequences if isinstance(one, Deadline)), None)
        return VisitExitHeld(
            visit_id=visit_id,
            prisoner_id=prisoner_id,
            reasons=tuple(found.reason.code for found in decision.reasons),
            decider=due.decider if due else None,
            due=due.due if due else None,
        )


def _in_place(view: View, case: Case[VisitExitRequest], visit: Visit) -> Found | None:
    """The visited prisoner, captured by a count while somebody else stands at this door."""
    if visit.prisoner_id is None:
        return None
    seen = roll_calls.captured_since(view, visit.prisoner_id, case.passage.asked_at)
    if seen is None or seen.person_id is None or seen.decision is None:
        return None
    return Found(seen.person_id, seen.decision, seen.contradicted)
