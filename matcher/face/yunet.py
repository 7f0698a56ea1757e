"""YuNet, a face detector of 74,000 weights that gives five points with every box.

Wu, Peng, Yu, "YuNet: A Tiny Millisecond-level Face Detector", Machine Intelligence Research 20, 2023. Every
cell of three grids (8, 16 and 32 pixels a cell) gives two probabilities, a box and five points. These points
are noisy (4.9 % of the eye distance under small warps): those of the face that is used are measured thrice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import log
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.face.close_view import close_view
from matcher.face.detect import Box, DetectedFace, Pixels, Points, PointScheme
from matcher.face.parameters import (
    YUNET_CLOSE_SHARE,
    YUNET_CLOSE_SIDE,
    YUNET_OVERLAP,
    YUNET_PASSES,
    YUNET_SCORE,
    YUNET_SIDE_LONGEST,
    YUNET_SIDE_SHORTEST,
    YUNET_SLACK,
    YUNET_SURE_SCORE,
)
from matcher.face.planes import mirrored, planes_of
from matcher.face.search_view import View, scale_between, view
from matcher.face.shrinking import by_halves
from models import registry
from models.joined_heads import OUTPUTS

_STRIDES = (8, 16, 32)

_LOGIT = -log(2 / YUNET_SCORE**2 - 1)
"""Of half the least probability that a cell's score may be made of: the other is 1 at most."""

_MIRRORED = [1, 0, 2, 4, 3]  # which point is which in a mirror image

Floats = NDArray[np.float32]

_NOWHERE: tuple[Floats, Floats, Floats] = (  # boxes, points and scores of a grid without a face
    np.empty((0, 4), np.float32),
    np.empty((0, 5, 2), np.float32),
    np.empty(0, np.float32),
)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Faces in a view's pixels. boxes: (n, 4) left, top, width, height; points: (n, 5, 2); scores: (n,)."""

    boxes: Floats
    points: Floats
    scores: Floats


class YuNetDetector:
    """The `Detector` of the recommended models. Scores: 0 to 1, YUNET_SCORE and more counts as a face."""

    @cached_property
    def _session(self) -> Any:
        """ONNX Runtime's sessions may be run by several threads at once."""
        return registry.open("yunet")

    def detect(self, rgb: Pixels) -> tuple[DetectedFace, ...]:
        """Every face of the first pass that finds one, surest first. Raises the errors of models.errors."""
        scale = _to_whole_cells(rgb, scale_between(rgb, YUNET_SIDE_SHORTEST, YUNET_SIDE_LONGEST))
        for enlarge, border in YUNET_PASSES:
            seen = view(rgb, scale * enlarge, border, by_halves)
            found = _without_overlaps(self._found([seen.pixels])[0])
            if len(found.scores):
                return _faces(seen, found)
        return ()

    def refine(self, rgb: Pixels, face: DetectedFace) -> DetectedFace:
        """The face with its points measured again from close by, in a picture and in its mirror image."""
        side = YUNET_CLOSE_SIDE
        close = close_view(
            rgb, face.box.middle, max(face.box.width, face.box.height) / YUNET_CLOSE_SHARE, side
        )
        seen, seen_mirrored = self._found([close.pixels, mirrored(close.pixels)])
        measured = []
        if (points := _middle_points(seen)) is not None:
            measured.append(points)
        if (points := _middle_points(seen_mirrored)) is not None:
            measured.append(np.column_stack([side - 1 - points[:, 0], points[:, 1]])[_MIRRORED])
        return replace(face, points=np.mean([face.points, *map(close.to_picture, measured)], axis=0))

    def _found(self, pictures: Sequence[Pixels]) -> list[_Found]:
        """Of each of some pictures of one size every cell that scores enough, surest first."""
        image = planes_of([_padded(picture) for picture in pictures], "BGR")
        answers = self._session.run(OUTPUTS, {"input": image})
        return [_of_grids(of_one) for of_one in zip(*answers, strict=True)]


def _to_whole_cells(rgb: Pixels, scale: float) -> float:
    """For a picture that is shrunk: smaller by YUNET_SLACK at most, the shorter side ends with a cell."""
    shorter = min(rgb.shape[:2]) * scale
    whole = shorter // _STRIDES[-1] * _STRIDES[-1]
    return scale * whole / shorter if scale < 1 and whole >= (1 - YUNET_SLACK) * shorter else scale


def _padded(rgb: Pixels) -> Pixels:
    """Black to the right and below up to whole cells of the largest grid."""
    last = _STRIDES[-1]
    below, right = (-side % last for side in rgb.shape[:2])
    if not (below or right):
        return rgb
    return np.asarray(cv2.copyMakeBorder(rgb, 0, below, 0, right, cv2.BORDER_CONSTANT), np.uint8)


def _middle_points(found: _Found) -> Points | None:
    """The points (5, 2) of the surest face whose middle is near the close picture's, if there is one."""
    away = np.abs(found.boxes[:, :2] + found.boxes[:, 2:] / 2 - YUNET_CLOSE_SIDE / 2).max(axis=1)
    near = np.flatnonzero(away < YUNET_CLOSE_SIDE * YUNET_CLOSE_SHARE / 2)
    return found.points[near[0]].astype(np.float64) if len(near) else None


def _of_grids(answers: Sequence[Floats]) -> _Found:
    """One picture's answers of all grids, (16, rows, columns) each."""
    grids = [_of_grid(stride, answer) for stride, answer in zip(_STRIDES, answers, strict=True)]
    boxes, points, scores = (np.concatenate(parts) for parts in zip(*grids, strict=True))
    order = np.argsort(-scores, kind="stable")
    return _Found(boxes[order], points[order], scores[order])


def _of_grid(stride: int, answer: Floats) -> tuple[Floats, Floats, Floats]:
    """One grid's boxes, points and scores, of the cells that score enough.

    answer: (16, rows, columns), channels as `models.joined_heads.OUTPUTS` says.
    """
    channels, columns = answer.reshape(len(answer), -1), answer.shape[2]
    likely = np.flatnonzero(channels[:2].min(axis=0) >= _LOGIT)
    if not len(likely):
        return _NOWHERE
    class_, objectness = 1 / (1 + np.exp(-channels[:2, likely]))
    scores = np.sqrt(class_ * objectness)
    cells, scores = likely[scores >= YUNET_SCORE], scores[scores >= YUNET_SCORE]
    if not len(cells):
        return _NOWHERE
    corner = np.stack([cells % columns, cells // columns], axis=1).astype(np.float32)
    box, points = channels[2:6, cells].T, channels[6:, cells].T
    middle = (corner + box[:, :2]) * stride
    size = np.exp(box[:, 2:]) * stride
    places = (corner[:, np.newaxis] + points.reshape(-1, 5, 2)) * stride
    return np.concatenate([middle - size / 2, size], axis=1), places, scores


def _without_overlaps(found: _Found) -> _Found:
    """Of boxes that overlap by more than YUNET_OVERLAP of their union the surest alone."""
    kept, left = list[int](), np.arange(len(found.scores))
    while len(left):
        surest, left = int(left[0]), left[1:]
        kept.append(surest)
        left = left[_overlaps(found.boxes[surest], found.boxes[left]) <= YUNET_OVERLAP]
    return _Found(found.boxes[kept], found.points[kept], found.scores[kept])


def _overlaps(one: Floats, others: Floats) -> Floats:
    """Of one box with each of (n, 4), float32 (n,): intersection over union."""
    least = np.maximum(one[:2], others[:, :2])
    most = np.minimum(one[:2] + one[2:], others[:, :2] + others[:, 2:])
    shared = np.maximum(most - least, 0).prod(axis=1)
    return np.asarray(shared / (one[2:].prod() + others[:, 2:].prod(axis=1) - shared), np.float32)


def _faces(seen: View, found: _Found) -> tuple[DetectedFace, ...]:
    """In the picture's coordinates."""
    boxes = found.boxes.astype(np.float64)
    corners = seen.to_picture(np.stack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1))
    points = seen.to_picture(found.points.astype(np.float64))
    return tuple(
        DetectedFace(
            box=_box(*corner),
            points=five,
            scheme=PointScheme.EYES_NOSE_MOUTH,
            score=float(score),
            sure=bool(score >= YUNET_SURE_SCORE),
        )
        for corner, five, score in zip(corners.tolist(), points, found.scores, strict=True)
    )


def _box(top_left: list[float], bottom_right: list[float]) -> Box:
    (left, top), (right, bottom) = top_left, bottom_right
    return Box(left, top, right - left, bottom - top)
