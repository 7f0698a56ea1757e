"""Whose detention clock has crossed a line since it was last looked at."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from api.desks.detention import basis_of, reading_of
from api.desks.policies import PolicyShelf
from api.errors import NoPolicy
from api.events.catalogue.clock import ClockEased, ClockNear, ClockOver, LegalBasisLapsed
from api.events.catalogue.custody import CaseFileMissing
from api.events.event import Event, emit
from api.events.facts import Facts
from api.gates.clock.crossings import ClockWentBack, Crossing, Mark, look
from api.gates.clock.detention import ClockReading
from api.gates.decision import Party
from api.registry import detentions, facilities, marks
from api.registry.detentions import Held
from api.registry.store import Store
from api.registry.unit import View

log = logging.getLogger("umbral.due")

_TOLD: Mapping[Crossing, tuple[Party, ...]] = MappingProxyType(
    {
        Crossing.NEAR: (Party.SUPERVISOR, Party.DEFENDER),
        Crossing.OVER: (Party.SUPERVISOR, Party.DEFENDER, Party.COURT, Party.OMBUDSMAN),
        Crossing.LAPSED: (Party.SUPERVISOR, Party.DEFENDER, Party.COURT),
        Crossing.EASED: (Party.SUPERVISOR, Party.DEFENDER),
        Crossing.CASE_FILE_MISSING: (Party.SUPERVISOR, Party.DEFENDER, Party.COURT),
    }
)
"""Who is told. That a file was found is told where it is linked."""


@dataclass(frozen=True, slots=True)
class _Crossed:
    """A clock that crossed lines. seen: its mark before, None for one that was never looked at."""

    held: Held
    reading: ClockReading
    seen: Mark | None
    mark: Mark
    crossings: Sequence[Crossing]


def tell_crossings(store: Store, policies: PolicyShelf, now: datetime) -> int:
    """Write what was crossed, each in a unit of its own with its mark; how many clocks crossed a line.

    A facility without a policy today is passed over: nobody can tell how its clocks stand.
    """
    with store.reading() as view:
        crossed = [
            one
            for facility in facilities.every(view)
            for one in _of_facility(view, policies, facility.id, facility.code, now)
        ]
    for one in crossed:
        with store.writing(now) as unit:
            if marks.claim_clock(unit, one.held.episode_id, one.seen, one.mark):
                for crossing in one.crossings:
                    if crossing in _TOLD:
                        facts = _facts(crossing, one.held, one.reading)
                        place = one.held.facility or ""
                        emit(unit, Event(facts, place, one.held.person_id, _TOLD[crossing]))
    return len(crossed)


def _of_facility(
    view: View, policies: PolicyShelf, facility_id: UUID, code: str, now: datetime
) -> Iterator[_Crossed]:
    try:
        policy = policies.of(code, now)
    except NoPolicy:
        return
    held = detentions.at_facility(view, facility_id)
    before = marks.of_clocks(view, [one.episode_id for one in held])
    for one in held:
        reading, seen = reading_of(one, policy, now), before.get(one.episode_id)
        last = seen or Mark(min(one.admitted, now))
        try:
            mark, crossings = look(last, reading, now)
        except ClockWentBack as error:
            log.critical("%s", error.diagnostics())
            continue
        if crossings:
            yield _Crossed(one, reading, seen, mark, crossings)


def _facts(crossing: Crossing, held: Held, reading: ClockReading) -> Facts:
    episode, basis = held.episode_id, basis_of(held)
    if crossing is Crossing.CASE_FILE_MISSING:
        return CaseFileMissing(episode_id=episode)
    if crossing is Crossing.LAPSED:
        return LegalBasisLapsed(episode_id=episode, legal_basis=basis)
    kinds = {Crossing.NEAR: ClockNear, Crossing.OVER: ClockOver, Crossing.EASED: ClockEased}
    return kinds[crossing](
        episode_id=episode, legal_basis=basis, days=reading.days, limit_days=reading.limit_days
    )
