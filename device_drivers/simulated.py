"""What every simulated device shares: it can be taken, given back, unplugged and repaired."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Condition

from device_drivers.contract import Busy, DeviceInfo, DeviceKind, Failure, Removed, ServiceDown


def utc_now() -> datetime:
    """The clock of a capture's provenance."""
    return datetime.now(UTC)


class SimulatedDevice:
    """A Device without hardware. Thread-safe: one thread captures, another acts out what happens to it.

    `_changed` guards all state and is notified when any of it changes.
    """

    def __init__(self, info: DeviceInfo, now: Callable[[], datetime]) -> None:
        self._info = info
        self._now = now
        self._changed = Condition()
        self._fault: Removed | ServiceDown | None = None
        self._opened = False

    def info(self) -> DeviceInfo:
        return self._info

    def open(self) -> Failure | None:
        """Take the device: Busy where it is taken already, its fault where it has one."""
        with self._changed:
            if self._fault is not None:
                return self._fault
            if self._opened:
                return Busy()
            self._opened = True
            return None

    def close(self) -> None:
        """Give the device back."""
        with self._changed:
            self._opened = False
            self._changed.notify_all()

    def fail(self, fault: Removed | ServiceDown) -> None:
        """Pull the cable or stop the service; whatever is running ends with that."""
        with self._changed:
            self._fault = fault
            self._opened = False
            self._changed.notify_all()

    def repair(self) -> None:
        """Plug it in, start the service; it has to be opened again."""
        with self._changed:
            self._fault = None

    def _unavailable(self) -> Removed | ServiceDown | None:
        """Why a capture cannot even begin: the fault, or Removed where the device is not open (any more)."""
        if self._fault is not None:
            return self._fault
        return None if self._opened else Removed()


def simulated_info(kind: DeviceKind, model: str, serial: str) -> DeviceInfo:
    """The identity of a simulated device, marked as one."""
    return DeviceInfo(kind, "Umbral", model, serial, firmware="1", simulated=True)
