"""How many days somebody has been held, how many the law allows, and on which day that ends.

Days are legal days: dates on the calendar of the facility's zone. The first and the last day count whole, so
somebody who is arrested at 23:50 and released at 0:10 was held for two days. Changes to summer time and leap
years need no care of their own, because no hours are ever counted. A date that a zone skipped (30 December
2011 in Samoa) counts like any other, in favour of whoever is held.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from api.gates.clock.policy import ClockPolicy, ClockStart, LegalBasis, Statute, SuspensionReason
from api.gates.days import legal_day
from api.gates.reading.spans import Period

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days that do not count, by a court's or the law's word. last: included; None: it still lasts."""

    reason: SuspensionReason
    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Detention:
    """One custody as the clock sees it. arrested_at, admitted_at: aware; arrested_at None: not known.

    term: what a court has set for this person, such as the length of a sentence; where there is a statute
    too, the shorter of both binds. extended: a court has extended the statute's maximum. until: the last day
    on which the basis holds by the court's word, whatever was suspended. case_file: whether the court has a
    file. apart: first and last days of stretches on another basis, which no cap on suspensions concerns.
    """

    basis: LegalBasis
    admitted_at: datetime
    arrested_at: datetime | None = None
    suspensions: tuple[Suspension, ...] = ()
    term: Period | None = None
    extended: bool = False
    until: date | None = None
    case_file: bool = True
    apart: tuple[tuple[date, date], ...] = ()


class ClockState(StrEnum):
    """What a person's record and the board show; the gravest that applies."""

    OK = "ok"
    NEAR = "near"
    NO_CASE_FILE = "no_case_file"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The clock on one day.

    days: counted so far, today included; suspended_days: not counted so far. limit_days: how many may count;
    None: there is no limit. last_day: on which the last of them falls, if nothing changes; None: no limit, or
    a suspension lasts that may go on for ever. until: the day that the court named as the last, if it named
    one. near: within the policy's days of the end.
    """

    on: date
    days: int
    suspended_days: int
    limit_days: int | None
    last_day: date | None
    near: bool
    case_file: bool
    until: date | None = None

    @property
    def over(self) -> bool:
        """More days have been counted than may count, or the court's last day has passed."""
        return self.left is not None and self.left < 0

    @property
    def lapsed(self) -> bool:
        """The court's last day has passed, and no other was named."""
        return self.until is not None and self.on > self.until

    @property
    def left(self) -> int | None:
        """Days that may still count after today; negative: so many too many."""
        return _left(self.on, self.days, self.limit_days, self.until)

    @property
    def state(self) -> ClockState:
        """Over outweighs a missing file, which outweighs near: both may be so at once."""
        if self.over:
            return ClockState.OVER
        if not self.case_file:
            return ClockState.NO_CASE_FILE
        return ClockState.NEAR if self.near else ClockState.OK


def read_clock(detention: Detention, policy: ClockPolicy, zone: tzinfo, now: datetime) -> ClockReading:
    """The clock of a custody now. zone: the facility's. ValueError for a time without zone.

    Before its first day the clock stands at zero.
    """
    today = legal_day(now, zone)
    first = legal_day(_begun(detention, policy), zone)
    statute = policy.statutes.get(detention.basis)
    pauses = _merged([*_pauses(detention.suspensions, statute, first), *detention.apart])
    suspended = sum(_overlap(pause, first, today) for pause in pauses)
    days = max(0, (today - first).days + 1) - suspended
    limit = _limit(first, detention, statute)
    left = _left(today, days, limit, detention.until)
    ends = None if limit is None else _last_day(first, limit, pauses)
    near_days = policy.term_near_days if statute is None else statute.near_days
    return ClockReading(
        on=today,
        days=days,
        suspended_days=suspended,
        limit_days=limit,
        last_day=min((day for day in (ends, detention.until) if day is not None), default=None),
        near=left is not None and 0 <= left <= near_days,
        case_file=detention.case_file,
        until=detention.until,
    )


def _left(today: date, days: int, limit: int | None, until: date | None) -> int | None:
    """Days that may still count after today, by the law and by the court; None: neither sets an end."""
    ways = [] if limit is None else [limit - days]
    if until is not None:
        ways.append((until - today).days)
    return min(ways, default=None)


def _begun(detention: Detention, policy: ClockPolicy) -> datetime:
    """What the policy counts from. An arrest that nobody knows of cannot be counted from: admission then."""
    if policy.starts is ClockStart.ARREST and detention.arrested_at is not None:
        return min(detention.arrested_at, detention.admitted_at)
    return detention.admitted_at


def _limit(first: date, detention: Detention, statute: Statute | None) -> int | None:
    """How many days may count; the shorter of the court's term and the statute's maximum."""
    spans = [] if detention.term is None else [detention.term]
    if statute is not None:
        extended = statute.extended if detention.extended else None
        spans.append(extended or statute.maximum)
    return min((_days_from(first, span) for span in spans), default=None)


def _days_from(first: date, span: Period) -> int:
    """How many days a span has from a day on; sentences beyond the calendar's end reach to that end."""
    try:
        return (span.after(first) - first).days
    except OverflowError:
        return (date.max - first).days


Pause = tuple[date, date]
"""The first and the last day of a stretch that does not count, both included."""


def _pauses(suspensions: Iterable[Suspension], statute: Statute | None, first: date) -> list[Pause]:
    """Stretches that do not count, from the first day on, without overlap: of the reasons that suspend.

    Once as many days are suspended as the policy allows at most, the clock runs on.
    """
    if statute is None:
        return []
    spans = (
        (max(one.first, first), one.last or date.max) for one in suspensions if one.reason in statute.suspends
    )
    merged = _merged(spans)
    return (
        merged if statute.suspended_days_at_most is None else _capped(merged, statute.suspended_days_at_most)
    )


def _merged(spans: Iterable[Pause]) -> list[Pause]:
    """The same days in order and without overlap; a stretch that ends before it begins has none."""
    merged: list[Pause] = []
    for start, end in sorted(span for span in spans if span[0] <= span[1]):
        if merged and (start - merged[-1][1]).days <= 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _capped(pauses: Iterable[Pause], most: int) -> list[Pause]:
    """The same stretches, cut off after so many days altogether."""
    kept: list[Pause] = []
    for start, end in pauses:
        if most <= 0:
            break
        length = min(most, (end - start).days + 1)
        kept.append((start, start + timedelta(days=length - 1)))
        most -= length
    return kept


def _overlap(pause: Pause, first: date, last: date) -> int:
    """How many days of a stretch lie between two days, both included."""
    return max(0, (min(pause[1], last) - max(pause[0], first)).days + 1)


def _last_day(first: date, limit: int, pauses: Iterable[Pause]) -> date | None:
    """The day on which the limit's last day falls: each suspended day before it moves it by one."""
    last = first + timedelta(days=limit - 1)
    for start, end in pauses:
        if start > last:
            break
        if (date.max - last) < (end - start) + 2 * DAY:
            return None
        last += end - start + DAY
    return last
