"""How a visiting area stands at closing time: what the store has of it, as the pure rules take it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from api.desks.policies import PolicyShelf
from api.desks.visits import facts
from api.gates.decision import GateDecision
from api.gates.policy import Policy
from api.gates.rollcall.observations import Found, Observation, Round
from api.gates.visits.closing import Reconciliation, reconcile
from api.gates.visits.locking import CLOSING, Locking
from api.registry import closings, facilities, visits
from api.registry.closings import Closing, Look, Reconciled
from api.registry.unit import View


@dataclass(frozen=True, slots=True)
class Area:
    """A closing as it stands. facility: a code. looks: by their numbers, explained ones too."""

    closing: Closing
    facility: str
    found: Reconciliation
    decision: GateDecision
    looks: Mapping[UUID, Look]
    reconciled: Sequence[Reconciled]


def area(view: View, closing: Closing, policies: PolicyShelf, now: datetime) -> Area:
    """One that is locked stands as it was locked. Raises NoPolicy."""
    at = closing.locked or now
    facility = facilities.one(view, closing.facility_id).code
    policy = policies.of(facility, at)
    found_out = closings.reconciliations(view, closing.id)
    looks = closings.looks(view, closing.id)
    explained = {one.look_id for one in found_out}
    seen = frozenset(_observation(one) for one in looks if one.id not in explained)
    today = visits.since(view, closing.facility_id, _beginning(policy, closing), closing.locked)
    found = reconcile(facts.visit_facts(view, today, policy), Round(seen, closing.searched))
    decision = CLOSING.decide(Locking(found, closing.begun), policy.visits, under=policy.under, now=at)
    return Area(closing, facility, found, decision, {one.id: one for one in looks}, found_out)


def _beginning(policy: Policy, closing: Closing) -> datetime:
    """Of the legal day on which a closing began: whoever left before it is not looked for."""
    zone = policy.scope.zone
    return datetime.combine(closing.begun.astimezone(zone).date(), time(), zone)


def _observation(look: Look) -> Observation:
    if look.person_id is None:
        return Observation(look.id, look.at, look.officer)
    if look.decision is None:
        return Observation(look.id, look.at, look.officer, by_hand=look.person_id)
    found = Found(look.person_id, look.decision, look.contradicted)
    return Observation(look.id, look.at, look.officer, found)
