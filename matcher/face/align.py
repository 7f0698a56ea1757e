"""A face -> an upright chip: the similarity transform that brings its five points onto a template.

dlib's extract_image_chip does the resampling, over an image pyramid where the face is larger than the
chip, so that a 12-megapixel photo gives no aliasing. Its least-squares fit is Umeyama's (IEEE TPAMI 13,
1991). With dlib's own points and template the chip is dlib's get_face_chip, pixel for pixel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import dlib
import numpy as np

from matcher.face.detect import DetectedFace, Pixels, Points, PointScheme
from matcher.face.parameters import CHIP_PADDING, CHIP_SIDE


@dataclass(frozen=True, slots=True, eq=False)
class ChipTemplate:
    """What an embedder wants to see. side: pixels; points: (5, 2) in chip pixels, for each scheme."""

    side: int
    points: Mapping[PointScheme, Points]


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
)


def align(rgb: Pixels, face: DetectedFace, template: ChipTemplate) -> Pixels:
    """uint8 (side, side, 3): the face upright, black where it reaches over the picture's edge."""
    wanted, found = _dlib_points(template.points[face.scheme]), _dlib_points(face.points)
    place = dlib.chip_details(wanted, found, dlib.chip_dims(template.side, template.side))
    return np.asarray(dlib.extract_image_chip(rgb, place), np.uint8)


def _dlib_points(points: Points) -> Any:
    listed = dlib.dpoints()
    for x, y in points.tolist():
        listed.append(dlib.dpoint(x, y))
    return listed
