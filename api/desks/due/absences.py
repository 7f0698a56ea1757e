"""Who should be back, or should have arrived, and is not."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from api.desks.absence.facts import absence
from api.desks.policies import PolicyShelf
from api.errors import NoPolicy
from api.events.catalogue.custody import MovementDueSoon, MovementMissing, MovementOverdue
from api.events.event import Event, emit
from api.gates.absence.overdue import Crossing, Standing, crossings
from api.gates.decision import Notify
from api.registry import marks
from api.registry.marks import Out
from api.registry.store import Store

_EVENTS: Mapping[Standing, type[MovementDueSoon | MovementOverdue | MovementMissing]] = MappingProxyType(
    {
        Standing.NEAR: MovementDueSoon,
        Standing.OVERDUE: MovementOverdue,
        Standing.MISSING: MovementMissing,
    }
)


def tell_absences(store: Store, policies: PolicyShelf, now: datetime) -> int:
    """Write who is due soon, overdue or missing, each once; of how many absences there was something."""
    with store.reading() as view:
        due = [(one, found) for one in marks.out(view) if (found := _crossed(one, policies, now))]
    for one, found in due:
        with store.writing(now) as unit:
            if marks.claim_absence(unit, one):
                for crossing in found:
                    told = _EVENTS[crossing.into](
                        movement_id=one.id,
                        kind=crossing.absence.kind,
                        due_back=crossing.absence.due,
                    )
                    parties = [each.party for each in crossing.consequences if isinstance(each, Notify)]
                    emit(unit, Event(told, one.facility or "", one.person_id, parties))
    return len(due)


def _crossed(one: Out, policies: PolicyShelf, now: datetime) -> Sequence[Crossing]:
    """What lies between what was told and now; nothing where no policy says when an absence is overdue."""
    if one.facility is None:
        return ()
    try:
        policy = policies.of(one.facility, now).absence
    except NoPolicy:
        return ()
    after = one.told_until or one.at - timedelta.resolution
    return crossings([absence(one, policy)], policy, after=after, until=now)
