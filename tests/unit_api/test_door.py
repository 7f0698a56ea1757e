"""Who may stay connected: in calm all have time, in a crowd who gets on, in a full house who is served."""

import asyncio
from collections.abc import Iterator
from http import HTTPStatus

import pytest

from api.connections.door import Course, Door, Phase
from api.connections.parameters import (
    CALM,
    CROWD_SECONDS,
    CROWDED,
    IN_VAIN,
    JUST_COME,
    LEFTOVER_SECONDS,
    STALLED,
)
from tests.support.doors import Seconds, Somebody
from tests.support.doors import somebody as _at


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.mark.parametrize(
    ("phase", "seconds"), [(Phase.HEADERS, CALM.headers), (Phase.LEFTOVER, LEFTOVER_SECONDS)]
)
def test_a_phase_has_its_time(phase: Phase, seconds: float) -> None:
    course = Course(phase, 0.0)
    assert not course.too_slow(seconds, CALM)
    assert course.too_slow(seconds + 0.1, CALM)


@pytest.mark.parametrize("phase", [Phase.WORKING, Phase.IDLE])
def test_who_waits_for_us_is_never_slow(phase: Phase) -> None:
    assert not Course(phase, 0.0).too_slow(1e6, CROWDED)


@pytest.mark.parametrize("phase", [Phase.BODY, Phase.TAKING])
def test_every_window_needs_its_octets_and_none_borrows_of_another(phase: Phase) -> None:
    enough = int(CALM.rate * CALM.window)
    course = Course(phase, 0.0, octets=100 * enough)
    assert not course.too_slow(CALM.window + 0.1, CALM)
    course.octets += enough - 1
    assert course.too_slow(2 * CALM.window + 0.3, CALM)


def test_another_phase_begins_anew_and_the_same_goes_on() -> None:
    course = Course(Phase.HEADERS, 1.0, octets=7)
    course.enter(Phase.HEADERS, 5.0)
    assert (course.since, course.octets) == (1.0, 7)
    course.enter(Phase.BODY, 5.0)
    assert (course.since, course.octets) == (5.0, 0)


def test_in_a_crowd_headers_come_at_once_or_not_at_all(loop: asyncio.AbstractEventLoop) -> None:
    clock = Seconds()
    door = Door(most=10, crowd=3, clock=clock)
    two = [_at(Phase.HEADERS, clock) for _ in range(2)]
    assert all(door.enter(one, loop) for one in two)
    clock.now += CROWDED.headers + 0.1
    door.end_slow()
    assert [one.told for one in two] == [[], []]
    third = _at(Phase.WORKING, clock)
    door.enter(third, loop)
    door.end_slow()
    assert [one.told for one in two] == [[HTTPStatus.REQUEST_TIMEOUT]] * 2
    assert third.told == []


def test_a_crowd_is_remembered_so_that_its_last_go_as_fast_as_its_first(
    loop: asyncio.AbstractEventLoop,
) -> None:
    clock = Seconds()
    door = Door(most=10, crowd=2, clock=clock)
    first, last = _at(Phase.HEADERS, clock), _at(Phase.HEADERS, clock)
    door.enter(first, loop)
    door.enter(last, loop)
    door.end_slow()
    door.leave(first)
    clock.now += CROWDED.headers + 0.1
    door.end_slow()
    assert last.told
    late = _at(Phase.HEADERS, clock)
    door.leave(last)
    clock.now += CROWD_SECONDS
    late.at.since = clock.now
    door.enter(late, loop)
    clock.now += CALM.headers
    door.end_slow()
    assert not late.told


def test_when_all_places_are_taken_the_longest_waiting_of_the_largest_gives_way(
    loop: asyncio.AbstractEventLoop,
) -> None:
    clock = Seconds()
    door = Door(most=4, crowd=99, together=1, clock=clock)
    honest = _at(Phase.HEADERS, clock, "10.0.0.9")
    clock.now += 1
    served, oldest = _at(Phase.WORKING, clock), _at(Phase.HEADERS, clock)
    clock.now += 1
    younger = _at(Phase.HEADERS, clock)
    for one in (honest, served, oldest, younger):
        assert door.enter(one, loop)
    assert door.enter(_at(Phase.HEADERS, clock), loop)
    assert [bool(one.told) for one in (honest, served, oldest, younger)] == [False, False, True, False]
    assert len(door) == 4


def test_nobody_who_is_served_gives_way(loop: asyncio.AbstractEventLoop) -> None:
    clock = Seconds()
    door = Door(most=2, crowd=99, clock=clock)
    inside = [_at(Phase.WORKING, clock), _at(Phase.TAKING, clock)]
    for one in inside:
        door.enter(one, loop)
    assert not door.enter(_at(Phase.HEADERS, clock), loop)
    assert [one.told for one in inside] == [[], []]


def test_several_of_one_kind_give_way_together(loop: asyncio.AbstractEventLoop) -> None:
    clock = Seconds()
    door = Door(most=5, crowd=99, together=3, clock=clock)
    idle = _at(Phase.IDLE, clock)
    slow = [_at(Phase.HEADERS, clock) for _ in range(4)]
    for one in (idle, *slow):
        door.enter(one, loop)
        clock.now += 1
    assert door.enter(_at(Phase.HEADERS, clock), loop)
    assert [bool(one.told) for one in (idle, *slow)] == [False, True, True, True, False]
    assert len(door) == 3


def test_one_address_holds_so_much_and_makes_room_for_its_own(loop: asyncio.AbstractEventLoop) -> None:
    clock = Seconds()
    door = Door(most=99, each=3, crowd=99, together=1, clock=clock)
    honest = _at(Phase.HEADERS, clock, "10.0.0.9")
    clock.now += 1
    first, second, served = _at(Phase.HEADERS, clock), _at(Phase.HEADERS, clock), _at(Phase.WORKING, clock)
    for one in (honest, first, second, served):
        assert door.enter(one, loop)
    clock.now += 1
    assert door.enter(_at(Phase.WORKING, clock), loop)
    assert [bool(one.told) for one in (honest, first, second, served)] == [False, True, False, False]
    assert door.enter(_at(Phase.WORKING, clock), loop)
    assert second.told
    assert not door.enter(_at(Phase.HEADERS, clock), loop), "all three of it are being served"
    assert door.enter(_at(Phase.HEADERS, clock, "10.0.0.9"), loop)
    assert not honest.told


@pytest.mark.parametrize(
    ("phase", "seconds"),
    [
        (Phase.HEADERS, JUST_COME),
        (Phase.IDLE, STALLED),
        (Phase.LEFTOVER, STALLED),
        (Phase.BODY, STALLED),
        (Phase.TAKING, STALLED),
    ],
)
def test_who_gives_way_has_kept_us_waiting(phase: Phase, seconds: float) -> None:
    assert not Course(phase, 0.0).gives_way(seconds)
    assert Course(phase, 0.0).gives_way(seconds + 0.01)


@pytest.mark.parametrize("phase", [Phase.BODY, Phase.TAKING])
def test_who_gets_on_as_a_crowd_must_does_not_give_way(phase: Phase) -> None:
    assert not Course(phase, 0.0, octets=CROWDED.rate).gives_way(1.0)
    assert Course(phase, 0.0, octets=CROWDED.rate).gives_way(1.1)


def test_whoever_was_answered_before_stays_unless_most_were(loop: asyncio.AbstractEventLoop) -> None:
    clock = Seconds()
    door = Door(most=4, crowd=99, together=9, clock=clock)
    gate = Somebody(Course(Phase.IDLE, clock.now, told=True))
    clock.now += 9
    slow = [_at(Phase.TAKING, clock) for _ in range(3)]
    for one in (gate, *slow):
        assert door.enter(one, loop)
    assert not door.enter(_at(Phase.HEADERS, clock), loop), "nobody else has kept us waiting yet"
    clock.now += 1
    assert door.enter(_at(Phase.HEADERS, clock), loop)
    assert [bool(one.told) for one in (gate, *slow)] == [False, True, True, True]
    others = [Somebody(Course(Phase.IDLE, clock.now, told=True)) for _ in range(2)]
    for one in others:
        assert door.enter(one, loop)
    clock.now += 1
    assert door.enter(_at(Phase.WORKING, clock), loop), "the one that has said nothing yet goes first"
    assert not gate.told
    assert door.enter(_at(Phase.WORKING, clock), loop)
    assert gate.told


def test_who_looked_in_vain_does_not_look_at_once_again(loop: asyncio.AbstractEventLoop) -> None:
    clock = Seconds()
    door = Door(most=2, crowd=99, clock=clock)
    for one in (_at(Phase.WORKING, clock), late := _at(Phase.WORKING, clock)):
        assert door.enter(one, loop)
    assert not door.enter(_at(Phase.HEADERS, clock), loop)
    late.at = Course(Phase.HEADERS, clock.now - 1)
    clock.now += IN_VAIN / 2
    assert not door.enter(_at(Phase.HEADERS, clock), loop)
    assert not late.told
    clock.now += IN_VAIN
    assert door.enter(_at(Phase.HEADERS, clock), loop)
    assert late.told


def test_an_address_is_free_again_when_its_connections_are_gone(loop: asyncio.AbstractEventLoop) -> None:
    clock = Seconds()
    door = Door(most=99, each=1, crowd=99, clock=clock)
    first = _at(Phase.WORKING, clock)
    door.enter(first, loop)
    door.leave(first)
    door.leave(first)
    assert len(door) == 0
    assert door.enter(_at(Phase.WORKING, clock), loop)


def test_the_address_of_a_trusted_proxy_stands_for_a_house(loop: asyncio.AbstractEventLoop) -> None:
    clock = Seconds()
    door = Door(most=4, each=2, crowd=99, crowd_of_one=2, proxy="10.0.0.1".__eq__, clock=clock)
    inside = [_at(Phase.WORKING, clock) for _ in range(4)]
    assert all(door.enter(one, loop) for one in inside)
    slow = _at(Phase.HEADERS, clock)
    door.leave(inside[0])
    assert door.enter(slow, loop)
    clock.now += CROWDED.headers + 0.1
    door.end_slow()
    assert not slow.told, "it makes no crowd by itself"


def test_whoever_crowds_by_themselves_is_alone_in_having_no_time(loop: asyncio.AbstractEventLoop) -> None:
    clock = Seconds()
    door = Door(most=99, crowd=99, crowd_of_one=3, clock=clock)
    honest = _at(Phase.HEADERS, clock, "10.0.0.9")
    crowd = [_at(Phase.HEADERS, clock) for _ in range(3)]
    for one in (honest, *crowd):
        door.enter(one, loop)
    door.end_slow()
    clock.now += CROWDED.headers + 0.1
    door.end_slow()
    assert [bool(one.told) for one in (honest, *crowd)] == [False, True, True, True]
    clock.now += CROWD_SECONDS
    for one in crowd:
        door.leave(one)
    late = _at(Phase.HEADERS, clock)
    door.enter(late, loop)
    clock.now += CROWDED.headers + 0.1
    door.end_slow()
    assert not late.told, "the crowd is forgotten"
