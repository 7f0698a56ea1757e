"""The detention clocks of those who are held, as the registry has them, under their facility's policy."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime, tzinfo
from itertools import pairwise
from types import MappingProxyType
from uuid import UUID

from api.desks.policies import PolicyShelf
from api.errors import NoPolicy
from api.gates.clock.detention import DAY, ClockReading, ClockState, Detention, Suspension, read_clock
from api.gates.clock.policy import LegalBasis
from api.gates.days import legal_day
from api.gates.policy import Policy
from api.gates.reading.spans import calendar_time
from api.registry import detentions
from api.registry.custody import Episode, LegalStatus
from api.registry.detentions import Held, OnBasis, Stood
from api.registry.unit import View

_BASIS: Mapping[str, LegalBasis] = MappingProxyType(
    {
        LegalStatus.PRE_TRIAL: LegalBasis.PRE_TRIAL,
        LegalStatus.SENTENCED: LegalBasis.SENTENCED,
        LegalStatus.CIVIL: LegalBasis.CIVIL,
        LegalStatus.IMMIGRATION: LegalBasis.CIVIL,
    }
)


def clock_of(view: View, episode: Episode, policies: PolicyShelf, now: datetime) -> ClockReading | None:
    """How long somebody has been held on the latest basis, and how long the law allows.

    None where nobody can tell: the facility is not recorded, or has no policy today. Of a custody that has
    ended, as it stood on its last day.
    """
    held = detentions.of_episode(view, episode.id)
    return None if held is None else _read(held, policies, now)


def clock_states(
    view: View, persons: Collection[UUID], policies: PolicyShelf, now: datetime
) -> Mapping[UUID, ClockState]:
    """The state of the clock of each of these persons who is held; without those of whom nobody can tell."""
    read = {one.person_id: _read(one, policies, now) for one in detentions.of_persons(view, persons)}
    return {person: reading.state for person, reading in read.items() if reading is not None}


def clock_counts(view: View, facility: UUID, policy: Policy, now: datetime) -> Mapping[ClockState, int]:
    """How many of those whom a facility answers for stand in each state, under its policy of today."""
    held = detentions.at_facility(view, facility)
    states = Counter(reading_of(one, policy, now).state for one in held)
    return {state: states[state] for state in ClockState}


def basis_of(held: Held) -> LegalBasis:
    """On what ground somebody is held, in a policy's words."""
    return _BASIS.get(held.legal_status.value if held.latest is None else held.latest.basis, LegalBasis.OTHER)


def reading_of(held: Held, policy: Policy, now: datetime) -> ClockReading:
    """The clock of one custody; of one that has ended, as it stood on its last day."""
    return read_clock(_detention(held, policy), policy.clock, policy.scope.zone, held.ended or now)


def _read(held: Held, policies: PolicyShelf, now: datetime) -> ClockReading | None:
    if held.facility is None:
        return None
    try:
        policy = policies.of(held.facility, held.ended or now)
    except NoPolicy:
        return None
    return reading_of(held, policy, now)


def _detention(held: Held, policy: Policy) -> Detention:
    """Where the law sets a limit, days on the same basis before another one came between count too."""
    latest, zone, basis = held.latest, policy.scope.zone, basis_of(held)
    chain = [] if latest is None else [latest]
    while basis in policy.clock.statutes and chain and chain[-1].earlier is not None:
        chain.append(chain[-1].earlier)
    begun = chain[-1].begins if chain else held.admitted
    stood = [one for on in chain for one in on.stood]
    return Detention(
        basis=basis,
        admitted_at=max(begun, held.admitted),
        arrested_at=begun,
        suspensions=tuple(_suspension(one, zone) for one in stood),
        apart=tuple(_between(before, after, zone) for after, before in pairwise(chain)),
        term=None if latest is None or latest.term is None else calendar_time(latest.term),
        extended=latest is not None and latest.extended,
        until=None if latest is None else latest.last_day,
        case_file=held.case_file,
    )


def _between(before: OnBasis, after: OnBasis, zone: tzinfo) -> tuple[date, date]:
    """The days on another basis alone: those on which it changed count."""
    return legal_day(before.ended or after.begins, zone) + DAY, legal_day(after.begins, zone) - DAY


def _suspension(one: Stood, zone: tzinfo) -> Suspension:
    """The day on which the clock goes on counts again."""
    first = legal_day(one.begins, zone)
    last = None if one.ends is None else legal_day(one.ends, zone) - DAY
    return Suspension(one.cause, first, last)
