"""Head pose from five points: roll exactly, yaw and pitch coarsely.

The nose stands out of the plane of eyes and mouth, so it wanders against them when the head turns. How far it
stands out is taken from an average head: a person's own proportions shift yaw and pitch by some degrees, and
only large angles mean anything.
"""

from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians

import numpy as np

from matcher.face.detect import DetectedFace, PointScheme
from matcher.face.quality.parameters import HEADS, STEEPEST

_NOSE = {PointScheme.EYE_CORNERS_NOSE: 4, PointScheme.EYES_NOSE_MOUTH: 2}
_MOUTH = {PointScheme.EYES_NOSE_MOUTH: (3, 4)}


@dataclass(frozen=True, slots=True)
class Pose:
    """Degrees. roll: clockwise as seen; yaw: the face looks towards the picture's right; pitch: it looks up.

    Without a mouth among the points a bowed head has a pitch near 0: nose and forehead shrink together.
    """

    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True, slots=True)
class Proportions:
    """Where nose and mouth lie in the upright face, in distances between the eyes; None without a mouth."""

    nose_across: float
    nose_down: float
    mouth_down: float | None


def pose(face: DetectedFace) -> Pose:
    """Of a face with two eyes apart from each other; all 0 where they are one point."""
    left, right = face.eyes()
    across, down = right - left
    seen = proportions(face)
    head = HEADS[face.scheme]
    yaw = _limited(atan2(seen.nose_across, head.nose_out))
    return Pose(degrees(yaw), degrees(_limited(_pitch(seen, face.scheme, yaw))), degrees(atan2(down, across)))


def proportions(face: DetectedFace) -> Proportions:
    """The points as seen, with the face's roll and size taken out; 0 where the eyes are one point."""
    left, right = face.eyes()
    across = right - left
    distance = float(hypot(*across))
    if distance == 0:
        return Proportions(0.0, 0.0, None)
    along = across / distance
    turned = np.stack([along, (-along[1], along[0])])
    nose = turned @ (face.points[_NOSE[face.scheme]] - (left + right) / 2) / distance
    mouth = None
    if face.scheme in _MOUTH:
        corners = face.points[list(_MOUTH[face.scheme])].mean(axis=0)
        mouth = float((turned @ (corners - (left + right) / 2) / distance)[1])
    return Proportions(float(nose[0]), float(nose[1]), mouth)


def _pitch(seen: Proportions, scheme: PointScheme, yaw: float) -> float:
    """Radians. A point h below and p in front of the eyes is seen h cos(pitch) - p sin(pitch) below them."""
    head = HEADS[scheme]
    if seen.mouth_down is not None and seen.mouth_down > 0:
        ratio = seen.nose_down / seen.mouth_down  # neither size nor yaw bears on it
        return atan2(head.nose_down - ratio * head.mouth_down, head.nose_out - ratio * head.mouth_out)
    # Without a mouth the drop alone tells, as if it did not shrink: so it still tells large angles apart.
    drop = seen.nose_down * cos(yaw)  # yaw shortens the distance between the eyes, not the drop
    return atan2(head.nose_down - drop, head.nose_out)


def _limited(angle: float) -> float:
    """Beyond it the points are no face's."""
    steepest = radians(STEEPEST)
    return min(max(angle, -steepest), steepest)
