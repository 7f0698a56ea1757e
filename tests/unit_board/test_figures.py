"""From counts to figures."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from api.board.figures import (
    Absent,
    Places,
    Visiting,
    away_figures,
    custody_figures,
    visitor_figures,
    waiting_figures,
)
from api.board.heard import Heard, gate_figures
from api.board.parameters import CLOCK_OFF, OFFLINE_AFTER

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def test_a_house_that_is_too_full_says_by_how_many() -> None:
    told = custody_figures(
        {"A": 300, None: 150}, 20, Places(400, [("A", "North", 120), ("B", "South", None)])
    )
    assert (told.held, told.present, told.over_capacity, told.occupancy) == (450, 430, 50, 112.5)
    assert [(one.code, one.held, one.capacity) for one in told.wings] == [
        ("A", 300, 120),
        ("B", 0, None),
        (None, 150, None),
    ]


def test_a_house_with_room_is_not_over_and_one_without_places_has_no_share() -> None:
    assert custody_figures({"A": 3}, 0, Places(4, [])).over_capacity == 0
    told = custody_figures({}, 0, Places(0, []))
    assert (told.held, told.occupancy, told.wings) == (0, None, [])


def test_a_wing_that_nobody_set_up_is_told_too() -> None:
    told = custody_figures({"Z": 2, "B": 1}, 0, Places(9, [("A", "North", 5)]))
    assert [(one.code, one.name, one.held) for one in told.wings] == [
        ("A", "North", 0),
        ("B", None, 1),
        ("Z", None, 2),
    ]


@pytest.mark.parametrize(
    ("due", "grace", "stands"),
    [
        (HOUR, HOUR, (1, 0, 0)),
        (timedelta(0), HOUR, (1, 1, 0)),
        (-HOUR + SECOND, HOUR, (1, 1, 0)),
        (-HOUR, HOUR, (1, 0, 1)),
        (-5 * HOUR, None, (1, 1, 0)),  # no policy: nobody says when the grace is over
        (None, None, (1, 0, 0)),
    ],
)
def test_who_is_late_is_overdue_until_the_grace_is_over(
    due: timedelta | None, grace: timedelta | None, stands: tuple[int, int, int]
) -> None:
    back = None if due is None else NOW + due
    alarm = None if back is None or grace is None else back + grace
    told = away_figures([Absent("court", back, alarm)], 2, NOW)
    assert (told.court.out, told.court.overdue, told.court.missing) == stands
    assert told.transfer.out == told.temporary_release.out == 0
    assert told.arriving == 2
    assert told.next_due == (back if due is not None and due > timedelta(0) else None)


def test_visitors_past_their_end_are_counted_and_change_the_lists_tag() -> None:
    first = Visiting(UUID(int=1), NOW - HOUR, NOW)
    second = Visiting(UUID(int=2), NOW - 2 * HOUR, None)
    on_time, late = (visitor_figures([first, second], at) for at in (NOW, NOW + SECOND))
    assert (on_time.inside, on_time.past_end, on_time.longest_since) == (2, 0, NOW - 2 * HOUR)
    assert late.past_end == 1
    assert len({on_time.list_tag, late.list_tag, visitor_figures([second], NOW).list_tag}) == 3
    assert visitor_figures([], NOW).longest_since is None


def test_what_waits_is_told_by_gate() -> None:
    told = waiting_figures([("release", NOW), ("intake", NOW - HOUR), ("release", NOW - SECOND)])
    assert (told.waiting, told.longest_since) == (3, NOW - HOUR)
    assert told.by_gate == {"intake": 1, "release": 2}


def test_silence_takes_a_gate_offline_and_a_wrong_clock_is_told() -> None:
    at_the_edge = Heard("east", NOW - OFFLINE_AFTER, round(CLOCK_OFF.total_seconds()))
    silent = Heard("west", NOW - OFFLINE_AFTER - SECOND, -round(CLOCK_OFF.total_seconds()) - 1)
    told = gate_figures([at_the_edge, silent], NOW)
    assert (told.online, told.offline) == (1, 1)
    east, west = told.gates
    assert (east.online, east.silent_since, east.clock_off) == (True, None, False)
    assert (west.online, west.silent_since, west.clock_off) == (False, silent.heard_at, True)


def test_one_more_heartbeat_changes_no_figure() -> None:
    assert gate_figures([Heard("east", NOW, 0)], NOW) == gate_figures([Heard("east", NOW - SECOND, 1)], NOW)
