"""How many visits are left: counted in legal days of the facility, and never below none."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import ClassVar

from api.gates.decision import Outcome, Said
from api.gates.rule import Rule
from api.gates.visits.evidence import Entering, VisitFacts
from api.gates.visits.paths import is_minor
from api.gates.visits.policy import Quota, VisitsPolicy


def counted(visits: Iterable[VisitFacts], quota: Quota, zone: tzinfo, now: datetime) -> list[VisitFacts]:
    """The visits of the quota's days, the earliest first; a visit belongs to the day on which it began."""
    first = now.astimezone(zone).date() - timedelta(days=quota.days - 1)
    within = (one for one in visits if one.entered_at.astimezone(zone).date() >= first)
    return sorted(within, key=lambda one: one.entered_at)


def remaining(visits: Iterable[VisitFacts], quota: Quota, zone: tzinfo, now: datetime) -> int:
    """Visits left, 0 at the least."""
    return max(0, quota.visits - len(counted(visits, quota, zone, now)))


class _WithinQuota(Rule[Entering, VisitsPolicy]):
    """One of the two quotas; visits of kinds that are exempt neither need nor use it up.

    A minor's visit is part of their guardian's: a family uses up one.
    """

    used_up: ClassVar[str]

    def quota(self, policy: VisitsPolicy) -> Quota:
        """Which."""
        raise NotImplementedError

    def concerns(self, visit: VisitFacts, evidence: Entering) -> bool:
        """Whose visits count."""
        raise NotImplementedError

    def judge(self, evidence: Entering, policy: VisitsPolicy, now: datetime) -> Said | None:
        """When it is used up, the reason says from which day on a visit is free again."""
        minor = is_minor(evidence.visitor, policy, now, evidence.zone)
        if minor or evidence.visitor.kind in policy.exempt:
            return None
        quota = self.quota(policy)
        visits = [
            one
            for one in evidence.visits
            if one.kind not in policy.exempt and one.guardian_id is None and self.concerns(one, evidence)
        ]
        told: dict[str, str | int | float] = {"visits": quota.visits, "days": quota.days}
        left = remaining(visits, quota, evidence.zone, now)
        if left:
            return Said(Outcome.ADMIT, "visit-within-quota", told | {"left": left})
        used = counted(visits, quota, evidence.zone, now)
        frees = used[len(used) - quota.visits].entered_at.astimezone(evidence.zone).date()
        free_on = frees + timedelta(days=quota.days)
        return Said(Outcome.REFUSE, self.used_up, told | {"free_on": free_on.isoformat()})


class VisitorQuota(_WithinQuota):
    """The visitor has visits left, to whomever they go."""

    name = "visitor-quota"
    used_up = "visitor-quota-used"

    def quota(self, policy: VisitsPolicy) -> Quota:
        """The visitor's."""
        return policy.visitor_quota

    def concerns(self, visit: VisitFacts, evidence: Entering) -> bool:
        """This visitor's visits."""
        return visit.visitor_id == evidence.visitor.person_id


class PrisonerQuota(_WithinQuota):
    """The prisoner has visits left, whoever comes."""

    name = "prisoner-quota"
    used_up = "prisoner-quota-used"

    def quota(self, policy: VisitsPolicy) -> Quota:
        """The prisoner's."""
        return policy.prisoner_quota

    def concerns(self, visit: VisitFacts, evidence: Entering) -> bool:
        """Visits to this prisoner."""
        return visit.prisoner_id == evidence.prisoner.person_id
