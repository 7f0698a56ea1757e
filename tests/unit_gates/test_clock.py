"""The detention clock on days that were counted by hand, and its crossings."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.gates.clock.crossings import ClockWentBack, Crossing, Mark, look
from api.gates.clock.detention import ClockReading, ClockState, Detention, Suspension, read_clock
from api.gates.clock.policy import ClockPolicy, ClockStart, LegalBasis, Statute, SuspensionReason
from api.gates.reading.spans import Period

LA_PAZ, SANTIAGO, PARIS = (ZoneInfo(name) for name in ("America/La_Paz", "America/Santiago", "Europe/Paris"))
ESCAPE, DELAY, UNFIT = SuspensionReason.ESCAPE, SuspensionReason.DEFENCE_DELAY, SuspensionReason.UNFIT
POLICY = ClockPolicy(
    starts=ClockStart.ARREST,
    term_near_days=10,
    statutes={
        LegalBasis.PRE_TRIAL: Statute(
            Period(years=3), 30, Period(years=4), frozenset({ESCAPE, DELAY}), suspended_days_at_most=60
        )
    },
)
HELD = Detention(
    LegalBasis.PRE_TRIAL,
    admitted_at=datetime(2023, 3, 11, 18, 0, tzinfo=UTC),
    arrested_at=datetime(2023, 3, 10, 12, 0, tzinfo=UTC),
)


def on(day: date, detention: Detention = HELD, policy: ClockPolicy = POLICY) -> ClockReading:
    """The clock at noon in La Paz."""
    return read_clock(detention, policy, LA_PAZ, datetime(day.year, day.month, day.day, 16, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "days", "state"),
    [
        (date(2023, 3, 9), 0, ClockState.OK),  # before the arrest
        (date(2023, 3, 10), 1, ClockState.OK),  # the first day counts
        (date(2024, 3, 9), 366, ClockState.OK),  # 29 February among them
        (date(2026, 2, 6), 1065, ClockState.OK),
        (date(2026, 2, 7), 1066, ClockState.NEAR),
        (date(2026, 3, 9), 1096, ClockState.NEAR),  # the last day that the law allows
        (date(2026, 3, 10), 1097, ClockState.OVER),
    ],
)
def test_three_years_from_the_day_of_arrest(day: date, days: int, state: ClockState) -> None:
    reading = on(day)
    assert (reading.days, reading.state) == (days, state)
    assert (reading.limit_days, reading.last_day, reading.left) == (1096, date(2026, 3, 9), 1096 - days)


def test_the_first_day_is_that_of_the_facilitys_zone() -> None:
    late = datetime(2026, 7, 1, 3, 30, tzinfo=UTC)  # 23:30 of 30 June in La Paz
    held = Detention(LegalBasis.OTHER, admitted_at=late)
    just_after = datetime(2026, 7, 1, 4, 10, tzinfo=UTC)  # 0:10 of 1 July there
    assert read_clock(held, POLICY, LA_PAZ, just_after).days == 2
    assert read_clock(held, POLICY, UTC, just_after).days == 1


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        (PARIS, datetime(2026, 3, 28, 12, tzinfo=PARIS), datetime(2026, 3, 30, 12, tzinfo=PARIS)),
        (PARIS, datetime(2026, 10, 24, 12, tzinfo=PARIS), datetime(2026, 10, 26, 12, tzinfo=PARIS)),
        (SANTIAGO, datetime(2026, 9, 5, 12, tzinfo=SANTIAGO), datetime(2026, 9, 7, 12, tzinfo=SANTIAGO)),
    ],
)
def test_a_day_of_23_or_25_hours_is_a_day(zone: ZoneInfo, before: datetime, after: datetime) -> None:
    assert read_clock(Detention(LegalBasis.OTHER, before), POLICY, zone, after).days == 3


def test_suspended_days_do_not_count_and_push_the_end() -> None:
    escaped = replace(HELD, suspensions=(Suspension(ESCAPE, date(2024, 1, 1), date(2024, 1, 10)),))
    assert on(date(2023, 12, 31), escaped).days == on(date(2024, 1, 10), escaped).days == 297
    reading = on(date(2026, 3, 19), escaped)
    assert (reading.days, reading.suspended_days, reading.last_day) == (1096, 10, date(2026, 3, 19))
    assert on(date(2026, 3, 20), escaped).over


def test_overlapping_suspensions_count_once() -> None:
    twice = replace(
        HELD,
        suspensions=(
            Suspension(ESCAPE, date(2024, 1, 5), date(2024, 1, 10)),
            Suspension(DELAY, date(2024, 1, 1), date(2024, 1, 7)),
            Suspension(DELAY, date(2024, 1, 11), date(2024, 1, 11)),  # the day after: one stretch
        ),
    )
    assert on(date(2024, 6, 1), twice).suspended_days == 11


def test_what_the_policy_does_not_suspend_for_counts() -> None:
    unfit = replace(HELD, suspensions=(Suspension(UNFIT, date(2024, 1, 1), date(2024, 12, 31)),))
    assert on(date(2026, 3, 10), unfit).over


def test_days_before_the_first_are_not_suspended_from_anything() -> None:
    early = replace(HELD, suspensions=(Suspension(ESCAPE, date(2023, 1, 1), date(2023, 3, 12)),))
    assert on(date(2023, 3, 13), early).days == 1


def test_a_suspension_that_lasts_has_no_last_day_until_the_cap_ends_it() -> None:
    fled = replace(HELD, suspensions=(Suspension(ESCAPE, date(2024, 1, 1)),))
    assert on(date(2024, 2, 1), fled).last_day == date(2026, 3, 9) + timedelta(days=60)
    uncapped = ClockPolicy(
        POLICY.starts,
        POLICY.term_near_days,
        {LegalBasis.PRE_TRIAL: replace(POLICY.statutes[LegalBasis.PRE_TRIAL], suspended_days_at_most=None)},
    )
    reading = on(date(2034, 2, 1), fled, uncapped)
    assert (reading.last_day, reading.over, reading.days) == (None, False, 297)


def test_an_extension_counts_only_where_the_law_has_one() -> None:
    extended = replace(HELD, extended=True)
    assert on(date(2026, 3, 10), extended).last_day == date(2027, 3, 9)
    without = replace(POLICY.statutes[LegalBasis.PRE_TRIAL], extended=None)
    strict = replace(POLICY, statutes={LegalBasis.PRE_TRIAL: without})
    assert on(date(2026, 3, 10), extended, strict).over


def test_a_courts_term_ends_the_clock_where_no_statute_does_and_the_shorter_binds() -> None:
    sentence = Detention(LegalBasis.SENTENCED, HELD.admitted_at, term=Period(months=6))
    assert on(date(2023, 9, 10), sentence).last_day == date(2023, 9, 10)
    assert on(date(2023, 9, 1), sentence).near
    assert on(date(2023, 9, 11), sentence).over
    assert on(date(2023, 9, 11), replace(HELD, term=Period(months=6))).over
    assert on(date(2026, 3, 10), replace(HELD, term=Period(years=9))).over


def test_a_day_that_the_court_named_ends_it_whatever_was_suspended() -> None:
    named = date(2024, 3, 1)
    stood = (Suspension(ESCAPE, date(2023, 6, 1), date(2023, 12, 31)),)
    held = replace(HELD, until=named, suspensions=stood)
    last, after = on(named, held), on(date(2024, 3, 2), held)
    assert (last.last_day, last.left, last.state, last.lapsed) == (named, 0, ClockState.NEAR, False)
    assert (after.left, after.state, after.lapsed) == (-1, ClockState.OVER, True)
    beyond = on(date(2026, 3, 9), replace(HELD, until=date(2030, 1, 1)))
    assert (beyond.last_day, beyond.left, beyond.lapsed) == (date(2026, 3, 9), 0, False)
    alone = on(date(2060, 1, 1), Detention(LegalBasis.OTHER, HELD.admitted_at, until=named))
    assert (alone.over, alone.limit_days, alone.last_day) == (True, None, named)


def test_without_statute_and_term_there_is_no_limit() -> None:
    reading = on(date(2060, 1, 1), Detention(LegalBasis.OTHER, HELD.admitted_at))
    assert (reading.limit_days, reading.left, reading.last_day, reading.state) == (None, None, None, "ok")


def test_a_sentence_beyond_the_calendar_is_counted_to_its_end() -> None:
    reading = on(
        date(2026, 1, 1), Detention(LegalBasis.SENTENCED, HELD.admitted_at, term=Period(years=40_000))
    )
    assert reading.state is ClockState.OK


def test_an_unknown_arrest_counts_from_admission_and_a_later_one_too() -> None:
    unknown, later = (replace(HELD, arrested_at=at) for at in (None, HELD.admitted_at + timedelta(days=400)))
    assert on(date(2023, 3, 11), unknown).days == on(date(2023, 3, 11), later).days == 1
    admission = replace(POLICY, starts=ClockStart.ADMISSION)
    assert on(date(2023, 3, 11), HELD, admission).days == 1


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2024, 1, 1), ClockState.NO_CASE_FILE),
        (date(2026, 3, 1), ClockState.NO_CASE_FILE),  # near as well, and says so
        (date(2026, 3, 10), ClockState.OVER),  # nothing outweighs it
    ],
)
def test_a_missing_case_file_shows_unless_the_time_is_over(day: date, state: ClockState) -> None:
    reading = on(day, replace(HELD, case_file=False))
    assert reading.state is state
    assert reading.near == (day == date(2026, 3, 1))


def test_a_time_without_zone_falls_on_no_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        read_clock(HELD, POLICY, LA_PAZ, datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def crossed(days: list[date], detentions: dict[date, Detention] | None = None) -> list[list[Crossing]]:
    """What is told on each of these days."""
    mark, told = Mark(datetime(2023, 3, 11, tzinfo=UTC)), []
    for day in days:
        now = datetime(day.year, day.month, day.day, 16, tzinfo=UTC)
        reading = read_clock((detentions or {}).get(day, HELD), POLICY, LA_PAZ, now)
        mark, crossings = look(mark, reading, now)
        told.append(list(crossings))
    return told


def test_each_line_is_crossed_once() -> None:
    every = [date(2026, 2, 1) + timedelta(days=n) for n in range(60)]
    told = dict(zip(every, crossed(every), strict=True))
    assert {day: what for day, what in told.items() if what} == {
        date(2026, 2, 7): [Crossing.NEAR],
        date(2026, 3, 10): [Crossing.OVER],
    }


def test_a_late_look_tells_the_gravest_alone() -> None:
    assert crossed([date(2026, 1, 1), date(2026, 5, 1), date(2026, 5, 2)]) == [[], [Crossing.OVER], []]


def test_an_extension_eases_and_the_next_line_is_crossed_again() -> None:
    days = [date(2026, 3, 10), date(2026, 3, 11), date(2027, 3, 1), date(2027, 3, 10)]
    longer = dict.fromkeys(days[1:], replace(HELD, extended=True))
    assert crossed(days, longer) == [[Crossing.OVER], [Crossing.EASED], [Crossing.NEAR], [Crossing.OVER]]


def test_a_day_of_the_courts_that_passes_is_told_and_another_one_permits_the_next() -> None:
    days = [date(2024, 1, n) for n in (10, 11, 12, 13)]
    until = {days[0]: date(2024, 1, 10), days[1]: date(2024, 1, 10), days[2]: date(2024, 1, 12)}
    told = crossed(days, {day: replace(HELD, until=until.get(day, date(2024, 1, 12))) for day in days})
    assert told == [
        [Crossing.NEAR],
        [Crossing.OVER, Crossing.LAPSED],
        [Crossing.EASED],
        [Crossing.OVER, Crossing.LAPSED],
    ]


def test_a_case_file_that_goes_missing_and_comes_back_is_told_twice() -> None:
    days = [date(2024, 1, n) for n in (1, 2, 3, 4)]
    lost = dict.fromkeys(days[1:3], replace(HELD, case_file=False))
    assert crossed(days, lost) == [[], [Crossing.CASE_FILE_MISSING], [], [Crossing.CASE_FILE_FOUND]]


def test_a_clock_that_goes_back_is_refused_and_the_same_instant_is_not() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    mark, _ = look(Mark(now), on(date(2026, 1, 1)), now)
    with pytest.raises(ClockWentBack, match="was looked at"):
        look(mark, on(date(2026, 1, 1)), now - timedelta(microseconds=1))
