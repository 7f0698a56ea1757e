"""A held passage is given up: what waits with it is destroyed, its reviews are withdrawn."""

from uuid import UUID

from api.desks.omitting import withdraw
from api.registry import deadlines, passages
from api.registry.passages import Ending, Passage, PassageState
from api.registry.unit import Unit


def break_off(unit: Unit, waiting: Passage, why: Ending) -> None:
    """Raises Overtaken, Conflict for one that is settled. Whoever calls scrubs the store afterwards."""
    passages.settle(unit, waiting, PassageState.ABANDONED, why)
    deadlines.put(unit, waiting.id, ())
    for case_id in passages.reviews(unit, waiting.id):
        withdraw(unit, case_id)


def break_off_others(unit: Unit, person_id: UUID, but: UUID) -> None:
    """Whatever else is held of somebody who goes free.

    What is being decided at this moment is left alone: to wait for it would be to wait for each other. It
    meets that the person is free, and the next round takes it (`api/desks/due/passages.py`).
    """
    for one in passages.idle(unit, person_id, deadlines.AT_THE_DOOR):
        if one.id != but:
            break_off(unit, one, Ending.PERSON_RELEASED)
