"""Behind one address there may be a whole house: what some leave untaken is bounded, the others pass."""

import asyncio
from collections.abc import Iterator

import pytest

from api.connections.door import Course, Door, Phase
from api.connections.parameters import CALM, CROWDED, STALLED, STANDING
from tests.support.doors import Seconds, Somebody
from tests.support.doors import somebody as _at


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def test_few_of_one_address_stand_before_an_answer_of_which_they_take_nothing(
    loop: asyncio.AbstractEventLoop,
) -> None:
    clock = Seconds()
    door = Door(most=99, standing=2, together=9, clock=clock)
    still = [_at(Phase.TAKING, clock) for _ in range(2)]
    for one in still:
        assert door.enter(one, loop)
        door.stand(one)
    assert not door.enter(_at(Phase.HEADERS, clock), loop), "to answer a third would be work for nothing, too"
    assert door.enter(_at(Phase.HEADERS, clock, "10.0.0.9"), loop)
    clock.now += STALLED + 0.01
    assert door.enter(_at(Phase.HEADERS, clock), loop)
    assert all(one.told for one in still)
    assert door.enter(_at(Phase.HEADERS, clock), loop), "who is gone stands there no more"


def test_who_stands_before_an_answer_makes_a_crowd(loop: asyncio.AbstractEventLoop) -> None:
    clock = Seconds()
    door = Door(standing=2, clock=clock)
    still = [_at(Phase.TAKING, clock) for _ in range(2)]
    other = _at(Phase.TAKING, clock, "10.0.0.9")
    for one in (*still, other):
        door.enter(one, loop)
        door.stand(one)
    door.end_slow()
    clock.now += CROWDED.window + 0.01
    door.end_slow()
    assert [bool(one.told) for one in (*still, other)] == [True, True, False]


def test_who_has_begun_to_take_hinders_nobody_of_the_same_house(loop: asyncio.AbstractEventLoop) -> None:
    """A whole staff may come by one address that is no proxy's: slow lines, all at once."""
    clock = Seconds()
    door = Door(clock=clock)
    slow = [_at(Phase.TAKING, clock) for _ in range(STANDING - 1)]
    for one in slow:
        assert door.enter(one, loop)
        door.stand(one)
        door.move(one)
    for _ in range(STANDING):
        assert door.enter(_at(Phase.HEADERS, clock), loop)
    for _ in range(10):
        clock.now += CALM.window + 0.1
        for one in slow:
            one.at.octets += int(CALM.rate * CALM.window)
        door.end_slow()
        assert not any(one.told for one in slow)


def test_a_staff_with_more_browsers_than_places_is_let_in_by_one_address(
    loop: asyncio.AbstractEventLoop,
) -> None:
    """300 of them ask in turn, each over a connection that it leaves open: the longest idle gives way."""
    clock = Seconds()
    door = Door(clock=clock)
    gate = Somebody(Course(Phase.WORKING, clock.now, told=True))
    assert door.enter(gate, loop)
    for _ in range(300):
        browser = _at(Phase.HEADERS, clock)
        assert door.enter(browser, loop)
        browser.at.enter(Phase.WORKING, clock.now)
        clock.now += 0.03
        browser.at.enter(Phase.IDLE, clock.now)
        browser.at.told = True
        door.end_slow()
    assert not gate.told, "it is being served"


def test_behind_a_proxy_that_is_trusted_nobody_is_counted_together(loop: asyncio.AbstractEventLoop) -> None:
    clock = Seconds()
    door = Door(standing=1, proxy="10.0.0.1".__eq__, clock=clock)
    inside = [_at(Phase.TAKING, clock) for _ in range(9)]
    for one in inside:
        assert door.enter(one, loop)
        door.stand(one)
    door.end_slow()
    clock.now += CROWDED.window + 0.1
    door.end_slow()
    assert not any(one.told for one in inside)
