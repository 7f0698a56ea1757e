"""Spans of time as people write them: clock time ("72 hours") and calendar time ("1 year 6 months").

The two are kept apart on purpose. A deadline of 72 hours runs through a change to summer time; three months
end on a date, and how many hours that is depends on which months.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_PARTS: Final = re.compile(r"([0-9]{1,5}) ([a-z]+?)s?(?: |$)")
_WHOLE: Final = re.compile(r"[0-9]{1,5} [a-z]+(?: [0-9]{1,5} [a-z]+)*")
_LONGEST: Final = 200  # years; no law of ours counts further
_CLOCK: Final = ("hour", "minute")
_CALENDAR: Final = ("year", "month", "week", "day")
_CYCLE: Final = date(2023, 3, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar time. Years and months first, then days; the 31st of a shorter month is its last day."""

    years: int = 0
    months: int = 0
    days: int = 0

    def after(self, start: date) -> date:
        """The same day of the month so much later. OverflowError beyond the calendar's end (year 9999)."""
        ordinal = start.year * 12 + start.month - 1 + self.years * 12 + self.months
        year, month = divmod(ordinal, 12)
        if year > date.max.year:
            raise OverflowError(f"{self} after {start} is beyond the calendar")
        first = date(year, month + 1, 1)
        return first.replace(day=min(start.day, monthrange(year, month + 1)[1])) + timedelta(days=self.days)

    def shorter_than(self, other: "Period") -> bool:
        """Whether it ends before the other does, on whichever day of a leap year's cycle both begin."""
        days = (_CYCLE + timedelta(days=count) for count in range(4 * 365 + 1))
        return all(self.after(day) < other.after(day) for day in days)

    def __bool__(self) -> bool:
        return bool(self.years or self.months or self.days)

    def __str__(self) -> str:
        parts = ((self.years, "year"), (self.months, "month"), (self.days, "day"))
        told = " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count)
        return told or "0 days"


def clock_time(text: str) -> timedelta:
    """Of "72 hours", "1 hour 30 minutes". ValueError for anything else; a day is calendar time."""
    counted = _counted(text, _CLOCK)
    return timedelta(hours=counted["hour"], minutes=counted["minute"])


def calendar_time(text: str) -> Period:
    """Of "90 days", "1 year 6 months", "2 weeks". ValueError for anything else, hours among it."""
    counted = _counted(text, _CALENDAR)
    period = Period(counted["year"], counted["month"], 7 * counted["week"] + counted["day"])
    if period.years + period.months / 12 + period.days / 365 > _LONGEST:
        raise ValueError(f"{text!r} is more than {_LONGEST} years")
    return period


def _counted(text: str, units: tuple[str, ...]) -> dict[str, int]:
    """How many of each unit; units stand at most once, the largest first."""
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"{text!r} is no span of time")
    found = [(unit, int(count)) for count, unit in _PARTS.findall(text)]
    named = [unit for unit, _ in found]
    if named != [unit for unit in units if unit in named]:
        raise ValueError(f"{text!r} has other units than {', '.join(units)}, each once and in this order")
    return dict.fromkeys(units, 0) | dict(found)
