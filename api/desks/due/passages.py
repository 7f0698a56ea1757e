"""What is held at a gate and was to be settled by now, and what is held of people who are free."""

from datetime import datetime

from api.desks.breaking_off import break_off
from api.events.catalogue.gates import PassageOverdue
from api.events.event import Event, emit
from api.gates.decision import Party
from api.registry import deadlines, passages, persons
from api.registry.passages import Ending, PassageState
from api.registry.store import Store


def tell_deadlines(store: Store, now: datetime) -> int:
    """Write which deadlines have passed and who had to decide, each once; how many there were."""
    with store.reading() as view:
        found = deadlines.passed(view, now)
    for one in found:
        with store.writing(now) as unit:
            if deadlines.claim(unit, one):
                facts = PassageOverdue(
                    passage_id=one.passage_id,
                    gate=one.gate.value,
                    matter=one.deadline.matter,
                    decider=one.deadline.decider,
                    due=one.deadline.due,
                )
                parties = (Party.SUPERVISOR, Party.OMBUDSMAN)
                emit(unit, Event(facts, one.facility, one.person_id, parties))
    return len(found)


def close_of_the_free(store: Store, now: datetime) -> int:
    """Break off what only somebody in custody can pass and nobody holds any more; how many there were.

    A release closes what else is held of the person itself. This takes what was being decided in that moment.
    """
    with store.reading() as view:
        found = deadlines.of_the_free(view)
    for passage_id, person_id in found:
        with store.writing(now) as unit:
            persons.lock(unit, person_id)
            seen = passages.one(unit, passage_id, locked=True)
            if seen.state is PassageState.OPEN and (passage_id, person_id) in deadlines.of_the_free(unit):
                break_off(unit, seen, Ending.PERSON_RELEASED)
    if found:
        store.scrub()
    return len(found)
