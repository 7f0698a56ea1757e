"""Return: whoever comes back, or arrives from another house, is the one who left."""

from typing import ClassVar
from uuid import UUID

from api.contract.gates import ReturnRequest
from api.desks import prisoners
from api.desks.absence import facts
from api.desks.case import Case
from api.desks.certainty import Looked
from api.desks.desk import Desk
from api.desks.looking import Groups, Rates
from api.desks.prisoners import Door
from api.events.catalogue.custody import MovementHeld, MovementRefused, MovementReturned
from api.events.facts import Facts
from api.gates.absence.evidence import AbsenceKind, Returning
from api.gates.absence.homecoming import RETURN
from api.gates.absence.policy import AbsencePolicy
from api.gates.decision import GateDecision, Outcome
from api.gates.policy import Policy
from api.registry import custody, movements
from api.registry.errors import MovementConflict
from api.registry.unit import Unit, View


class ReturnDesk(Desk[ReturnRequest, Returning, AbsencePolicy]):
    """A prisoner comes back or arrives."""

    asks: ClassVar = ReturnRequest
    book = RETURN

    def __init__(self, groups: Groups, rates: Rates) -> None:
        self._door = Door(groups, rates)

    def subject(self, view: View, asked: ReturnRequest) -> UUID:
        """The prisoner. Raises NotInCustody."""
        return custody.open_of(view, asked.person_id).person_id

    def section(self, policy: Policy) -> AbsencePolicy:
        """That of absences."""
        return policy.absence

    def gather(self, view: View, case: Case[ReturnRequest]) -> Returning:
        """What they were away for, and whom the one at the door is like. Raises NotInCustody."""
        person, policy = case.asked.person_id, case.policy.absence
        episode = custody.open_of(view, person)
        away = facts.ending_here(view, episode, policy, case.facility)
        return Returning(
            at_door=self._door.stands(view, case, person, policy),
            away=away,
            awaited_at=facts.awaited_at(view, episode) if away is None else None,
        )

    def looked(self, evidence: Returning) -> Looked:
        """With the prisoner, and with everybody in custody."""
        return Looked(evidence.at_door.verified, evidence.at_door.in_custody)

    def carry_out(
        self, unit: Unit, case: Case[ReturnRequest], evidence: Returning, _decision_id: UUID
    ) -> tuple[UUID, ...]:
        """The person is in again; after a transfer this house holds them. Raises MovementConflict."""
        if evidence.away is None:
            raise MovementConflict("Nobody comes back who was not away.")
        movements.conclude(unit, evidence.away.absence_id)
        if evidence.away.kind is AbsenceKind.TRANSFER:
            episode = custody.open_of(unit, case.asked.person_id, locked=True)
            custody.place(unit, episode, facility_id=case.facility.id, wing=case.asked.wing)
        return ()

    def told(self, case: Case[ReturnRequest], evidence: Returning, decision: GateDecision) -> Facts:
        """Returned, held or refused; where nobody was away, under the passage's number."""
        away = evidence.away
        if decision.outcome is Outcome.ADMIT and away is not None:
            late = case.now > away.due
            return MovementReturned(movement_id=away.absence_id, kind=away.kind, late=late)
        movement_id = case.passage.id if away is None else away.absence_id
        kind = None if away is None else away.kind
        reasons = prisoners.codes(decision)
        if decision.outcome is Outcome.REFUSE:
            return MovementRefused(movement_id=movement_id, kind=kind, reasons=reasons)
        due = prisoners.first_due(decision)
        return MovementHeld(
            movement_id=movement_id,
            kind=kind,
            reasons=reasons,
            decider=due.decider if due else None,
            due=due.due if due else None,
        )
