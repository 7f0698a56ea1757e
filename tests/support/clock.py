"""A clock that stands still until it is told to go on."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class SimulatedClock:
    """An `api.clock.Clock` of which the test is the mainspring. It never goes back."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def now(self) -> datetime:
        """The instant it stands at."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Go on by a span."""
        self.advance_to(self._now + by)

    def advance_to(self, instant: datetime) -> None:
        """Go on to an instant."""
        assert instant >= self._now, "a clock does not go back"
        self._now = instant
