"""Is it a picture that moves? Corners in and around the face, over frames, against one plane's motion.

Two frames of a plane differ by a homography (Hartley and Zisserman, Multiple View Geometry, section 13.1); a
head that turns is no plane. A shift, a roll or a change of size is one too, for a head as for a picture:
there only what is around the face tells, since a picture takes its own wall along. The camera stands still.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.errors import Remark
from matcher.face.align import similarity
from matcher.face.detect import DetectedFace, Pixels, Points
from matcher.face.liveness import parameters as p
from matcher.face.liveness.suspicion import Suspicion

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """Corners that were followed through all frames. places: float64 (frames, corners, 2), in distances
    between the first frame's eyes from the middle between them; inside, around: (corners,)."""

    places: Points
    inside: Mask
    around: Mask


def flat_picture(frames: Sequence[Pixels], face: DetectedFace) -> Suspicion:
    """What the motion of uint8 (H, W, 3) frames of one size says; face: the one in the first frame.

    Nothing where too little moved or too few corners were found. ValueError for frames of several sizes.
    """
    if len({frame.shape for frame in frames}) > 1:
        raise ValueError("frames of one camera have one size")
    if len(frames) < 2 or face.eye_distance() < 1:
        return Suspicion()
    tracks = track(frames, face)
    return _tilted(tracks) | _along(tracks)


def track(frames: Sequence[Pixels], face: DetectedFace) -> Tracks:
    """Follow the first frame's corners (Shi and Tomasi, CVPR 1994; Lucas and Kanade's flow in a pyramid)."""
    middle, between = face.eyes().mean(axis=0), face.eye_distance()
    grey = [np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), np.uint8) for frame in frames]
    height, width = grey[0].shape
    x, y = np.meshgrid(
        (np.arange(width) - middle[0]) / between, (np.arange(height) - middle[1]) / between, sparse=True
    )
    inside, around = _regions(x, y)
    spacing = max(p.CORNER_SPACING * between, 2.0)
    starts = [_corners(grey[0], mask, spacing) for mask in (inside, around)]
    path, kept = _followed(grey, np.concatenate(starts))
    which = np.repeat([True, False], [len(part) for part in starts])[kept]
    return Tracks((path[:, kept] - middle) / between, which, ~which)


def _regions(x: Points, y: Points) -> tuple[Mask, Mask]:
    """Where a face is, and where the wall behind it is, x and y in distances between the eyes."""
    across, up, down = p.FACE_REACH
    inside = (np.abs(x) <= across) & (y >= -up) & (y <= down)
    beside, above = p.AROUND_LEAST
    near = (np.abs(x) <= p.AROUND_MOST) & (y >= -p.AROUND_MOST) & (y <= p.BELOW_MOST)
    return inside, near & ((np.abs(x) >= beside) | (y <= -above))


def _corners(grey: Pixels, mask: Mask, spacing: float) -> Points:
    among = mask.astype(np.uint8) * 255
    found: Any = cv2.goodFeaturesToTrack(grey, p.CORNERS, p.CORNER_QUALITY, spacing, mask=among)  # or None
    return np.zeros((0, 2)) if found is None else np.asarray(found, np.float64).reshape(-1, 2)


def _followed(grey: Sequence[Pixels], starts: Points) -> tuple[Points, Mask]:
    """Places (frames, n, 2), and which corners came back to where they were from every frame."""
    path, kept = [starts], np.ones(len(starts), np.bool_)
    for before, after in pairwise(grey):
        if not len(starts):
            break
        here = path[-1].astype(np.float32)[:, np.newaxis]
        there, found, _ = cv2.calcOpticalFlowPyrLK(before, after, here, here.copy())
        back, returned, _ = cv2.calcOpticalFlowPyrLK(after, before, there, there.copy())
        off = np.hypot(*(back - here)[:, 0].T)
        kept &= (found[:, 0] == 1) & (returned[:, 0] == 1) & (off <= p.STEADY)
        path.append(np.asarray(there[:, 0], np.float64))
    return np.stack(path), kept


def _tilted(tracks: Tracks) -> Suspicion:
    """Inside the face: motion beyond a similarity that one homography explains is a plane's."""
    first, *later = tracks.places[:, tracks.inside]
    if len(first) < p.POINTS_LEAST or not later:
        return Suspicion()
    tilts = [_rest(_by_similarity(first, places), places) for places in later]
    furthest = int(np.argmax(tilts))
    tilt = tilts[furthest]
    if tilt < p.TILT_LEAST:
        return Suspicion()
    rest = _rest(_by_homography(first, later[furthest]), later[furthest])
    if rest > min(p.FLAT_SHARE * tilt, p.FLAT_REST):
        return Suspicion()
    return Suspicion(
        (Remark("liveness-flat", {"motion": round(100 * tilt, 1), "rest": round(100 * rest, 1)}),)
    )


def _along(tracks: Tracks) -> Suspicion:
    """Around the face: does it follow the face's own shift?"""
    count = int(tracks.around.sum())
    if min(count, int(tracks.inside.sum())) < p.POINTS_LEAST or len(tracks.places) < 2:
        return Suspicion()
    first = tracks.places[0]
    shifts = [float(np.median(np.hypot(*(places - first)[tracks.inside].T))) for places in tracks.places[1:]]
    furthest = int(np.argmax(shifts))
    places, shift = tracks.places[1 + furthest], shifts[furthest]
    if shift < p.SHIFT_LEAST:
        return Suspicion()
    moved = similarity(first[tracks.inside], places[tracks.inside])
    expected = first[tracks.around] @ moved[:, :2].T + moved[:, 2]
    apart = np.hypot(*(places[tracks.around] - expected).T)
    if (
        float(np.median(apart)) > p.TOGETHER * shift
    ):  # a picture smaller than the surroundings leaves some still
        return Suspicion()
    figures = {"points": count, "motion": round(100 * shift, 1)}
    return Suspicion((Remark("liveness-surroundings", figures),))


def _by_similarity(first: Points, places: Points) -> Points:
    moved = similarity(first, places)
    return first @ moved[:, :2].T + moved[:, 2]


def _by_homography(first: Points, places: Points) -> Points:
    moved: Any = cv2.findHomography(first, places, cv2.LMEDS)[0]
    if moved is None:  # no plane moves so: then nothing is explained
        return first
    return np.asarray(cv2.perspectiveTransform(first[:, np.newaxis], moved)[:, 0], np.float64)


def _rest(expected: Points, places: Points) -> float:
    """What is left of most corners: the upper quartile, as a few are always tracked wrongly."""
    return float(np.quantile(np.hypot(*(places - expected).T), 0.75))
