"""Whose face it is: the one person before the camera, or nobody's decision but the officer's."""

from collections.abc import Sequence

import numpy as np

from matcher.face.detect import DetectedFace
from matcher.face.errors import NoFace, SeveralFaces
from matcher.face.parameters import BYSTANDER_AREA, CENTRAL_SHARE


def only_face(faces: Sequence[DetectedFace], shape: tuple[int, int]) -> DetectedFace:
    """The one face in a picture of shape (H, W), small faces in the background apart.

    What the detector is not sure of counts only where it is sure of nothing. Others are background
    when the largest is in the middle of the picture and none of them has more than BYSTANDER_AREA of
    its area. Raises NoFace, and SeveralFaces with the number of those who might be meant.
    """
    if not faces:
        raise NoFace
    likely = [face for face in faces if face.sure] or list(faces)
    largest = max(likely, key=lambda face: face.box.area)
    if len(likely) == 1:
        return largest
    if not _is_central(largest, shape):
        raise SeveralFaces(len(likely))
    comparable = sum(face.box.area > BYSTANDER_AREA * largest.box.area for face in likely)
    if comparable > 1:
        raise SeveralFaces(comparable)
    return largest


def principal_face(faces: Sequence[DetectedFace], shape: tuple[int, int]) -> DetectedFace:
    """The face that a picture of shape (H, W) is most likely about: near the middle, and large.

    For collections whose pictures are known to be about one person (LFW). Raises NoFace.
    """
    if not faces:
        raise NoFace
    return min(faces, key=lambda face: _distance_to_middle(face, shape) - face.box.width / 2)


def _is_central(face: DetectedFace, shape: tuple[int, int]) -> bool:
    height, width = shape
    x, y = face.box.middle
    margin = (1 - CENTRAL_SHARE) / 2
    return margin * width <= x <= (1 - margin) * width and margin * height <= y <= (1 - margin) * height


def _distance_to_middle(face: DetectedFace, shape: tuple[int, int]) -> float:
    """Pixels."""
    height, width = shape
    x, y = face.box.middle
    return float(np.hypot(x - width / 2, y - height / 2))
