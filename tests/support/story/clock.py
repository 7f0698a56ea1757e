"""One clock for the story and for the service in its own process: a file that the story winds."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

MOMENT = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class FileClock:
    """An `api.clock.Clock`. It stands still until it is wound, and never goes back."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        """The instant it stands at."""
        return EPOCH + int(self._path.read_text()) * MOMENT

    def advance_to(self, instant: datetime) -> None:
        """Go on to an instant, in one step for whoever reads meanwhile."""
        assert not self._path.exists() or instant >= self.now(), "a clock does not go back"
        new = self._path.with_suffix(".new")
        new.write_text(str((instant - EPOCH) // MOMENT))
        new.replace(self._path)


def local(zone: ZoneInfo, day: int, hour: int, minute: int = 0) -> datetime:
    """An hour of the story's month, March 2026, on the prison's clocks."""
    return datetime(2026, 3, day, hour, minute, tzinfo=zone).astimezone(UTC)
