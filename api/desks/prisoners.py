"""What every desk gathers at which a prisoner passes: release, departure, return."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.desks.case import Case
from api.desks.failing import failed_at
from api.desks.looking import Groups, Rates, compare, search
from api.desks.orders import order_facts
from api.gates.decision import Deadline, GateDecision
from api.gates.doors.evidence import AtDoor
from api.gates.doors.policy import DoorPolicy
from api.gates.evidence import HoldFacts, OrderFacts, OrderKind, Signature
from api.registry import custody, holds, orders, persons
from api.registry.custody import Episode
from api.registry.errors import Conflict, NotInCustody
from api.registry.holds import Hold
from api.registry.orders import Order, OrderStatus
from api.registry.unit import Unit, View


@dataclass(frozen=True, slots=True)
class Door:
    """Where prisoners pass. groups, rates: whom its search goes through, and how often it may be wrong."""

    groups: Groups
    rates: Rates

    def stands(self, view: View, case: Case[Any], person_id: UUID, policy: DoorPolicy) -> AtDoor:
        """Who is there: compared with the person who is to pass, and searched for among the others."""
        gallery, probe = case.seen.gallery, case.seen.probe
        among = self.groups.of(view, policy.identity.galleries, case.now)
        return AtDoor(
            person_id=person_id,
            facility=case.facility.code,
            captured=case.captured,
            verified=compare(gallery, person_id, probe, self.rates),
            in_custody=search(gallery, among, probe, self.rates),
            attendance=case.attendance,
            asked_at=case.passage.asked_at,
            zone=case.policy.scope.zone,
            failed_at=failed_at(view, case, policy.by_hand.limit.within),
            verdicts=case.verdicts,
        )


def episode_of(view: View, person_id: UUID) -> Episode:
    """The custody that somebody is or was last in. Raises NotInCustody for one who never was.

    One that has ended is weighed too: whoever comes with a used order learns that it is used, and only what
    would be admitted meets that nobody is held.
    """
    found = custody.of(view, person_id)
    if not found:
        raise NotInCustody("The person is not in custody.")
    return found[-1]


def order_of(view: View, case: Case[Any], order_id: UUID | None) -> OrderFacts | None:
    """The order that they pass on. Raises NotOnRecord."""
    return None if order_id is None else order_facts(view, case, orders.one(view, order_id))


def holds_of(view: View, person_id: UUID) -> tuple[HoldFacts, ...]:
    """All other grounds to keep somebody, past ones too: holds, and commitments that nobody has carried out.

    A court that commits somebody who is inside already has no door at which its order would be used; what it
    says stands all the same until the court takes it back or it expires.
    """
    waiting = (_commitment_facts(one) for one in orders.of_person(view, person_id) if _commits(one))
    return (*map(_hold_facts, holds.of(view, person_id)), *waiting)


def unchanged(unit: Unit, person_id: UUID, weighed: tuple[HoldFacts, ...]) -> None:
    """Holds are still those that were weighed, and stay so until the unit closes. Raises Conflict.

    Whoever places one, or registers an order, refers to the person's row, and so waits for who has locked it,
    or is waited for.
    """
    persons.lock(unit, person_id)
    if {one.hold_id for one in holds_of(unit, person_id)} != {one.hold_id for one in weighed}:
        raise Conflict("A hold was placed on the person just now.", what="hold")


def first_due(decision: GateDecision) -> Deadline | None:
    """What must be settled first."""
    deadlines = (one for one in decision.consequences if isinstance(one, Deadline))
    return min(deadlines, key=lambda one: one.due, default=None)


def codes(decision: GateDecision) -> tuple[str, ...]:
    """Why it was decided so."""
    return tuple(found.reason.code for found in decision.reasons)


def _commits(one: Order) -> bool:
    """Whether an order still commits. A forged one keeps nobody; one whose key is unknown may be real."""
    return (
        one.kind is OrderKind.COMMITMENT
        and one.status is OrderStatus.OPEN
        and one.signature is not Signature.INVALID
    )


def _commitment_facts(one: Order) -> HoldFacts:
    return HoldFacts(
        hold_id=one.id,
        ground=one.kind.value,
        authority=one.text.court,
        since=one.valid_from,
        until=one.expires,
    )


def _hold_facts(one: Hold) -> HoldFacts:
    return HoldFacts(
        hold_id=one.id,
        ground=one.ground.value,
        authority=one.origin.authority,
        since=one.since,
        until=one.until,
        lifted_at=one.lifted,
    )
