"""A camera before a chair: whoever's portrait is put on the chair is what it sees."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event
from time import monotonic

from device_drivers.contract import DeviceKind, Frame, Outcome, Retry, RetryReason, Timeout
from device_drivers.simulated import SimulatedDevice, simulated_info, utc_now


class SimulatedCamera(SimulatedDevice):
    """A Camera that serves portraits as they are, byte for byte."""

    def __init__(self, serial: str = "SIM-CAM-1", now: Callable[[], datetime] = utc_now) -> None:
        super().__init__(simulated_info(DeviceKind.CAMERA, "Simulated camera", serial), now)
        self._portrait: bytes | None = None

    def capture(self, cancel: Event, deadline: float) -> Outcome:
        """The portrait on the chair, or Retry where the chair is empty."""
        with self._changed:
            unavailable = self._unavailable()
            if unavailable is not None:
                return unavailable
            if cancel.is_set() or monotonic() >= deadline:
                return Timeout()
            if self._portrait is None:
                return Retry(RetryReason.NO_FACE)
            return Frame(self._portrait, self._info, self._now())

    def seat(self, portrait: Path | bytes) -> None:
        """Put somebody on the chair: an encoded picture, or its file. Raises OSError as reading that does."""
        data = portrait if isinstance(portrait, bytes) else portrait.read_bytes()
        with self._changed:
            self._portrait = data

    def vacate(self) -> None:
        """Leave the chair empty."""
        with self._changed:
            self._portrait = None
