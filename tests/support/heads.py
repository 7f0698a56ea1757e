"""Five points of an average head turned in space."""

from math import cos, radians, sin

import numpy as np

from matcher.face.detect import Box, DetectedFace, PointScheme

# Right, down and towards the camera, in distances between the eyes; in the schemes' order.
_HEAD = {
    PointScheme.EYES_NOSE_MOUTH: [
        (-0.5, 0, 0),
        (0.5, 0, 0),
        (0, 0.59, 0.5),
        (-0.4, 1.05, 0.15),
        (0.4, 1.05, 0.15),
    ],
    PointScheme.EYE_CORNERS_NOSE: [
        (0.7, 0, 0),
        (0.3, 0, 0),
        (-0.7, 0, 0),
        (-0.3, 0, 0),
        (0, 0.77, 0.35),
    ],
}


def points_of_head(
    scheme: PointScheme, yaw: float = 0, pitch: float = 0, roll: float = 0, eyes: float = 80
) -> DetectedFace:
    """Degrees: yaw to the picture's right, pitch up, roll clockwise. eyes: pixels between them."""
    y, p, r = (radians(angle) for angle in (yaw, pitch, roll))
    nod = np.array([(1, 0, 0), (0, cos(p), -sin(p)), (0, sin(p), cos(p))])
    turn = np.array([(cos(y), 0, sin(y)), (0, 1, 0), (-sin(y), 0, cos(y))])
    lean = np.array([(cos(r), -sin(r)), (sin(r), cos(r))])
    seen = (turn @ nod @ np.array(_HEAD[scheme], np.float64).T)[:2]
    points = (lean @ seen).T * eyes + (250, 220)
    return DetectedFace(Box(170, 150, 160, 200), points, scheme, 1.0, True)
