"""Release: the one whom the court sets free goes, and nobody else."""

from datetime import datetime, time
from typing import ClassVar
from uuid import UUID

from api.contract.gates import ReleaseRequest
from api.desks import prisoners
from api.desks.case import Case
from api.desks.certainty import Looked
from api.desks.desk import Desk
from api.desks.detention import reading_of
from api.desks.looking import Groups, Rates
from api.desks.prisoners import Door
from api.desks.release.discharge import discharge
from api.desks.release.evidence import FromCustody
from api.events.catalogue.custody import ReleaseDone, ReleaseHeld, ReleaseRefused
from api.events.facts import Facts
from api.gates.clock.detention import DAY
from api.gates.decision import GateDecision, Outcome
from api.gates.policy import Policy
from api.gates.release.book import RELEASE
from api.gates.release.policy import ReleasePolicy
from api.registry import detentions
from api.registry.custody import Episode
from api.registry.errors import NotInCustody
from api.registry.unit import Unit, View


class ReleaseDesk(Desk[ReleaseRequest, FromCustody, ReleasePolicy]):
    """A prisoner is to be set free."""

    asks: ClassVar = ReleaseRequest
    book = RELEASE

    def __init__(self, groups: Groups, rates: Rates) -> None:
        self._door = Door(groups, rates)

    def subject(self, view: View, asked: ReleaseRequest) -> UUID:
        """The prisoner. Raises NotInCustody for somebody who never was one."""
        return prisoners.episode_of(view, asked.person_id).person_id

    def section(self, policy: Policy) -> ReleasePolicy:
        """That of release."""
        return policy.release

    def gather(self, view: View, case: Case[ReleaseRequest]) -> FromCustody:
        """The order, every other ground to stay, and whom the one at the door is like.

        Raises NotInCustody for one whom another house holds: that house lets go, or sends them here.
        """
        person = case.asked.person_id
        episode = prisoners.episode_of(view, person)
        if episode.ended is None and episode.facility_id not in (None, case.facility.id):
            raise NotInCustody("The person is not held in this house.")
        return FromCustody(
            at_door=self._door.stands(view, case, person, case.policy.release),
            order=prisoners.order_of(view, case, case.asked.order_id),
            holds=prisoners.holds_of(view, person),
            lawful_until=_lawful_until(view, case, episode),
            episode=episode,
        )

    def looked(self, evidence: FromCustody) -> Looked:
        """With the prisoner, and with everybody in custody."""
        return Looked(evidence.at_door.verified, evidence.at_door.in_custody)

    def carry_out(
        self, unit: Unit, case: Case[ReleaseRequest], evidence: FromCustody, decision_id: UUID
    ) -> tuple[UUID, ...]:
        """The person is free, the order used. Raises OrderUnusable, NotInCustody, Conflict for a new hold."""
        return (discharge(unit, case, evidence, decision_id),)

    def told(self, case: Case[ReleaseRequest], evidence: FromCustody, decision: GateDecision) -> Facts:
        """Released, held until somebody decides, or refused for want of a ground."""
        episode_id = evidence.episode.id
        order_id = None if evidence.order is None else evidence.order.order_id
        if decision.outcome is Outcome.ADMIT and order_id is not None:
            manual = evidence.by_hand(case.policy.release, case.now)
            return ReleaseDone(episode_id=episode_id, order_id=order_id, manual=manual)
        reasons = prisoners.codes(decision)
        if decision.outcome is Outcome.REFUSE:
            return ReleaseRefused(episode_id=episode_id, order_id=order_id, reasons=reasons)
        due = prisoners.first_due(decision)
        return ReleaseHeld(
            episode_id=episode_id,
            order_id=order_id,
            reasons=reasons,
            decider=due.decider if due else None,
            due=due.due if due else None,
        )


def _lawful_until(view: View, case: Case[ReleaseRequest], episode: Episode) -> datetime | None:
    """The end of the last day that the detention clock allows, by the law's count or by the court's word.

    None where there is no limit, or nobody can say yet: a suspension lasts.
    """
    held = detentions.of_episode(view, episode.id)
    if held is None:
        return None
    reading = reading_of(held, case.policy, case.now)
    days = [day for day in (reading.last_day, reading.until) if day is not None]
    zone = case.policy.scope.zone
    return datetime.combine(min(days) + DAY, time(), zone) if days else None
