"""Departure: to court, to another house or on leave, with an hour by which they are back."""

from typing import ClassVar
from uuid import UUID

from api.contract.gates import DepartureRequest
from api.desks import prisoners
from api.desks.absence import facts
from api.desks.case import Case
from api.desks.certainty import Looked
from api.desks.desk import Desk
from api.desks.looking import Groups, Rates
from api.desks.prisoners import Door
from api.events.catalogue.custody import MovementDeparted, MovementHeld, MovementRefused, OrderUsed
from api.events.event import Event, emit
from api.events.facts import Facts
from api.gates.absence.departure import DEPARTURE
from api.gates.absence.evidence import AbsenceKind, Departing
from api.gates.absence.policy import AbsencePolicy
from api.gates.decision import GateDecision, Outcome
from api.gates.policy import Policy
from api.registry import custody, facilities, movements, orders
from api.registry.errors import OrderUnusable
from api.registry.movements import Movement, MovementKind
from api.registry.unit import Unit, View


class DepartureDesk(Desk[DepartureRequest, Departing, AbsencePolicy]):
    """A prisoner is to leave for a time."""

    asks: ClassVar = DepartureRequest
    book = DEPARTURE

    def __init__(self, groups: Groups, rates: Rates) -> None:
        self._door = Door(groups, rates)

    def subject(self, view: View, asked: DepartureRequest) -> UUID:
        """The prisoner. Raises NotInCustody."""
        return custody.open_of(view, asked.person_id).person_id

    def section(self, policy: Policy) -> AbsencePolicy:
        """That of absences."""
        return policy.absence

    def gather(self, view: View, case: Case[DepartureRequest]) -> Departing:
        """The order, where to and until when, who wants them kept, and whom the one at the door is like.

        Raises NotInCustody for somebody whom this house does not hold, NotOnRecord for a destination.
        """
        asked, policy = case.asked, case.policy.absence
        episode = facts.held_here(view, asked.person_id, case.facility)
        destination = None if asked.destination is None else facilities.coded(view, asked.destination)
        return Departing(
            at_door=self._door.stands(view, case, asked.person_id, policy),
            kind=AbsenceKind(asked.kind),
            order=prisoners.order_of(view, case, asked.order_id),
            due=asked.due,
            destination=None if destination is None else destination.code,
            holds=prisoners.holds_of(view, asked.person_id),
            away=facts.absence_of(view, episode, policy),
        )

    def looked(self, evidence: Departing) -> Looked:
        """With the prisoner, and with everybody in custody."""
        return Looked(evidence.at_door.verified, evidence.at_door.in_custody)

    def carry_out(
        self, unit: Unit, case: Case[DepartureRequest], evidence: Departing, decision_id: UUID
    ) -> tuple[UUID, ...]:
        """The person is under way, the order used. Raises OrderUnusable, MovementConflict, NotInCustody."""
        person, order = case.asked.person_id, evidence.order
        if order is None:
            raise OrderUnusable("Nobody leaves without an order.", status="missing")
        prisoners.unchanged(unit, person, evidence.holds)
        orders.claim(unit, order.order_id, decision_id)
        movements.enter(
            unit,
            Movement(
                id=case.passage.id,
                episode_id=custody.open_of(unit, person, locked=True).id,
                person_id=person,
                kind=MovementKind(evidence.kind),
                at=unit.now,
                origin_id=case.facility.id,
                destination_id=facts.facility_id(unit, evidence.destination),
                due_back=evidence.due,
                officer=case.passage.officer,
                order_id=order.order_id,
                decision_id=decision_id,
            ),
        )
        used = OrderUsed(order_id=order.order_id, kind=order.kind.value)
        emit(unit, Event(used, case.facility.code, person))
        return ()

    def told(self, case: Case[DepartureRequest], evidence: Departing, decision: GateDecision) -> Facts:
        """Departed, held or refused; the passage's number becomes the movement's."""
        movement_id, kind = case.passage.id, evidence.kind
        if decision.outcome is Outcome.ADMIT:
            return MovementDeparted(movement_id=movement_id, kind=kind, due_back=evidence.due)
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
