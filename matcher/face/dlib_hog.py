"""dlib's face detector (histograms of oriented gradients) and five-point predictor: needs no download.

Dalal and Triggs, CVPR 2005, as dlib's scan_fhog_pyramid implements it; Kazemi and Sullivan, CVPR 2014,
for the points. Its window is 80 pixels wide, so pictures are brought to a size at which faces are
larger than that (`parameters.PASSES`).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from queue import Empty, LifoQueue
from typing import Any

import dlib
import numpy as np

from matcher.face.detect import Box, DetectedFace, Pixels, PointScheme
from matcher.face.parameters import (
    OPERATING_POINT,
    PASSES,
    SEARCH_SIDE_LONGEST,
    SEARCH_SIDE_SHORTEST,
    SURE_SCORE,
)
from matcher.face.search_view import View, scale_between, view
from models import registry

# A dlib detector keeps its pyramid between the steps of a call and releases the GIL during it: two threads
# must never share one. Reading one takes 0.3 s and all are alike, so a process keeps them and lends them.
_IDLE: LifoQueue[Any] = LifoQueue()


class DlibHogDetector:
    """The `Detector` that every installation has. Scores: 0 is dlib's operating point, 1 and more is sure."""

    def detect(self, rgb: Pixels) -> tuple[DetectedFace, ...]:
        """Every face of the first pass that finds one, surest first."""
        scale = scale_between(rgb, SEARCH_SIDE_SHORTEST, SEARCH_SIDE_LONGEST)
        with _borrowed() as detector:
            for enlarge, border, lowest in PASSES:
                seen = view(rgb, scale * enlarge, border)
                boxes, scores, _ = detector.run(seen.pixels, 0, lowest)
                if len(boxes):
                    # in the order of their scores; below the operating point the next is seldom a face
                    count = len(boxes) if lowest >= OPERATING_POINT else 1
                    found = zip(boxes[:count], scores[:count], strict=True)
                    return tuple(self._face(seen, box, score) for box, score in found)
        return ()

    def refine(self, rgb: Pixels, face: DetectedFace) -> DetectedFace:  # noqa: ARG002 - other detectors look again
        """The face as it is: the predictor's points gain nothing from a second look (docs/adr/0005)."""
        return face

    @cached_property
    def _predictor(self) -> Any:
        """Its call only reads the trees: all threads share one."""
        return predictor_from(registry.read("dlib-five-points"))

    def _face(self, seen: View, box: Any, score: float) -> DetectedFace:
        parts = self._predictor(seen.pixels, box).parts()
        points = seen.to_picture(np.array([(part.x, part.y) for part in parts], np.float64))
        edges = np.array([(box.left() - 0.5, box.top() - 0.5), (box.right() + 0.5, box.bottom() + 0.5)])
        (left, top), (right, bottom) = seen.to_picture(edges).tolist()
        return DetectedFace(
            box=Box(left, top, right - left, bottom - top),
            points=points,
            scheme=PointScheme.EYE_CORNERS_NOSE,
            score=float(score),
            sure=score >= SURE_SCORE,
        )


@contextmanager
def _borrowed() -> Iterator[Any]:
    try:
        detector = _IDLE.get_nowait()
    except Empty:
        detector = dlib.get_frontal_face_detector()
    try:
        yield detector
    finally:
        _IDLE.put(detector)


def predictor_from(data: bytes) -> Any:
    """dlib's shape predictor from bytes: dlib reads paths alone, so the bytes lie in memory behind one."""
    descriptor = os.memfd_create("five-points", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(data)
        return dlib.shape_predictor(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)
