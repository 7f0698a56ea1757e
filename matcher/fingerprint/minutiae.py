"""Minutiae: where ridges end or fork, what every later stage works on (life 2, decoded).

Frame: pixels at 500 dpi, origin at the image's top left, x to the right, y down. Angles in radians along
the ridge ending's direction, counter-clockwise as seen, 0 = right, in [0, 2 pi).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.parameters import MOST_MINUTIAE, WIDEST_IMAGE

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Minutiae:
    """One impression's minutiae, the most confident first as the extractor gives them.

    x, y, angle, confidence: (n,) float32; ending: (n,) bool, False = bifurcation; n <= 255 (a record of
    ISO/IEC 19794-2 holds no more). confidence in [0, 1]. width, height: the image's size in pixels at
    500 dpi. The arrays are read-only. Raises ValueError where a value is outside of its range.
    """

    x: Floats
    y: Floats
    angle: Floats
    ending: NDArray[np.bool_]
    confidence: Floats
    width: int
    height: int

    def __post_init__(self) -> None:
        for name in ("x", "y", "angle", "confidence"):
            _freeze(self, name, np.float32)
        _freeze(self, "ending", np.bool_)
        if not (0 < self.width <= WIDEST_IMAGE and 0 < self.height <= WIDEST_IMAGE):
            raise ValueError(f"an image of {self.width} x {self.height} pixels is out of range")
        if len(self) > MOST_MINUTIAE:
            raise ValueError(f"{len(self)} minutiae are more than {MOST_MINUTIAE}")
        _within("x", self.x, 0, self.width)
        _within("y", self.y, 0, self.height)
        _within("angle", self.angle, 0, 2 * np.pi)
        if not np.all((self.confidence >= 0) & (self.confidence <= 1)):
            raise ValueError("a minutia's confidence is not in [0, 1]")

    def __len__(self) -> int:
        return len(self.x)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Minutiae):
            return NotImplemented
        same_image = (self.width, self.height) == (other.width, other.height)
        return same_image and all(
            np.array_equal(getattr(self, name), getattr(other, name))
            for name in ("x", "y", "angle", "ending", "confidence")
        )

    def __hash__(self) -> int:
        return hash((self.width, self.height, self.x.tobytes(), self.y.tobytes(), self.angle.tobytes()))

    def take(self, order: NDArray[np.integer[Any]] | NDArray[np.bool_]) -> "Minutiae":
        """The minutiae at these places (indices or a mask), in that order."""
        return Minutiae(
            x=self.x[order],
            y=self.y[order],
            angle=self.angle[order],
            ending=self.ending[order],
            confidence=self.confidence[order],
            width=self.width,
            height=self.height,
        )


def _freeze(minutiae: Minutiae, name: str, dtype: type[np.generic]) -> None:
    """Hold a private read-only copy, so that a template cannot change under a search."""
    values: NDArray[Any] = np.array(getattr(minutiae, name), dtype=dtype, copy=True)
    if values.ndim != 1 or len(values) != len(minutiae.x):
        raise ValueError(f"{name} must hold one value for each minutia")
    values.setflags(write=False)
    object.__setattr__(minutiae, name, values)


def _within(name: str, values: Floats, low: float, high: float) -> None:
    """Each value in [low, high); a NaN is in no range."""
    if not np.all((values >= low) & (values < np.float32(high))):
        raise ValueError(f"a minutia's {name} is not in [{low}, {high:g})")
