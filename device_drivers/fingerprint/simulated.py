"""A fingerprint scanner without glass: synthetic fingers are put on it, and it behaves like a real one.

It waits for a finger, refuses one that is too dry or too wet, sees it slip, cannot tell a wrong finger from
the right one, can be unplugged, and never gives the same impression twice.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event
from time import monotonic

from device_drivers.contract import Busy, DeviceKind, Frame, Outcome, Retry, RetryReason, Timeout
from device_drivers.fingerprint.synthetic import NORMAL, Hardness, MasterFinger, Person, person
from device_drivers.simulated import SimulatedDevice, simulated_info, utc_now

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


class SimulatedScanner(SimulatedDevice):
    """A FingerprintScanner over synthetic people."""

    def __init__(
        self, serial: str = "SIM-FP-1", hardness: Hardness = NORMAL, now: Callable[[], datetime] = utc_now
    ) -> None:
        super().__init__(simulated_info(DeviceKind.FINGERPRINT_SCANNER, "Simulated scanner", serial), now)
        self._hardness = hardness
        self._people: dict[int, Person] = {}
        self._impressions: Counter[tuple[int, int]] = Counter()
        self._touch: Touch | None = None
        self._capturing = False

    def capture(self, cancel: Event, deadline: float, position: int = 0) -> Outcome:
        """Wait for a finger and take its print, a PNG at 500 dpi."""
        with self._changed:
            unavailable = self._unavailable()
            if unavailable is not None:
                return unavailable
            if self._capturing:
                return Busy()
            self._capturing = True
            try:
                return self._wait_and_take(cancel, deadline, position)
            finally:
                self._capturing = False

    def touch(self, person_seed: int, position: int, *, dryness: float = 0.0, slips: int = 0) -> None:
        """Put a synthetic person's finger on the glass. ValueError where a person has no such finger."""
        with self._changed:
            owner = self._people.setdefault(person_seed, person(person_seed))
            self._touch = Touch(owner.finger(position), dryness, slips)
            self._changed.notify_all()

    def lift(self) -> None:
        """Take the finger off the glass."""
        with self._changed:
            self._touch = None

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
