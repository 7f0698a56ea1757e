"""What the station knows of a device: how to open it, ask it, and what may come of asking.

Everything that happens to hardware in a normal working day is a value, never an exception: a finger that is
too dry, a cable that is pulled, a daemon that is down.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from threading import Event
from typing import Protocol


class DeviceKind(StrEnum):
    """What a device captures."""

    FINGERPRINT_SCANNER = "fingerprint_scanner"
    CAMERA = "camera"
    CARD_READER = "card_reader"


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """Who made the capture: provenance that stays with it. serial tells two devices of a model apart."""

    kind: DeviceKind
    maker: str
    model: str
    serial: str
    firmware: str
    simulated: bool


class RetryReason(StrEnum):
    """Why the person should try again: stable codes, in words by whoever shows them."""

    TOO_DRY = "too_dry"
    TOO_WET = "too_wet"
    SLIPPED = "slipped"
    NO_FACE = "no_face_in_view"


@dataclass(frozen=True, slots=True)
class Frame:
    """One capture. data: the encoded file, as the device gave it. captured_at: UTC.

    dpi: pixels an inch of a fingerprint, None for a photo. position: the finger that was asked for
    (ISO/IEC 19794-2, 1 to 10; 0 where none was): a device cannot know whether that is the one on the glass.
    """

    data: bytes = field(repr=False)
    device: DeviceInfo
    captured_at: datetime
    dpi: float | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class Retry:
    """The device works, this capture did not: the person can mend it at once."""

    reason: RetryReason


@dataclass(frozen=True, slots=True)
class Removed:
    """The device, or the card in it, is no longer there."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody else holds the device, or a capture is already running."""


@dataclass(frozen=True, slots=True)
class Timeout:
    """Nothing came before the deadline, or the capture was called off."""


@dataclass(frozen=True, slots=True)
class ServiceDown:
    """The program that the device depends on (daemon, vendor's service) does not answer."""

    service: str


Failure = Removed | Busy | ServiceDown
Outcome = Frame | Retry | Timeout | Failure


class Device(Protocol):
    """What every device can do. One that is not open, or no more, answers a capture with Removed."""

    def info(self) -> DeviceInfo: ...

    def open(self) -> Failure | None:
        """Take the device; None where that worked."""
        ...

    def close(self) -> None:
        """Give the device back, at any time; a running capture ends with Timeout."""
        ...


class FingerprintScanner(Device, Protocol):
    """Takes one plain print at a time."""

    def capture(self, cancel: Event, deadline: float, position: int = 0) -> Outcome:
        """Wait for a finger and take its print.

        cancel: set from any thread to call it off. deadline: on time.monotonic()'s clock. position: the
        finger that the operator asked for, kept in the frame.
        """
        ...


class Camera(Device, Protocol):
    """Takes one photo at a time."""

    def capture(self, cancel: Event, deadline: float) -> Outcome:
        """The freshest picture there is; cancel and deadline as for a scanner."""
        ...


class CardReader(Device, Protocol):
    """Carries commands to a smart card (ISO/IEC 7816-4) and its responses back."""

    def transmit(self, command: bytes, deadline: float) -> bytes | Timeout | Failure:
        """One command APDU; the response APDU with its status word."""
        ...
