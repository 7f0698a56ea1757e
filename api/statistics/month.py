"""A calendar month: the period that is published, as each facility's own days begin and end it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Self

_WRITTEN = re.compile(r"(20\d\d|2100)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """number: 1 to 12."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """From 2026-02. Raises ValueError."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError("a month is written as 2026-02")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """In which a day lies."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def before(self) -> "Month":
        """The one before it."""
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    @property
    def after(self) -> "Month":
        """The one after it."""
        return Month(self.year + (self.number == 12), self.number % 12 + 1)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """From the midnight with which it begins to the one with which the next one does, in UTC."""
        begins, ends = (
            datetime(day.year, day.month, day.day, tzinfo=zone) for day in (self.first, self.after.first)
        )
        return begins.astimezone(UTC), ends.astimezone(UTC)
