"""Rounds over what falls due in a house, and what they told."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from api.desks.due.round import Round
from api.events.sequencer import distribute
from api.gates.clock.policy import LegalBasis
from api.registry import custody, legal_basis, outbox
from api.registry.custody import Episode, LegalStatus
from api.registry.legal_basis import BasisPeriod
from tests.support.clock import START
from tests.support.house import POLICY, House, person_id

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
STATUTE = POLICY.clock.statutes[LegalBasis.PRE_TRIAL]
LIMIT = (STATUTE.maximum.after(START.date()) - START.date()).days
WHO = person_id(1)


def held(house: House, number: int = 1, *, filed: bool = True) -> BasisPeriod:
    """Somebody who came in today and waits for trial."""
    who, now = house.enrol(number, None), house.clock.now()
    episode = Episode(
        person_id=who,
        facility_id=house.facility,
        admitted=now,
        legal_status=LegalStatus.PRE_TRIAL,
        case_reference="1/26" if filed else None,
    )
    period = BasisPeriod(
        episode_id=episode.id, person_id=who, basis="pre-trial", begins=now, entered_by="court"
    )
    with house.registry.writing(now) as unit:
        custody.admit(unit, episode)
        return legal_basis.begin(unit, period)


def go(house: House, by: timedelta = timedelta()) -> list[str]:
    """What is told by a round of a service that was just started, so much later."""
    house.clock.advance(by)
    before = len(events(house))
    Round(house.registry, house.gates.house.policies, house.clock).go()
    return [kind for kind, _, _ in events(house)[before:]]


def events(house: House) -> list[tuple[str, UUID | None, Mapping[str, Any]]]:
    """Everything that partners were ever told: type, person, facts."""
    distribute(house.registry, house.clock.now())
    with house.registry.reading() as view:
        found = outbox.after(view, 0, 500)
    return [(one.content.type, one.person_id, one.content.facts) for one in found]


def facts_of(house: House, kind: str) -> Mapping[str, Any]:
    """Of the last event of a type."""
    return next(facts for told, _, facts in reversed(events(house)) if told == kind)
