"""The detention clock over calendars: every day is counted as a plain count of dates says."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from api.gates.clock.crossings import Crossing, Mark, look
from api.gates.clock.detention import ClockState, Detention, Suspension, read_clock
from api.gates.clock.policy import ClockPolicy, ClockStart, LegalBasis, Statute, SuspensionReason
from api.gates.reading.spans import Period

DAY = timedelta(days=1)
zones = st.sampled_from(
    ("UTC", "America/La_Paz", "America/Santiago", "Europe/Paris", "Asia/Kathmandu", "Pacific/Apia")
).map(ZoneInfo)
starts = st.integers(0, 23 * 365 * 24 * 60).map(
    lambda minutes: datetime(2007, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
periods = st.builds(Period, st.integers(0, 2), st.integers(0, 14), st.integers(1, 40))
statutes = st.builds(
    Statute,
    periods,
    st.integers(1, 60),
    st.none(),
    st.frozensets(st.sampled_from(SuspensionReason)),
    st.none() | st.integers(0, 90),
)


@st.composite
def detentions(draw: st.DrawFn) -> Detention:
    """A custody with suspensions that overlap, touch, run backwards, or begin before it."""
    admitted = draw(starts)
    firsts = draw(st.lists(st.integers(-30, 900), max_size=5))
    suspensions = []
    for first in firsts:
        length = draw(st.none() | st.integers(-3, 120))
        day = admitted.date() + first * DAY
        last = None if length is None else day + length * DAY
        suspensions.append(Suspension(draw(st.sampled_from(SuspensionReason)), day, last))
    return Detention(LegalBasis.PRE_TRIAL, admitted, suspensions=tuple(suspensions))


def policy(statute: Statute) -> ClockPolicy:
    return ClockPolicy(ClockStart.ADMISSION, 30, {LegalBasis.PRE_TRIAL: statute})


def counted(detention: Detention, statute: Statute, first: date, last: date) -> int:
    """Day by day, as a clerk would."""
    days, paused = 0, 0
    for day in (first + n * DAY for n in range((last - first).days + 1)):
        still = statute.suspended_days_at_most is None or paused < statute.suspended_days_at_most
        off = any(
            one.reason in statute.suspends and one.first <= day <= (one.last or date.max)
            for one in detention.suspensions
        )
        if off and still:
            paused += 1
        else:
            days += 1
    return days


@settings(max_examples=150, deadline=None)
@given(detentions(), statutes, zones, st.integers(0, 1100), st.times())
def test_days_are_those_that_a_clerk_counts(
    detention: Detention, statute: Statute, zone: ZoneInfo, later: int, hour: time
) -> None:
    first = detention.admitted_at.astimezone(zone).date()
    today = first + later * DAY
    now = datetime.combine(today, hour, zone)
    reading = read_clock(detention, policy(statute), zone, now)
    shown = now.astimezone(UTC).astimezone(zone).date()  # an hour that the zone skips falls on the next
    assert reading.on == shown
    assert reading.days == counted(detention, statute, first, shown)
    assert reading.days + reading.suspended_days == (shown - first).days + 1


@settings(max_examples=150, deadline=None)
@given(detentions(), statutes, zones)
def test_the_last_day_is_the_last_that_is_not_over(
    detention: Detention, statute: Statute, zone: ZoneInfo
) -> None:
    first = detention.admitted_at.astimezone(zone).date()

    def at_noon(day: date) -> datetime:
        return datetime.combine(day, time(12), zone)

    last = read_clock(detention, policy(statute), zone, at_noon(first)).last_day
    if last is None:
        assert not read_clock(detention, policy(statute), zone, at_noon(date(2200, 1, 1))).over
    else:
        today, after = (read_clock(detention, policy(statute), zone, at_noon(last + n * DAY)) for n in (0, 1))
        assert today.days == today.limit_days
        assert not today.over
        assert after.over or after.suspended_days == today.suspended_days + 1


@settings(max_examples=100, deadline=None)
@given(detentions(), statutes, zones, st.integers(-5, 900), st.integers(0, 1000))
def test_the_end_that_comes_first_binds(
    detention: Detention, statute: Statute, zone: ZoneInfo, named: int, later: int
) -> None:
    """A court's last day and the law's days: over as soon as one of them is."""
    first = detention.admitted_at.astimezone(zone).date()
    now = datetime.combine(first + later * DAY, time(12), zone)
    without = read_clock(detention, policy(statute), zone, now)
    until = first + named * DAY
    both = read_clock(replace(detention, until=until), policy(statute), zone, now)
    assert both.over == (without.over or both.on > until)
    assert both.lapsed == (both.on > until)
    assert both.days == without.days
    assert both.last_day == (until if without.last_day is None else min(until, without.last_day))


@settings(max_examples=60, deadline=None)
@given(detentions(), statutes, zones, st.lists(st.integers(0, 900 * 24), min_size=1, max_size=25))
def test_days_never_go_back_and_each_line_is_told_once(
    detention: Detention, statute: Statute, zone: ZoneInfo, hours: list[int]
) -> None:
    mark, days = Mark(detention.admitted_at), 0
    told: list[Crossing] = []
    state = ClockState.OK
    for hour in sorted(hours):
        now = detention.admitted_at + timedelta(hours=hour)
        reading = read_clock(detention, policy(statute), zone, now)
        assert reading.days >= days
        mark, crossings = look(mark, reading, now)
        told += crossings
        days, state = reading.days, reading.state
    assert told in ([], [Crossing.NEAR], [Crossing.OVER], [Crossing.NEAR, Crossing.OVER])
    assert (Crossing.OVER in told) == (state is ClockState.OVER)


@settings(max_examples=100, deadline=None)
@given(periods, periods, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_period_that_is_shorter_ends_before(one: Period, other: Period, start: date) -> None:
    if one.shorter_than(other):
        assert one.after(start) < other.after(start)
    assert one.after(start) <= one.after(start + DAY)
