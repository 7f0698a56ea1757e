"""What parent, zygote and child say to each other; shared by both sides.

Per picture the parent opens a stream socket and a pipe and hands one end of each to the zygote. On the
socket: LENGTH and the encoded bytes towards the child, then one REPLY and, for a picture, its rows
back. On the pipe: one VERDICT by the zygote, after the child is gone.
"""

import math
import struct
from dataclasses import dataclass
from enum import IntEnum

LENGTH = struct.Struct("<I")
_REPLY = struct.Struct("<BIIBd")
_VERDICT = struct.Struct("<BB")
REPLY_BYTES = _REPLY.size
VERDICT_BYTES = _VERDICT.size


class Outcome(IntEnum):
    """What the child found."""

    PICTURE = 1
    TOO_MANY_PIXELS = 2
    DAMAGED = 3
    UNSUPPORTED_SAMPLES = 4
    OUT_OF_MEMORY = 5


class Ending(IntEnum):
    """How the child ended, as the zygote saw it; NOT_STARTED if the machine let it fork none."""

    EXITED = 1
    SIGNALLED = 2
    TIMED_OUT = 3
    NOT_STARTED = 4


@dataclass(frozen=True, slots=True)
class Reply:
    """The child's answer; width, height in pixels, channels 1 or 3, dpi None if the file says nothing."""

    outcome: Outcome
    width: int = 0
    height: int = 0
    channels: int = 0
    dpi: float | None = None

    def pack(self) -> bytes:
        """REPLY_BYTES bytes; "no dpi" travels as NaN."""
        dpi = math.nan if self.dpi is None else self.dpi
        return _REPLY.pack(self.outcome, self.width, self.height, self.channels, dpi)

    @classmethod
    def unpack(cls, data: bytes | bytearray) -> "Reply":
        """From REPLY_BYTES bytes; ValueError for an outcome that no child of ours sends."""
        outcome, width, height, channels, dpi = _REPLY.unpack(data)
        return cls(Outcome(outcome), width, height, channels, None if math.isnan(dpi) else dpi)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a child ended; number is its exit status or the signal."""

    ending: Ending
    number: int

    def pack(self) -> bytes:
        """VERDICT_BYTES bytes."""
        return _VERDICT.pack(self.ending, self.number & 0xFF)

    @classmethod
    def unpack(cls, data: bytes) -> "Verdict":
        """From VERDICT_BYTES bytes."""
        ending, number = _VERDICT.unpack(data)
        return cls(Ending(ending), number)
