"""One fingertip: its direction, and its box down to the crease of the joint."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.domain import FingerPosition
from matcher.fingerprint.slaps import parameters as p
from matcher.fingerprint.slaps.contact import PIXELS_A_MM, Contact
from matcher.fingerprint.slaps.parts import Column
from matcher.fingerprint.slaps.slap import FingerBox

Floats = NDArray[np.float32]


def direction(column: Column, expected: float) -> float:
    """Radians counter-clockwise of up: the column's own axis, drawn to what the hand lets expect."""
    own = 4.0 * p.AXIS_WEIGHT * max(column.elongation - p.ROUND_ENOUGH, 0.0)
    apart = (column.axis - expected + math.pi / 2) % math.pi - math.pi / 2
    return expected + apart * own / (own + 1.0 / p.LEAN_SPREAD**2)


def box_of(contact: Contact, column: Column, position: FingerPosition, angle: float, dpi: float) -> FingerBox:
    """The column's fingertip as a box in pixels of the slap image, dpi its resolution."""
    touching, onto = _upright(contact, column, angle)
    rows = np.flatnonzero(touching.any(axis=1))
    top = int(rows[0])
    foot = top + _length(touching[top : rows[-1] + 1])
    sides = np.flatnonzero(touching[top:foot].any(axis=0))
    left, right = int(sides[0]), int(sides[-1]) + 1
    middle = np.array([(left + right - 1) / 2, (top + foot - 1) / 2, 1.0])
    x, y = cv2.invertAffineTransform(onto) @ middle
    scale, halo = dpi / p.WORK_DPI, 2 * p.HALO * PIXELS_A_MM
    return FingerBox(
        position=position,
        centre=(float((x + 0.5) * scale - 0.5), float((y + 0.5) * scale - 0.5)),
        size=((right - left - halo) * scale, (foot - top - halo) * scale),
        angle=angle,
    )


def _upright(contact: Contact, column: Column, angle: float) -> tuple[Floats, NDArray[np.float64]]:
    """The column's texture turned upright, above 0 where it touches, and the (2, 3) map onto it."""
    names = [part.name for part in column.parts]
    touching = np.where(np.isin(contact.parts, names), np.maximum(contact.texture, 0.02), np.float32(0.0))
    outline = np.concatenate([part.outline for part in column.parts]) * PIXELS_A_MM
    middle = (outline.min(axis=0) + outline.max(axis=0)) / 2
    side = math.ceil(2 * float(np.linalg.norm(outline - middle, axis=1).max())) + 3
    onto = np.asarray(cv2.getRotationMatrix2D(middle.tolist(), -math.degrees(angle), 1.0), np.float64)
    onto[:, 2] += side / 2 - middle
    upright = cv2.warpAffine(touching, onto, (side, side), flags=cv2.INTER_LINEAR)
    return np.where(upright >= 0.01, upright, 0.0).astype(np.float32), onto


def _length(touching: Floats) -> int:
    """Rows from the tip's end to the crease of its joint, or to the foot where no crease shows.

    touching: (H, W), the tip's end in row 0. A crease is a dip in the texture where joints are, against the
    finger right above and right below it; it may run a little aslant.
    """
    rows = len(touching)
    width = float(np.quantile(np.count_nonzero(touching, axis=1)[: round(p.TIP_ROWS * PIXELS_A_MM)], 0.8))
    if rows <= p.TIP_USUAL * width:
        return rows
    longest = min(round(p.TIP_LONGEST * width), rows)
    within = np.arange(round(p.TIP_SHORTEST * width), min(longest, rows - 1))
    depth = np.min([_dips(touching, slant)[within] for slant in p.SLANTS], axis=0)
    crease = int(np.argmin(depth + p.CREASE_PULL * np.abs(within / width - p.TIP_USUAL)))
    return int(within[crease]) if depth[crease] < p.CREASE_DEPTH else longest


def _dips(touching: Floats, slant: float) -> Floats:
    """(H,) each row's texture as a part of what is right above and right below it, whichever is less."""
    height, width = touching.shape
    onto = np.array([[1.0, 0.0, 0.0], [slant, 1.0, -slant * width / 2]])
    profile = cv2.warpAffine(touching, onto, (width, height)).sum(axis=1)[:, None].astype(np.float32)
    row = cv2.GaussianBlur(profile, (1, 0), sigmaX=0.1, sigmaY=0.7)
    beside = round(p.BESIDE_CREASE * PIXELS_A_MM)
    mean = cv2.blur(profile, (1, beside), borderType=cv2.BORDER_REPLICATE)
    above, below = np.roll(mean, beside, axis=0), np.roll(mean, -beside, axis=0)
    return np.asarray(row / np.maximum(np.minimum(above, below), 1e-3), np.float32).ravel()
