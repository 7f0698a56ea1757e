"""What a gate's decision has told, as events: one for each topic, addressed to its parties."""

from collections import defaultdict
from uuid import UUID

from api.events.catalogue.gates import GateNotice
from api.events.event import Event
from api.gates.decision import Announce, GateDecision, Notify, Party


def notices(
    decision: GateDecision, decision_id: UUID, *, facility: str, person_id: UUID | None
) -> tuple[Event, ...]:
    """In the order of the rules; to be emitted in the unit that keeps the decision."""
    told: dict[str, set[Party]] = defaultdict(set)
    for one in _told(decision):
        told[one.topic].add(one.party)
    return tuple(
        Event(
            GateNotice(decision_id=decision_id, gate=decision.gate, topic=topic),
            facility,
            person_id,
            frozenset(parties),
        )
        for topic, parties in told.items()
    )


def addressed_by(decision: GateDecision) -> tuple[str, ...]:
    """The parties of all its notices, by their codes: kept with it, for events are forgotten."""
    return tuple(sorted({one.party.value for one in _told(decision)}))


def _told(decision: GateDecision) -> list[Notify | Announce]:
    return [one for one in decision.consequences if isinstance(one, Notify | Announce)]
