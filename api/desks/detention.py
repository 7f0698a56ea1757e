"""The detention clock of somebody's custody, as the registry has it, under their facility's policy."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from types import MappingProxyType

from api.desks.policies import PolicyShelf
from api.errors import NoPolicy
from api.gates.clock.detention import DAY, ClockReading, Detention, Suspension, read_clock
from api.gates.clock.policy import LegalBasis, SuspensionReason
from api.gates.days import legal_day
from api.registry import facilities, legal_basis
from api.registry.custody import Episode, LegalStatus
from api.registry.legal_basis import BasisPeriod, Suspends
from api.registry.legal_basis import Suspension as Stored
from api.registry.unit import View

_BASIS: Mapping[str, LegalBasis] = MappingProxyType(
    {
        LegalStatus.PRE_TRIAL: LegalBasis.PRE_TRIAL,
        LegalStatus.SENTENCED: LegalBasis.SENTENCED,
        LegalStatus.CIVIL: LegalBasis.CIVIL,
        LegalStatus.IMMIGRATION: LegalBasis.CIVIL,
    }
)
_REASON: Mapping[Suspends, SuspensionReason] = MappingProxyType(
    {
        Suspends.AT_LARGE: SuspensionReason.ESCAPE,
        Suspends.DEFENCE_REQUEST: SuspensionReason.DEFENCE_DELAY,
        Suspends.OTHER_SENTENCE: SuspensionReason.OTHER_SENTENCE,
    }
)
"""What the registry calls otherwise than a policy does. A court's order alone names no reason of a statute:
the clock runs on then, in favour of whoever is held."""


def clock_of(view: View, episode: Episode, policies: PolicyShelf, now: datetime) -> ClockReading | None:
    """How long somebody has been held on the latest basis, and how long the law allows.

    None where nobody can tell: the facility is not recorded, or has no policy today. Of a custody that has
    ended, as it stood on its last day.
    """
    if episode.facility_id is None:
        return None
    at = episode.ended or now
    try:
        policy = policies.of(facilities.one(view, episode.facility_id).code, at)
    except NoPolicy:
        return None
    periods = legal_basis.of_episode(view, episode.id)
    stood = legal_basis.suspensions(view, periods[-1:])
    return read_clock(
        _detention(episode, periods[-1:], stood, policy.scope.zone), policy.clock, policy.scope.zone, at
    )


def _detention(
    episode: Episode, latest: Sequence[BasisPeriod], stood: Sequence[Stored], zone: tzinfo
) -> Detention:
    basis = latest[0].basis if latest else episode.legal_status.value
    begun = latest[0].begins if latest else episode.admitted
    return Detention(
        basis=_BASIS.get(basis, LegalBasis.OTHER),
        admitted_at=max(begun, episode.admitted),
        arrested_at=begun,
        suspensions=tuple(_suspension(one, zone) for one in stood if one.cause in _REASON),
        case_file=episode.case_reference is not None,
    )


def _suspension(one: Stored, zone: tzinfo) -> Suspension:
    """The day on which the clock goes on counts again."""
    first = legal_day(one.begins, zone)
    last = None if one.ends is None else legal_day(one.ends, zone) - DAY
    return Suspension(_REASON[one.cause], first, last)
