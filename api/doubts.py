"""Doubts that let somebody pass, once reviewers say that they were right: who is told.

A gate may admit while reviewers still look. What they then say of the one who passed reaches no gate any
more, so that it is told here, in the unit that settles the case: to the facility's supervisor, and to
whoever the decision was told to.
"""

from uuid import UUID

from api.adjudication.judgement import Judgement
from api.events.catalogue.persons import DoubtConfirmed
from api.events.event import Event, emit
from api.gates.decision import Party
from api.registry import adjudication, decisions, facilities, moved, passages
from api.registry.passages import Passage, PassageState
from api.registry.unit import Unit


def passage_of(unit: Unit, case_id: UUID | None) -> Passage | None:
    """The passage that a case was opened for, locked until the unit closes; None where there is none.

    To be asked before the case is locked: a gate that settles a passage takes them in this order too. So
    whichever comes second, the gate or the reviewer, sees what the first one did.
    """
    return None if case_id is None else passages.awaiting(unit, case_id, locked=True)


def tell(unit: Unit, passage: Passage | None, case_id: UUID) -> None:
    """What follows of a case that was settled just now; nothing where the gate can still heed it."""
    if passage is None or passage.state is not PassageState.ADMITTED:
        return
    assert passage.decision_id is not None  # noqa: S101 - it was decided: it is settled
    row = adjudication.one(unit, case_id).row
    if passage.person_id is None or row.result is not Judgement.SAME:
        return
    passed, same_as = moved.current(unit, passage.person_id), moved.current(unit, row.person_id)
    if passed == same_as:  # their own record, or the two were put together meanwhile
        return
    decision = decisions.one(unit, passage.decision_id)
    facts = DoubtConfirmed(
        decision_id=decision.id,
        gate=decision.gate,
        decided_at=decision.at,
        case_id=case_id,
        person_id=passed,
        same_as_id=same_as,
    )
    parties = {Party.SUPERVISOR, *map(Party, decision.addressed)}
    facility = facilities.one(unit, passage.facility_id).code
    emit(unit, Event(facts, facility, passed, parties))
