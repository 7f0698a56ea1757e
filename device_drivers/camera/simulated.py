"""A camera before a chair: whoever's portrait is put on the chair is what it sees."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Condition, Event
from time import monotonic

from device_drivers.contract import (
    Busy,
    DeviceInfo,
    DeviceKind,
    Failure,
    Frame,
    Outcome,
    Removed,
    Retry,
    RetryReason,
    ServiceDown,
    Timeout,
)


class SimulatedCamera:
    """A Camera that serves portraits as they are, byte for byte. Thread-safe."""

    def __init__(
        self, serial: str = "SIM-CAM-1", now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._info = DeviceInfo(DeviceKind.CAMERA, "Umbral", "Simulated camera", serial, "1", simulated=True)
        self._now = now
        self._changed = Condition()
        self._portrait: bytes | None = None
        self._fault: Removed | ServiceDown | None = None
        self._opened = False

    # Behind the lens

    def info(self) -> DeviceInfo:
        return self._info

    def open(self) -> Failure | None:
        """Take the device: Busy where it is taken already."""
        with self._changed:
            if self._fault is not None:
                return self._fault
            if self._opened:
                return Busy()
            self._opened = True
            return None

    def close(self) -> None:
        with self._changed:
            self._opened = False

    def capture(self, cancel: Event, deadline: float) -> Outcome:
        """The portrait on the chair, or Retry where the chair is empty; Removed where it is not open."""
        with self._changed:
            if self._fault is not None:
                return self._fault
            if not self._opened:
                return Removed()
            if cancel.is_set() or monotonic() >= deadline:
                return Timeout()
            if self._portrait is None:
                return Retry(RetryReason.NO_FACE)
            return Frame(self._portrait, self._info, self._now())

    # Before the lens

    def seat(self, portrait: Path | bytes) -> None:
        """Put somebody on the chair: an encoded picture, or the file that holds one (OSError as reading it)."""
        data = portrait if isinstance(portrait, bytes) else portrait.read_bytes()
        with self._changed:
            self._portrait = data

    def vacate(self) -> None:
        """Leave the chair empty."""
        with self._changed:
            self._portrait = None

    def fail(self, fault: Removed | ServiceDown) -> None:
        """Pull the cable or stop the service."""
        with self._changed:
            self._fault = fault
            self._opened = False

    def repair(self) -> None:
        """Plug it in, start the service; it has to be opened again."""
        with self._changed:
            self._fault = None
