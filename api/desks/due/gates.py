"""Which gates have fallen silent, and which of those are back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.auth.stations import PREFIX
from api.board.parameters import OFFLINE_AFTER
from api.desks.policies import PolicyShelf
from api.errors import NoPolicy
from api.events.catalogue.gates import GateBack, GateSilent
from api.events.event import Event, emit
from api.events.facts import Facts
from api.gates.decision import Party
from api.gates.presence import PresencePolicy
from api.registry import facilities, presence, stations
from api.registry.facilities import Facility
from api.registry.presence import Presence
from api.registry.store import Store
from api.registry.unit import Unit, View

MOST_AT_ONCE = 100
"""Of one house in one round, and as many that are back: the next round tells of more. No house has so many
gates; but whoever may report one may make up names."""


@dataclass(frozen=True, slots=True)
class _News:
    """claim: changes the gate's mark, and says whether it was this unit that did."""

    gate: Presence
    facility: str
    claim: Callable[[Unit, Presence], bool]
    facts: Facts


def tell_gates(store: Store, policies: PolicyShelf, now: datetime) -> int:
    """Write which gates are back and which have fallen silent, each once; how many there were."""
    with store.reading() as view:
        found = [
            one
            for house in facilities.every(view)
            for one in (*_back(view, house), *_silent(view, house, now - _limit(policies, house.code, now)))
        ]
    for one in found:
        with store.writing(now) as unit:
            if one.claim(unit, one.gate):
                emit(unit, Event(one.facts, one.facility, None, (Party.SUPERVISOR,)))
    return len(found)


def _back(view: View, house: Facility) -> Iterator[_News]:
    for gate in presence.returned(view, house.id, MOST_AT_ONCE):
        facts = GateBack(gate_id=gate.id, heard_at=gate.heard_at)
        yield _News(gate, house.code, presence.claim_return, facts)


def _silent(view: View, house: Facility, since: datetime) -> Iterator[_News]:
    """Nobody waits for a station that was taken out of use: that it is silent is what was wanted."""
    unused = [f"{PREFIX}{one}" for one in stations.out_of_use(view, house.id)]
    for gate in presence.silent(view, house.id, since, but_of=unused, limit=MOST_AT_ONCE):
        facts = GateSilent(gate_id=gate.id, heard_at=gate.heard_at)
        yield _News(gate, house.code, presence.claim_silence, facts)


def _limit(policies: PolicyShelf, code: str, now: datetime) -> timedelta:
    """Never less than a board needs to show a gate as offline. That a machine is silent concerns a house
    without a policy as well."""
    try:
        policy = policies.of(code, now).presence
    except NoPolicy:
        policy = PresencePolicy()
    return max(policy.silent_after, OFFLINE_AFTER)
