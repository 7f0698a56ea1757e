"""Frames before a simulated camera: a live head that turns and moves, a held picture, a screen.

The room is a wall with spots that stand still. The live head is a portrait bent over a face's depth: a bowl
with a nose on it, seen from afar. Nothing here is an attack by people; it plants what the hints look for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import cos, radians, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.face.detect import Box, DetectedFace
from matcher.face.dlib_hog import DlibHogDetector

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float64]

HEIGHT, WIDTH = 480, 640
_HEAD = (1.5, 2.0)  # half axes of what turns, in distances between the eyes
_DEPTH, _NOSE = 1.0, 0.35


@dataclass(frozen=True, slots=True, eq=False)
class Sitter:
    """A portrait with its face. pixels: uint8 (H, W, 3)."""

    pixels: Pixels
    face: DetectedFace


def sitter(portrait: Pixels, eyes: float = 70) -> Sitter:
    """A portrait at a size with so many pixels between the eyes."""
    found = DlibHogDetector().detect(np.ascontiguousarray(portrait))[0]
    scale = eyes / found.eye_distance()
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    pixels = np.asarray(cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=way), np.uint8)
    return Sitter(pixels, _moved(found, lambda points: (points + 0.5) * scale - 0.5))


@cache
def wall(seed: int = 1) -> Pixels:
    """uint8 (480, 640, 3): plaster with soft spots, so that corners are found on it."""
    rng = np.random.default_rng(seed)
    coarse = cv2.GaussianBlur(rng.normal(0, 1, (HEIGHT, WIDTH)), (0, 0), 4)
    return np.asarray(
        np.clip(165 + 60 * coarse / np.abs(coarse).max(), 0, 255)[..., None] * (1, 0.98, 0.93), np.uint8
    )


def noisy(frame: Pixels, seed: int, sigma: float = 2.0) -> Pixels:
    """The camera's own noise."""
    return np.asarray(
        np.clip(frame + np.random.default_rng(seed).normal(0, sigma, frame.shape), 0, 255), np.uint8
    )


def live(
    one: Sitter, yaws: Sequence[float], shifts: Sequence[tuple[float, float]] | None = None
) -> list[Pixels]:
    """A head that turns, degrees to the picture's right, and moves, pixels; the wall stands still."""
    moves = shifts or [(0.0, 0.0)] * len(yaws)
    return [
        noisy(_head(one, yaw, move), seed) for seed, (yaw, move) in enumerate(zip(yaws, moves, strict=True))
    ]


def held(one: Sitter, corners: Sequence[Floats]) -> list[Pixels]:
    """A print of the whole portrait; corners: of each frame, (4, 2) pixels, clockwise from top left."""
    height, width = one.pixels.shape[:2]
    own = np.array([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], np.float32)
    frames = []
    for seed, there in enumerate(corners):
        turn = cv2.getPerspectiveTransform(own, there.astype(np.float32))
        paper = cv2.warpPerspective(one.pixels, turn, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC)
        mask = cv2.warpPerspective(np.ones((height, width), np.float32), turn, (WIDTH, HEIGHT))
        frames.append(noisy(_over(wall(), np.asarray(paper, np.uint8), np.asarray(mask, np.float32)), seed))
    return frames


def sheet(one: Sitter, yaw: float = 0, roll: float = 0, shift: tuple[float, float] = (0, 0)) -> Floats:
    """Corners (4, 2) of the portrait held before the camera, turned by degrees, seen from six faces away."""
    height, width = one.pixels.shape[:2]
    x, y = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]).T * (np.array([[width], [height]]) / 2)
    across, depth = x * cos(radians(yaw)), x * sin(radians(yaw))
    near = 1000 / (1000 + depth)
    turn = np.array([(cos(radians(roll)), -sin(radians(roll))), (sin(radians(roll)), cos(radians(roll)))])
    middle = np.array([WIDTH / 2 + shift[0], HEIGHT / 2 + shift[1]])
    return np.asarray((turn @ np.stack([across, y]) * near).T + middle, np.float64)


def on_screen(picture: Pixels, pitch: float, blur: float = 0.5) -> Pixels:
    """The picture as a camera sees it on a screen whose pixels are `pitch` camera pixels wide.

    Each screen pixel is three stripes, red, green and blue, in a black grid. blur: the camera's, in its own
    pixels. Drawn at four times the camera's resolution and averaged, as a sensor does.
    """
    height, width = picture.shape[:2]
    fine = 4
    grid_x, grid_y = (np.arange(side * fine) / (pitch * fine) for side in (width, height))
    shown = cv2.resize(
        picture, (int(width / pitch) + 1, int(height / pitch) + 1), interpolation=cv2.INTER_AREA
    )
    lit = shown[grid_y.astype(int)[:, None], grid_x.astype(int)].astype(np.float32)
    stripe = (grid_x % 1 * 3).astype(int)
    lit *= (stripe[:, None] == np.arange(3)) * np.float32(3)
    lit *= ((grid_y % 1) < 0.85)[:, None, None]
    seen = cv2.GaussianBlur(lit, (0, 0), blur * fine)
    seen = cv2.resize(seen, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(np.clip(seen, 0, 255), np.uint8)


def in_middle(one: Sitter) -> DetectedFace:
    """The sitter's face where `live` and a sheet without turn show it."""
    return _moved(one.face, lambda points: points + _margin(one))


def scene(one: Sitter) -> Pixels:
    """uint8 (480, 640, 3): the portrait's head before the wall, looking ahead."""
    return _head(one, 0, (0, 0))


def _head(one: Sitter, yaw: float, move: tuple[float, float]) -> Pixels:
    """Each pixel of the picture looks up where on the portrait it lies: u = x cos(yaw) + z(x, y) sin(yaw)."""
    unit, middle = one.face.eye_distance(), one.face.points.mean(axis=0)
    place = middle + _margin(one) + np.array(move)
    u, v = np.meshgrid((np.arange(WIDTH) - place[0]) / unit, (np.arange(HEIGHT) - place[1]) / unit)
    x = u.copy()
    for _ in range(12):
        x += 0.7 * ((u - _depth(x, v) * sin(radians(yaw))) / cos(radians(yaw)) - x)
    within = np.hypot(x / _HEAD[0], v / _HEAD[1])
    mask = np.clip((1 - within) / 0.06, 0, 1).astype(np.float32)
    across, down = (
        (side * unit + start).astype(np.float32) for side, start in zip((x, v), middle, strict=True)
    )
    bent = cv2.remap(one.pixels, across, down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    face = np.asarray(bent, np.uint8)
    return _over(wall(), face, mask)


def _margin(one: Sitter) -> Floats:
    """Right and down of the portrait's corner where it lies in the middle of the picture."""
    return (np.array([WIDTH, HEIGHT]) - one.pixels.shape[1::-1]) / 2


def _depth(x: Floats, y: Floats) -> Floats:
    """Towards the camera from the neck's axis: a bowl, and on it the nose."""
    bowl = _DEPTH * (1.3 - (x / _HEAD[0]) ** 2 - (y / _HEAD[1]) ** 2)
    nose = _NOSE * np.exp(-((x / 0.22) ** 2) - ((y - 0.1) / 0.3) ** 2)
    return np.asarray(np.maximum(bowl, 0) + nose, np.float64)


def _over(ground: Pixels, front: Pixels, mask: NDArray[np.float32]) -> Pixels:
    share = mask[..., None]
    return np.asarray(front * share + ground * (1 - share), np.uint8)


def _moved(face: DetectedFace, way: Callable[[Floats], Floats]) -> DetectedFace:
    box = np.array(
        [(face.box.left, face.box.top), (face.box.left + face.box.width, face.box.top + face.box.height)]
    )
    (left, top), (right, bottom) = way(box).tolist()
    return replace(face, box=Box(left, top, right - left, bottom - top), points=way(face.points))


def framed(one: Sitter, roll: float) -> Pixels:
    """A telephone, black around its screen, with the head on it, before the wall."""
    half = np.array([(-115, -120), (115, -120), (115, 165), (-115, 165)], np.float64)
    turn = np.array([(cos(radians(roll)), -sin(radians(roll))), (sin(radians(roll)), cos(radians(roll)))])
    inner, outer = (
        (half + edge) @ turn.T + in_middle(one).box.middle for edge in (0 * half, 18 * np.sign(half))
    )
    frame = wall().copy()
    cv2.fillConvexPoly(frame, outer.round().astype(np.int32), (12, 12, 14))
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.fillConvexPoly(mask, inner.round().astype(np.int32), 1.0)
    return noisy(_over(frame, scene(one), mask), 5)
