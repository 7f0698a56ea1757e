"""A fingerprint scanner without glass: synthetic fingers are put on it, and it behaves like a real one.

It waits for a finger, refuses one that is too dry or too wet, sees it slip, cannot tell a wrong finger from
the right one, can be unplugged, and never gives the same impression twice.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
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
from device_drivers.fingerprint.synthetic import NORMAL, Hardness, MasterFinger, Person, person

TOO_DRY, TOO_WET = 0.7, -0.7
_DAMPNESS_OF_DRYNESS = -0.6
_LOOK_UP = 0.05
"""Seconds between two looks at `cancel` while waiting: as quick as an operator notices."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A finger on the glass. dryness: 1 parched, 0 as usual, -1 dripping. slips: captures it will spoil."""

    finger: MasterFinger
    dryness: float
    slips: int


class SimulatedScanner:
    """A FingerprintScanner over synthetic people. Thread-safe: one thread captures, another moves fingers."""

    def __init__(
        self,
        serial: str = "SIM-FP-1",
        hardness: Hardness = NORMAL,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._info = DeviceInfo(
            DeviceKind.FINGERPRINT_SCANNER, "Umbral", "Simulated scanner", serial, "1", simulated=True
        )
        self._hardness = hardness
        self._now = now
        self._changed = Condition()
        self._people: dict[int, Person] = {}
        self._impressions: Counter[tuple[int, int]] = Counter()
        self._touch: Touch | None = None
        self._fault: Removed | ServiceDown | None = None
        self._opened = self._capturing = False

    # The device's side of the glass

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
            self._changed.notify_all()

    def capture(self, cancel: Event, deadline: float, position: int = 0) -> Outcome:
        """Wait for a finger and take its print, a PNG at 500 dpi; Removed where it is not open."""
        with self._changed:
            if self._fault is None and not self._opened:
                return Removed()
            if self._capturing:
                return Busy()
            self._capturing = True
            try:
                return self._wait_and_take(cancel, deadline, position)
            finally:
                self._capturing = False

    # The person's side of the glass

    def touch(self, person_seed: int, position: int, *, dryness: float = 0.0, slips: int = 0) -> None:
        """Put a synthetic person's finger on the glass, instead of what lies there."""
        with self._changed:
            owner = self._people.setdefault(person_seed, person(person_seed))
            self._touch = Touch(owner.finger(position), dryness, slips)
            self._changed.notify_all()

    def lift(self) -> None:
        """Take the finger off the glass."""
        with self._changed:
            self._touch = None

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

    def _wait_and_take(self, cancel: Event, deadline: float, position: int) -> Outcome:
        while True:
            if self._fault is not None:
                return self._fault
            remaining = deadline - monotonic()
            if cancel.is_set() or remaining <= 0 or not self._opened:
                return Timeout()
            if self._touch is not None:
                return self._take(self._touch, position)
            self._changed.wait(min(remaining, _LOOK_UP))

    def _take(self, touch: Touch, position: int) -> Outcome:
        if touch.slips > 0:
            self._touch = replace(touch, slips=touch.slips - 1)
            return Retry(RetryReason.SLIPPED)
        if touch.dryness > TOO_DRY:
            return Retry(RetryReason.TOO_DRY)
        if touch.dryness < TOO_WET:
            return Retry(RetryReason.TOO_WET)
        finger = touch.finger
        number = self._impressions[finger.seed, finger.position]
        self._impressions[finger.seed, finger.position] += 1
        dampness = self._hardness.dampness + _DAMPNESS_OF_DRYNESS * touch.dryness
        impression = finger.impression(number, replace(self._hardness, dampness=dampness))
        return Frame(impression.png(), self._info, self._now(), float(impression.dpi), position)
