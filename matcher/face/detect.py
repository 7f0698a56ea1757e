"""The contract of face detectors: pixels in, boxes and five points in image coordinates out.

Coordinates: the middle of the top left pixel is (0, 0), x right, y down. "Image-left" is left as seen
in the picture, whoever's left that is.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Points = NDArray[np.float64]


class PointScheme(StrEnum):
    """Which five points a detector gives, and in which order. An embedder has one template for each."""

    EYE_CORNERS_NOSE = "eye-corners-nose"
    """Image-right eye's outer and inner corner, image-left eye's outer and inner corner, nose's base."""
    EYES_NOSE_MOUTH = "eyes-nose-mouth"
    """Image-left eye, image-right eye, tip of the nose, image-left and image-right corner of the mouth."""


# Indices of the points whose mean is an eye's middle: image-left eye, image-right eye.
_EYES: dict[PointScheme, tuple[tuple[int, ...], tuple[int, ...]]] = {
    PointScheme.EYE_CORNERS_NOSE: ((2, 3), (0, 1)),
    PointScheme.EYES_NOSE_MOUTH: ((0,), (1,)),
}


@dataclass(frozen=True, slots=True)
class Box:
    """A face's rectangle in pixels; it may reach over the picture's edge."""

    left: float
    top: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """Square pixels."""
        return self.width * self.height

    @property
    def middle(self) -> tuple[float, float]:
        """x, y."""
        return self.left + self.width / 2, self.top + self.height / 2


@dataclass(frozen=True, slots=True, eq=False)
class DetectedFace:
    """One face.

    points: float64 (5, 2) in the scheme's order. score: the detector's own, higher = surer.
    sure: whether the detector would stand by this face if nobody expected one here; a badge that looks
    like a face is not taken for a second person.
    """

    box: Box
    points: Points = field(repr=False)
    scheme: PointScheme
    score: float
    sure: bool

    def eyes(self) -> Points:
        """float64 (2, 2): the middles of image-left and image-right eye."""
        return np.stack([self.points[list(eye)].mean(axis=0) for eye in _EYES[self.scheme]])

    def eye_distance(self) -> float:
        """Pixels between the eyes' middles."""
        left, right = self.eyes()
        return float(np.hypot(*(right - left)))


class Detector(Protocol):
    """Finds faces. Implementations are safe to call from several threads."""

    def detect(self, rgb: Pixels) -> tuple[DetectedFace, ...]:
        """Every face in uint8 (H, W, 3), surest first; an empty tuple where there is none."""
        ...

    def refine(self, rgb: Pixels, face: DetectedFace) -> DetectedFace:
        """The face that is used, one of those found in `rgb`, uint8 (H, W, 3), with exacter points."""
        ...
