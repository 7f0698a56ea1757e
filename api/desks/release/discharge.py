"""What a release leaves on record: the order used, the custody over, its legal basis too."""

from datetime import timedelta
from uuid import UUID

from api.contract.gates import ReleaseRequest
from api.desks import prisoners
from api.desks.breaking_off import break_off_others
from api.desks.case import Case
from api.desks.release.evidence import FromCustody
from api.events.catalogue.custody import OrderUsed, ReleaseManual
from api.events.event import Event, emit
from api.events.facts import Facts
from api.registry import custody, legal_basis, orders
from api.registry.errors import OrderUnusable
from api.registry.movements import Footing
from api.registry.unit import Unit


def discharge(unit: Unit, case: Case[ReleaseRequest], evidence: FromCustody, decision_id: UUID) -> UUID:
    """The person who is free from now on. Raises OrderUnusable, NotInCustody, Conflict for a new hold."""
    person, order = case.asked.person_id, evidence.order
    if order is None:
        raise OrderUnusable("Nobody is released without an order.", status="missing")
    prisoners.unchanged(unit, person, evidence.holds)
    orders.claim(unit, order.order_id, decision_id)
    episode = custody.open_of(unit, person, locked=True)
    custody.end(unit, episode, Footing(case.passage.officer, order.order_id, decision_id))
    _finish_basis(unit, episode.id)
    break_off_others(unit, person, but=case.passage.id)
    if evidence.by_hand(case.policy.release, case.now):
        cause = "nothing-captured" if evidence.at_door.failed_at is None else "device-failed"
        _tell(unit, case, ReleaseManual(episode_id=episode.id, order_id=order.order_id, cause=cause))
    _tell(unit, case, OrderUsed(order_id=order.order_id, kind=order.kind.value))
    return person


def _finish_basis(unit: Unit, episode_id: UUID) -> None:
    """Nothing runs on for somebody who is free; what begins this instant ends in the next."""
    for period in legal_basis.of_episode(unit, episode_id):
        if period.ends is None:
            legal_basis.finish(unit, period, max(unit.now, period.begins + timedelta.resolution))


def _tell(unit: Unit, case: Case[ReleaseRequest], facts: Facts) -> None:
    emit(unit, Event(facts, case.facility.code, case.asked.person_id))
