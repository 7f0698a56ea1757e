"""Between a record's units and ours: pixels of the stated resolution and angle steps, 500 dpi and radians.

Frames agree in all but the units: origin at the top left, x right, y down; a direction is that of the ridge
as seen from its ending (from a bifurcation: of the valley between its arms), counter-clockwise from the right
(ISO/IEC 19794-2:2005, clause 6; ANSI INCITS 378-2004, clause 5). LEADER's minutiae follow the same; a
conformance test looks at the pixels.

A record states whole pixels a centimetre, so 500 dpi (196.85) is stated as 197 by some and as 196 by others.
Either is read as exactly 500 dpi, and so for 250 and 1000 dpi: places of a 500 dpi record stay whole numbers.

An ending's place is taken as it is, whether a record puts it on the end of the ridge or on the fork of the
valley around it (`View.ending_place`): they lie about half a ridge period (4 pixels) apart along the ridge,
the same way for every ending, which is within what a comparison allows between two impressions.
"""

import math
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.interchange.cursor import Cursor
from matcher.fingerprint.interchange.parameters import (
    HIGHEST_RESOLUTION,
    LARGEST_SKEW,
    LOWEST_RESOLUTION,
    UNREPORTED_CONFIDENCE,
)
from matcher.fingerprint.interchange.view import BIFURCATION, UNREPORTED, View
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.parameters import WIDEST_IMAGE

Doubles = NDArray[np.float64]
Raw = NDArray[np.integer[Any]]

LARGEST_PLACE: Final = 0x3FFF  # a coordinate has 14 bits in every record
_FULL_TURN: Final = 2.0 * math.pi
_SCANNERS: Final = (250.0, 500.0, 1000.0)  # dpi


@dataclass(frozen=True, slots=True)
class Grid:
    """A record's units. size: (width, height) in its pixels; resolution: (x, y) pixels a centimetre.

    steps: of a full turn: 256 in ISO records, 180 in ANSI records, 64 in the compact card form.
    """

    size: tuple[int, int]
    resolution: tuple[int, int]
    steps: int

    @property
    def scale(self) -> tuple[float, float]:
        """Our pixels a record's pixel, in x and in y."""
        return _scale(self.resolution[0]), _scale(self.resolution[1])

    @property
    def our_size(self) -> tuple[int, int]:
        """The image's size at 500 dpi; every place inside of the record's image stays inside of this one."""
        (width, height), (across, down) = self.size, self.scale
        return math.ceil(width * across), math.ceil(height * down)

    def check(self, cursor: Cursor) -> None:
        """Refuse a resolution or a size that no fingerprint image has."""
        for value in self.resolution:
            if not LOWEST_RESOLUTION <= value <= HIGHEST_RESOLUTION:
                cursor.refuse(f"a resolution of {value} pixels a centimetre is out of range")
        if max(self.resolution) > (1.0 + LARGEST_SKEW) * min(self.resolution):
            cursor.refuse(f"resolutions of {self.resolution[0]} and {self.resolution[1]} do not fit together")
        if not all(0 < side <= WIDEST_IMAGE for side in self.our_size):
            cursor.refuse(f"an image of {self.size[0]} x {self.size[1]} pixels is out of range")

    def place(self, x: int, y: int, cursor: Cursor, what: str) -> tuple[float, float]:
        """One point in our pixels. Refuses a point outside of the image."""
        if x >= self.size[0] or y >= self.size[1]:
            cursor.refuse(f"a {what} at ({x}, {y}) lies outside of the image")
        across, down = self.scale
        return x * across, y * down

    def raw_place(self, x: float, y: float) -> tuple[int, int]:
        """The record's pixel nearest to a point of ours."""
        (width, height), (across, down) = self.size, self.scale
        return min(max(0, round(x / across)), width - 1), min(max(0, round(y / down)), height - 1)

    def angle(self, step: int, cursor: Cursor, what: str) -> float:
        """One direction in radians. Refuses a step beyond the full turn."""
        if step >= self.steps:
            cursor.refuse(f"a {what} of {step} steps is beyond a full turn of {self.steps}")
        return step * _FULL_TURN / self.steps

    def raw_angle(self, angle: float) -> int:
        """The nearest step."""
        return round(angle * self.steps / _FULL_TURN) % self.steps


class RawMinutiae(NamedTuple):
    """Minutiae in a grid's units, (n,) each; kinds 0-2, qualities 0-100 or 254 as in `View`."""

    x: Raw
    y: Raw
    angle: Raw
    kinds: Raw
    qualities: Raw

    def take(self, chosen: NDArray[np.intp]) -> "RawMinutiae":
        """Those at these places, in that order."""
        return RawMinutiae(*(column[chosen] for column in self))


def minutiae_of(grid: Grid, raw: RawMinutiae) -> Minutiae:
    """Minutiae at 500 dpi, of values that were checked."""
    across, down = grid.scale
    width, height = grid.our_size
    return Minutiae(
        x=(raw.x * across).astype(np.float32),
        y=(raw.y * down).astype(np.float32),
        angle=(raw.angle * (_FULL_TURN / grid.steps)).astype(np.float32),
        ending=raw.kinds != BIFURCATION,
        confidence=np.where(raw.qualities == UNREPORTED, UNREPORTED_CONFIDENCE, raw.qualities / 100.0).astype(
            np.float32
        ),
        width=width,
        height=height,
    )


def raw_minutiae(grid: Grid, view: View) -> RawMinutiae:
    """A view's minutiae, int64, rounded; what would round out of the image stays on its edge."""
    minutiae = view.minutiae
    (width, height), (across, down) = grid.size, grid.scale
    x = np.minimum(np.rint(minutiae.x.astype(np.float64) / across), width - 1)
    y = np.minimum(np.rint(minutiae.y.astype(np.float64) / down), height - 1)
    angle = np.rint(minutiae.angle.astype(np.float64) * (grid.steps / _FULL_TURN)) % grid.steps
    kinds, qualities = np.frombuffer(view.kinds, np.uint8), np.frombuffer(view.qualities, np.uint8)
    return RawMinutiae(*(column.astype(np.int64) for column in (x, y, angle, kinds, qualities)))


def _scale(resolution: int) -> float:
    """Our pixels in one of a record's at so many pixels a centimetre."""
    for dpi in _SCANNERS:
        if abs(resolution - dpi / 2.54) < 1.0:
            return 500.0 / dpi
    return 500.0 / (resolution * 2.54)
