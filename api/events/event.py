"""Telling that something happened: in the same transaction as what it tells, or not at all."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from api.events.facts import Facts
from api.gates.decision import Party
from api.registry import outbox
from api.registry.outbox import Content
from api.registry.unit import Unit


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. facts: what, by the type of their class; facility: where, its code.

    person_id: whom it is about, the subject, None as long as nobody is identified. Events of one person are
    told in their order. parties: whom it addresses in particular; a subscription may be limited to one party.
    """

    facts: Facts
    facility: str
    person_id: UUID | None
    parties: Collection[Party] = ()


def emit(unit: Unit, event: Event) -> UUID:
    """Write an event into the outbox; its id. It is told once the unit is committed, and only then."""
    facts = event.facts
    content = Content(
        facts.type,
        facts.version,
        event.facility,
        tuple(sorted(event.parties)),
        facts.model_dump(mode="json"),
    )
    return outbox.append(unit, content, person_id=event.person_id)
