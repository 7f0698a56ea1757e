"""What keeps something of a person, in the words of the policy that says for how long."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from api.desks.policies import PolicyShelf
from api.errors import NoPolicy
from api.gates.policy import Policy
from api.gates.reading.spans import Period
from api.gates.retention.policy import NEVER_GUILTY, Ending, Keeping
from api.gates.retention.schedule import LegalHold, keeping_after
from api.gates.retention.standing import Ground, Kept
from api.registry import legal_holds, moved
from api.registry.custody import LegalStatus
from api.registry.kept import Custody, Facts, Visiting
from api.registry.unit import View

LASTING = Keeping(Period(), Period(), Period())
"""Of a ground that has not ended: its limits do not count yet."""

_SOME_DAY = date(2000, 1, 1)


Valid = Mapping[str, Policy]
"""Today's policies, by facility."""


def valid(policies: PolicyShelf, now: datetime) -> Valid:
    """Of every facility that has one."""
    return {code: policy for code in policies.facilities() if (policy := _of(code, policies, now))}


def facility_of(policy: str, policies: PolicyShelf) -> str | None:
    """Whose policy is named so."""
    return next((one.scope.facility for one in policies.every() if one.under == policy), None)


def covers(view: View) -> Mapping[UUID, Sequence[LegalHold]]:
    """What legal holds keep, by person; of somebody who ceased, for whom they turned out to be."""
    found: dict[UUID, list[LegalHold]] = defaultdict(list)
    for one in legal_holds.standing(view):
        if (covered := one.covers()) is not None:
            found[moved.current(view, one.person_id)].append(covered)
    return found


def kept(facts: Facts, holds: Iterable[LegalHold], policies: Valid, now: datetime) -> Kept | None:
    """What is judged of a person; None where no policy that holds today says how long anything is kept."""
    found = list(_grounds(facts, policies, now))
    if any(one is None for one in found):
        return None
    grounds = [one for one in found if one is not None]
    return Kept(grounds, tuple(holds), facts.captured, facts.sealed)


def _grounds(facts: Facts, policies: Valid, now: datetime) -> Iterator[Ground | None]:
    for custody in facts.custodies:
        yield _custody(custody, policies, now)
    if facts.listed:
        yield _lasting("listed")
    if facts.visiting is not None:
        yield _visits(facts.visiting, policies)
    elif not facts.custodies and not facts.listed:  # on record for no reason that anybody entered
        yield _visits(Visiting(None, facts.enrolled, lasts=False), policies)


def _custody(custody: Custody, policies: Valid, now: datetime) -> Ground | None:
    """How it ended, the case system says; until it does, whoever was not sentenced waits for their trial."""
    if custody.ended is None:
        return _lasting("custody")
    policy = _policy(custody.facility, policies)
    if policy is None:
        return None
    ending, since = _ending(custody, custody.ended, now)
    acquitted = custody.captured if ending in NEVER_GUILTY else frozenset()
    keeping = keeping_after(ending, policy.retention)
    rule = f"retention.endings.{ending.value}"
    return Ground(rule, policy.under, keeping, since, policy.scope.zone, acquitted)


def _ending(custody: Custody, ended: datetime, now: datetime) -> tuple[Ending, datetime]:
    final = [(ending, since) for ending, since in custody.said if since <= now]
    if final:
        ending, since = final[-1]
        return ending, max(ended, since) if ending in NEVER_GUILTY else ended
    served = custody.legal_status is LegalStatus.SENTENCED
    return (Ending.SERVED if served else Ending.AWAITING_TRIAL), ended


def _visits(visiting: Visiting, policies: Valid) -> Ground | None:
    if visiting.lasts:
        return _lasting("visits")
    policy = _policy(visiting.facility, policies)
    if policy is None:
        return None
    keeping, zone = policy.retention.visitors, policy.scope.zone
    return Ground("retention.visitors", policy.under, keeping, visiting.last, zone)


def _lasting(rule: str) -> Ground:
    return Ground(rule, "", LASTING, None, UTC)


def _policy(facility: str | None, policies: Valid) -> Policy | None:
    """That of the facility; where none is known, or it has none, the one that keeps visitors shortest."""
    if facility is not None and facility in policies:
        return policies[facility]
    return min(policies.values(), key=_visitors_gone, default=None)


def _of(code: str, policies: PolicyShelf, now: datetime) -> Policy | None:
    try:
        return policies.of(code, now)
    except NoPolicy:
        return None


def _visitors_gone(policy: Policy) -> tuple[date, str]:
    keeping = policy.retention.visitors
    return keeping.archived.after(keeping.active.after(_SOME_DAY)), policy.scope.facility
