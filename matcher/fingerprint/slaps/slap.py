"""What is asked of a slap and what it is found to hold."""

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.domain import FingerPosition
from matcher.fingerprint.slaps.errors import SlapProblem

Pixels = NDArray[np.uint8]

_P: Final = FingerPosition


class Hand(StrEnum):
    """Whose fingers they are; a two-thumb image shows one of each."""

    RIGHT = "right"
    LEFT = "left"

    @property
    def fingers(self) -> tuple[FingerPosition, ...]:
        """Index to little finger."""
        if self is Hand.RIGHT:
            return _P.RIGHT_INDEX, _P.RIGHT_MIDDLE, _P.RIGHT_RING, _P.RIGHT_LITTLE
        return _P.LEFT_INDEX, _P.LEFT_MIDDLE, _P.LEFT_RING, _P.LEFT_LITTLE


class Group(StrEnum):
    """What was asked to be laid on the glass."""

    RIGHT_HAND = "right-hand"
    LEFT_HAND = "left-hand"
    EITHER_HAND = "either-hand"
    THUMBS = "thumbs"

    @property
    def hands(self) -> tuple[Hand, ...]:
        """The hands whose four fingers this may be; none for thumbs."""
        stated = {Group.RIGHT_HAND: (Hand.RIGHT,), Group.LEFT_HAND: (Hand.LEFT,)}
        return () if self is Group.THUMBS else stated.get(self, (Hand.RIGHT, Hand.LEFT))


@dataclass(frozen=True, slots=True)
class Expected:
    """What should be on the image. absent: fingers known beforehand to be amputated or bandaged."""

    group: Group
    absent: frozenset[FingerPosition] = frozenset()


@dataclass(frozen=True, slots=True)
class FingerBox:
    """One fingertip on the slap, down to the crease of its joint.

    position: UNKNOWN where the image does not tell which finger it is. centre, size (width, height): pixels
    of the slap image. angle: radians by which the tip points counter-clockwise of up.
    """

    position: FingerPosition
    centre: tuple[float, float]
    size: tuple[float, float]
    angle: float

    def crop(self, grey: Pixels, margin: float = 0.0) -> Pixels:
        """The fingertip turned upright, (H, W) uint8 at the slap's resolution; beside the slap it is white.

        margin: pixels kept around the box.
        """
        width, height = (max(1, round(side + 2 * margin)) for side in self.size)
        upright = np.asarray(cv2.getRotationMatrix2D(self.centre, -math.degrees(self.angle), 1.0), np.float64)
        upright[:, 2] += np.array([(width - 1) / 2, (height - 1) / 2]) - self.centre
        turned = cv2.warpAffine(
            grey,
            upright,
            (width, height),
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=255,
        )
        return np.asarray(turned, np.uint8)


@dataclass(frozen=True, slots=True)
class Slap:
    """A slap taken apart.

    hand: None for thumbs, and where the image does not tell. fingers: from left to right as seen with the
    hand upright. missing: expected, not known to be absent, not found. turn: radians by which the hand points
    counter-clockwise of up. problems: what an operator should mend, the most important first; none on a
    complete slap.
    """

    hand: Hand | None
    fingers: tuple[FingerBox, ...]
    missing: tuple[FingerPosition, ...]
    turn: float
    problems: tuple[SlapProblem, ...] = field(default=())
