"""Deadlines of what a gate holds: told once when they pass, closed when they have become void."""

from datetime import datetime
from uuid import UUID

import pytest

from api.contract.gates import DepartureRequest, ReleaseRequest
from api.desks.case import Decided
from api.gates.decision import Deadline, Outcome
from api.gates.evidence import OrderKind
from api.registry import custody, deadlines, passages
from api.registry.errors import Conflict
from api.registry.passages import Ending, PassageState
from tests.support.due import DAY, HOUR, WHO, events, go
from tests.support.house import House, shown


def waits(house: House) -> Decided:
    """A release that a second officer has not signed."""
    order = house.order("9", OrderKind.RELEASE, person_id=WHO)
    request = ReleaseRequest(facility=house.code, person_id=WHO, order_id=order, samples=shown(1))
    return house.ask(house.gates.release, request)


def wants_out(house: House) -> Decided:
    """A way to court that a second officer has not signed."""
    order = house.order("10", OrderKind.COURT, person_id=WHO)
    request = DepartureRequest(
        facility=house.code,
        person_id=WHO,
        kind="court",
        order_id=order,
        due=house.clock.now() + 4 * HOUR,
        samples=shown(1),
    )
    return house.ask(house.gates.departure, request)


def broken(house: House) -> Decided:
    """A release held for want of anything captured: a supervisor has to settle it by an hour."""
    order = house.order("11", OrderKind.RELEASE, person_id=WHO)
    return house.ask(house.gates.release, ReleaseRequest(facility=house.code, person_id=WHO, order_id=order))


def latest(house: House, passage: UUID) -> datetime:
    """By when the last of what it waits for must be settled."""
    found = house.gates.house.passage(passage)
    assert found.deadlines
    return max(one.due for one in found.deadlines)


def test_a_deadline_that_passes_names_the_decider_once(house: House) -> None:
    house.prisoner(1)
    held_at = broken(house)
    shown_one = house.gates.house.passage(held_at.passage.id)
    first = shown_one.deadlines[0]
    assert {(one.matter, one.decider) for one in shown_one.deadlines} == {
        (one.matter, one.decider) for one in held_at.decision.consequences if isinstance(one, Deadline)
    }
    assert go(house) == []
    house.clock.advance_to(latest(house, held_at.passage.id))
    told = go(house)
    assert set(told) == {"passage.overdue"}
    assert len(told) == len(shown_one.deadlines)
    assert first.decider in {
        facts["decider"] for kind, _, facts in events(house) if kind == "passage.overdue"
    }
    house.again(held_at.passage.id)
    assert "passage.overdue" not in go(house, HOUR)


def test_what_is_settled_in_time_raises_nothing(house: House) -> None:
    house.prisoner(1)
    one = broken(house)
    due = latest(house, one.passage.id)
    house.gates.house.abandon(one.passage.id)
    with house.registry.reading() as view:
        assert passages.one(view, one.passage.id).ending is Ending.BY_OFFICER
        assert deadlines.of(view, [one.passage.id]) == {}
    house.clock.advance_to(due + DAY)
    assert go(house) == []


def test_a_release_closes_whatever_else_is_held_of_the_person(house: House) -> None:
    for number in (1, 2):
        house.prisoner(number)
    other, release = wants_out(house), waits(house)
    assert {one.decision.outcome for one in (other, release)} == {Outcome.HOLD}
    freed = house.sign(release.passage.id, "release")
    assert freed.decision.outcome is Outcome.ADMIT
    with house.registry.reading() as view:
        closed = passages.one(view, other.passage.id)
        assert (closed.state, closed.ending, closed.asked) == (
            PassageState.ABANDONED,
            Ending.PERSON_RELEASED,
            None,
        )
        assert passages.one(view, release.passage.id).state is PassageState.ADMITTED
    with pytest.raises(Conflict):
        house.sign(other.passage.id, "departure")


def test_what_was_being_decided_when_somebody_went_free_is_closed_by_the_next_round(house: House) -> None:
    house.prisoner(1)
    other = wants_out(house)
    with house.registry.writing(house.clock.now()) as unit:
        custody.end(unit, custody.open_of(unit, WHO))
    go(house)
    with house.registry.reading() as view:
        assert passages.one(view, other.passage.id).ending is Ending.PERSON_RELEASED
