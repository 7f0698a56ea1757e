"""A face -> an upright chip: the similarity transform that brings its five points onto a template.

The least-squares fit is Umeyama's (IEEE TPAMI 13, 1991); in a plane, with turns and scales written as complex
numbers, it is one division and needs no singular values. Two ways of resampling: dlib's, which its ResNet was
trained with (bilinear, over an image pyramid where the face is larger than the chip: with dlib's own points
and template the chip is dlib's get_face_chip, pixel for pixel), and cubic for all others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from math import ceil, floor, log2
from types import MappingProxyType
from typing import Any

import cv2
import dlib
import numpy as np

from matcher.face.detect import DetectedFace, Pixels, Points, PointScheme
from matcher.face.parameters import CHIP_PADDING, CHIP_SIDE, OWN_SHRINKING_MARGIN
from matcher.face.shrinking import by_halves


class Resampling(Enum):
    """How a chip's pixels are made of the picture's."""

    DLIB = auto()
    CUBIC = auto()


@dataclass(frozen=True, slots=True, eq=False)
class ChipTemplate:
    """What an embedder wants to see. side: pixels; points: (5, 2) in chip pixels, for each scheme."""

    side: int
    points: Mapping[PointScheme, Points]
    resampling: Resampling = Resampling.CUBIC


# Where dlib's training put the five points, as a share of the face's square: facts of the published
# network, to be had from dlib itself through get_face_chip_details.
_FACE_SQUARE = np.array(
    [
        (0.8595674595992, 0.2134981538014),
        (0.6460604764104, 0.2289674387677),
        (0.1205750620789, 0.2137274526848),
        (0.3340850613712, 0.2290642403242),
        (0.4901123135679, 0.6277975316475),
    ]
)

DLIB_CHIP = ChipTemplate(
    side=CHIP_SIDE,
    points=MappingProxyType(
        {PointScheme.EYE_CORNERS_NOSE: (CHIP_SIDE * (_FACE_SQUARE + CHIP_PADDING) / (1 + 2 * CHIP_PADDING))}
    ),
    resampling=Resampling.DLIB,
)


def align(rgb: Pixels, face: DetectedFace, template: ChipTemplate) -> Pixels:
    """uint8 (side, side, 3): the face upright, black where it reaches over the picture's edge.

    KeyError where the template has no points for the face's scheme.
    """
    wanted = template.points[face.scheme]
    if template.resampling is Resampling.DLIB:
        return _by_dlib(rgb, face.points, wanted, template.side)
    return resampled(rgb, face.points, wanted, template.side, cv2.INTER_LINEAR)


def similarity(found: Points, wanted: Points) -> Points:
    """float64 (2, 3): the rotation, scale and shift that bring `found` (n, 2) closest to `wanted` (n, 2)."""
    from_middle, to_middle = found.mean(axis=0), wanted.mean(axis=0)
    source, target = found - from_middle, wanted - to_middle
    spread = float((source**2).sum())
    if spread == 0:
        raise ValueError("the points are all in one place")
    along = float((source * target).sum()) / spread
    across = float((source[:, 0] * target[:, 1] - source[:, 1] * target[:, 0]).sum()) / spread
    turn = np.array([(along, -across), (across, along)])
    return np.column_stack([turn, to_middle - turn @ from_middle])


def resampled(rgb: Pixels, found: Points, wanted: Points, side: int, rest: int = cv2.INTER_AREA) -> Pixels:
    """uint8 (side, side, 3): the picture moved so that `found` (n, 2) lies on `wanted`; black beyond it.

    Enlarged by cubic interpolation. What is larger than the chip is first shrunk to the chip's size by
    halving it, and the rest of the way as `rest` says, so that a 12-megapixel photo gives no aliasing.
    ValueError where the points are one.
    """
    picture, points = _shrunk(rgb, found, similarity(found, wanted), side, rest)
    moved = cv2.warpAffine(picture, similarity(points, wanted), (side, side), flags=cv2.INTER_CUBIC)
    return np.asarray(moved, np.uint8)


def _shrunk(rgb: Pixels, points: Points, transform: Points, side: int, rest: int) -> tuple[Pixels, Points]:
    """The part of the picture that the chip shows, no larger than the chip; and the points in it."""
    scale = float(np.hypot(transform[0, 0], transform[1, 0]))
    if scale >= 1:
        return rgb, points
    corners = (side - 1) * np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) - transform[:, 2]
    shown = np.linalg.solve(transform[:, :2], corners.T)
    margin = OWN_SHRINKING_MARGIN / scale
    left, top = (max(0, floor(place - margin)) for place in shown.min(axis=1))
    right, bottom = (
        min(size, ceil(place + margin) + 1)
        for place, size in zip(shown.max(axis=1), rgb.shape[1::-1], strict=True)
    )
    part = rgb[top : max(bottom, 0), left : max(right, 0)]
    if not part.size:
        return rgb, points
    part = _halvable(part, scale)
    columns, rows = (max(1, round(length * scale)) for length in part.shape[1::-1])
    ratio = np.array([columns / part.shape[1], rows / part.shape[0]])
    return by_halves(part, columns, rows, rest), (points - (left, top) + 0.5) * ratio - 0.5


def _halvable(part: Pixels, scale: float) -> Pixels:
    """Without what hinders halving it as often as it shrinks by half: less than a pixel of the chip, and of
    the margin. Means of 2 x 2 pixels take a tenth of the time of areas that end within pixels."""
    step = 1 << max(0, floor(-log2(scale)))
    height, width = (max(side - side % step, 1) for side in part.shape[:2])
    return part[:height, :width]


def _by_dlib(rgb: Pixels, found: Points, wanted: Points, side: int) -> Pixels:
    place = dlib.chip_details(_dlib_points(wanted), _dlib_points(found), dlib.chip_dims(side, side))
    return np.asarray(dlib.extract_image_chip(rgb, place), np.uint8)


def _dlib_points(points: Points) -> Any:
    listed = dlib.dpoints()
    for x, y in points.tolist():
        listed.append(dlib.dpoint(x, y))
    return listed
