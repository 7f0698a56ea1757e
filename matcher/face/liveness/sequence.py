"""A short sequence of pictures of one camera: what an officer should look at before trusting the face in it.

Five questions, each with its own reasons: is a face there all the time, did it turn as asked, did it jump,
does it move like a plane, does a screen's grid or border show. No answer is a pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from matcher.errors import Remark
from matcher.face.detect import Box, DetectedFace, Pixels
from matcher.face.liveness import parameters as p
from matcher.face.liveness.challenge import Instruction, Seen, jumped
from matcher.face.liveness.flat import flat_picture
from matcher.face.liveness.screen import screen
from matcher.face.liveness.suspicion import Suspicion


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture as it is watched. pixels: uint8 (H, W, 3), neither side beyond WATCHED_SIDE; face: in their
    coordinates, None where there is none; screen: what was seen of one at the camera's own resolution."""

    pixels: Pixels
    face: DetectedFace | None
    screen: Suspicion

    @classmethod
    def of(cls, rgb: Pixels, face: DetectedFace | None, *, closely: bool) -> "Frame":
        """closely: look for a screen."""
        noticed = screen(rgb, face) if closely and face is not None else Suspicion()
        scale = min(p.WATCHED_SIDE / max(rgb.shape[:2]), 1.0)
        if scale == 1.0:
            return cls(rgb, face, noticed)
        small = np.asarray(cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        return cls(small, None if face is None else _scaled(face, scale), noticed)


@dataclass(frozen=True, slots=True)
class Watched:
    """turned: of each frame, degrees to the person's left of where the first face looked; None without a
    face."""

    suspicion: Suspicion
    turned: tuple[float | None, ...]


def watched(
    frames: Sequence[Frame], asked: Instruction | None = None, seconds_between: float | None = None
) -> Watched:
    """What frames of one size say, at least one of which shows a face.

    asked: which way the head was asked to turn, None if it was not. seconds_between: from one frame to the
    next, None where nobody knows: then a jump cannot be told from a slow camera. ValueError for frames of
    several sizes.
    """
    seen = [
        None if frame.face is None else Seen.of(frame.face, number * (seconds_between or 0.0))
        for number, frame in enumerate(frames)
    ]
    ahead = next(each.yaw for each in seen if each is not None)
    turned = tuple(None if each is None else round(each.yaw - ahead, 1) for each in seen)
    suspicion = (
        _unseen(turned)
        | _not_as_asked(turned, asked)
        | (Suspicion() if seconds_between is None else _jumps(seen))
        | _flat(frames)
        | _screens(frames)
    )
    return Watched(suspicion, turned)


def _unseen(turned: Sequence[float | None]) -> Suspicion:
    missing = turned.count(None)
    if missing <= p.UNSEEN_SHARE * len(turned):
        return Suspicion()
    return Suspicion((Remark("liveness-unseen", {"unseen": missing, "frames": len(turned)}),))


def _not_as_asked(turned: Sequence[float | None], asked: Instruction | None) -> Suspicion:
    if asked not in (Instruction.TURN_LEFT, Instruction.TURN_RIGHT):
        return Suspicion()
    way = 1 if asked is Instruction.TURN_LEFT else -1
    turns = [way * each for each in turned if each is not None]
    if max(turns) >= p.TURNED:
        return Suspicion()
    if min(turns) <= -p.TURNED:
        return Suspicion((Remark("liveness-wrong-way", {"times": 1}),))
    figures = {"degrees": round(max(turns)), "needed": round(p.TURNED)}
    return Suspicion((Remark("liveness-no-turn", figures),))


def _jumps(seen: Sequence[Seen | None]) -> Suspicion:
    for before, now in pairwise(each for each in seen if each is not None):
        if jumped(before, now):
            return Suspicion((Remark("liveness-jump", {"milliseconds": round(1e3 * (now.at - before.at))}),))
    return Suspicion()


def _flat(frames: Sequence[Frame]) -> Suspicion:
    """From the first frame with a face on."""
    first = next(number for number, frame in enumerate(frames) if frame.face is not None)
    face = frames[first].face
    assert face is not None  # noqa: S101 - chosen so
    return flat_picture([frame.pixels for frame in frames[first:]], face)


def _screens(frames: Sequence[Frame]) -> Suspicion:
    """Each reason once: it is the same screen in all of them."""
    reasons = {reason.code: reason for frame in frames for reason in frame.screen.reasons}
    return Suspicion(tuple(reasons.values()))


def _scaled(face: DetectedFace, scale: float) -> DetectedFace:
    box = face.box
    return DetectedFace(
        Box(box.left * scale, box.top * scale, box.width * scale, box.height * scale),
        (face.points + 0.5) * scale - 0.5,
        face.scheme,
        face.score,
        face.sure,
    )
