"""Slaps: the four fingers of a hand, or two thumbs, pressed on one glass at once, with the truth beside them.

A hand is an arc of fingertips that fans out; it is turned, laid down, and each fingertip is pressed and inked
by the same stages as a single impression. What lies below the tip's crease may touch the glass too.
"""

import math
from dataclasses import dataclass, field, replace
from enum import IntEnum

import cv2
import numpy as np
import numpy.typing as npt

from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.contact import contact_of
from device_drivers.fingerprint.synthetic.distortion import place
from device_drivers.fingerprint.synthetic.fields import Field
from device_drivers.fingerprint.synthetic.finger import MasterFinger, stream
from device_drivers.fingerprint.synthetic.hardness import Hardness
from device_drivers.fingerprint.synthetic.ink import ink_of
from device_drivers.fingerprint.synthetic.person import Person
from device_drivers.fingerprint.synthetic.png import encode_png
from device_drivers.fingerprint.synthetic.sensor import grey_of
from device_drivers.fingerprint.synthetic.skin import Skin, Stroke, draw_stroke

Point = tuple[float, float]
"""x and y in pixels."""

Vector = npt.NDArray[np.float64]
"""(2,) x and y, y down."""

_PATCH = (p.SENSOR_HEIGHT, p.SENSOR_WIDTH)
_MILLIMETRE = p.DPI / 25.4


class Group(IntEnum):
    """Fingers that are laid down together (ISO/IEC 19794-4:2011, table 5)."""

    RIGHT_FOUR = 13
    LEFT_FOUR = 14
    THUMBS = 15

    @property
    def positions(self) -> tuple[int, ...]:
        """The fingers' ISO/IEC 19794-2 codes from left to right as seen on the image."""
        return {13: (2, 3, 4, 5), 14: (10, 9, 8, 7), 15: (6, 1)}[self]


@dataclass(frozen=True, slots=True)
class Laying:
    """How a hand lies on the glass.

    turn: degrees, counter-clockwise as seen. missing: positions that do not touch the glass. spread: part of
    the usual distance between fingers. phalanges: whether the skin below the tips' creases touches too.
    dirt: mean number of spots and fibres on the glass.
    """

    turn: float = 0.0
    missing: frozenset[int] = frozenset()
    spread: float = 1.0
    phalanges: bool = False
    dirt: float = 0.0


@dataclass(frozen=True, slots=True)
class LaidFinger:
    """Where one fingertip touched the glass: a box along the finger, down to the crease.

    centre, size (width, height): pixels. angle: radians by which the tip points counter-clockwise of up.
    """

    position: int
    centre: Point
    size: Point
    angle: float


@dataclass(frozen=True, slots=True)
class SyntheticSlap:
    """image: (H, W) uint8, 500 dpi, ridges dark. fingers: the truth, from left to right in the hand."""

    image: npt.NDArray[np.uint8] = field(repr=False)
    dpi: int
    fingers: tuple[LaidFinger, ...]

    def png(self) -> bytes:
        """The image as a scanner hands it over: PNG that states its resolution."""
        return encode_png(self.image, self.dpi)


@dataclass(frozen=True, slots=True)
class _Patch:
    """Skin pressed upright: ink and firmness (H, W), the patch's middle where the finger's is."""

    ink: Field
    contact: Field

    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of what is inked by half or more."""
        touching = self.contact > p.TOUCH_WIDTH / 2
        rows, columns = (np.flatnonzero(touching.any(axis=axis)) for axis in (1, 0))
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1

    def only(self, rows: slice) -> "_Patch":
        """What touches in these rows; the rest is lifted off the glass."""
        ink, contact = np.zeros_like(self.ink), np.full_like(self.contact, -1.0)
        ink[rows], contact[rows] = self.ink[rows], self.contact[rows]
        return _Patch(ink, contact)


def slap(
    owner: Person, group: Group, number: int, hardness: Hardness, laying: Laying | None = None
) -> SyntheticSlap:
    """Slap `number` (from 0 on) of this group of fingers: always the same one for the same arguments.

    Of the hardness, shift and rotation count for nothing: the hand has its own. ValueError where a missing
    finger is none of the group, or the number is negative.
    """
    how = Laying() if laying is None else laying
    if number < 0 or not how.missing <= set(group.positions):
        raise ValueError("slaps are numbered from 0, and only a finger of the group can be missing")
    rng = stream(owner.seed, int(group), number)
    glass = _Glass()
    turn = math.radians(how.turn)
    laid = []
    for position, tip in _hand(group, how.spread, rng).items():
        own = np.random.Generator(np.random.PCG64(int(rng.integers(1 << 62))))
        if position not in how.missing:
            spot = _Spot(glass.middle + _turned(tip.centre, turn), tip.angle + turn)
            printed = _print(owner.finger(position), hardness, how.phalanges, own)
            for patch, down in printed:
                glass.lay(patch, _Spot(spot.centre + _turned(np.array([0.0, down]), spot.angle), spot.angle))
            laid.append(_laid(position, printed[0][0], spot))
    _soil(glass, how.dirt, rng)
    return SyntheticSlap(grey_of(glass.ink, glass.contact, hardness, rng), p.DPI, tuple(laid))


@dataclass(frozen=True, slots=True)
class _Spot:
    """A fingertip's place, (2,) x and y in pixels, and how far it points counter-clockwise of up, radians."""

    centre: Vector
    angle: float


class _Glass:
    """The whole platen: what is inked and what touches, (H, W) float32."""

    def __init__(self) -> None:
        shape = (p.PLATEN_HEIGHT, p.PLATEN_WIDTH)
        self.ink: Field = np.zeros(shape, np.float32)
        self.contact: Field = np.full(shape, -1.0, np.float32)
        self.middle = np.array([p.PLATEN_WIDTH / 2, p.PLATEN_HEIGHT / 2])

    def lay(self, patch: _Patch, spot: _Spot) -> None:
        """Press a patch on the glass, its middle on the spot."""
        middle = np.array([_PATCH[1] / 2, _PATCH[0] / 2])
        onto = cv2.getRotationMatrix2D(middle.tolist(), math.degrees(spot.angle), 1.0)
        onto[:, 2] += spot.centre - middle
        size = (p.PLATEN_WIDTH, p.PLATEN_HEIGHT)
        inked = cv2.warpAffine(patch.ink, onto, size, flags=cv2.INTER_CUBIC, borderValue=0.0)
        touched = cv2.warpAffine(patch.contact, onto, size, flags=cv2.INTER_LINEAR, borderValue=-1.0)
        self.ink = np.maximum(self.ink, np.clip(inked, 0, 1))
        self.contact = np.maximum(self.contact, touched)


def _hand(group: Group, spread: float, rng: np.random.Generator) -> dict[int, _Spot]:
    """Where each fingertip of an upright hand lies, from the hand's middle; left to right."""
    mirror = -1.0 if group is Group.LEFT_FOUR else 1.0
    digits = p.THUMBS if group is Group.THUMBS else p.FINGERS
    size = rng.normal(1.0, p.HAND_SIZE_SPREAD) * _MILLIMETRE
    spots = {}
    for position, (x, y, lean) in zip(group.positions[:: int(mirror)], digits, strict=True):
        centre = np.array([mirror * spread * x, -y]) + rng.normal(0, p.TIP_SPREAD, 2)
        angle = math.radians(mirror * spread * lean + rng.normal(0, p.LEAN_SPREAD))
        spots[position] = _Spot(size * centre, angle)
    middle = np.mean([spot.centre for spot in spots.values()], axis=0)
    return {
        position: _Spot(spots[position].centre - middle, spots[position].angle)
        for position in group.positions
    }


def _print(
    finger: MasterFinger, hardness: Hardness, phalanges: bool, rng: np.random.Generator
) -> list[tuple[_Patch, float]]:
    """What a finger presses on the glass, and how many pixels below the tip: the tip, perhaps more."""
    size = p.DIGIT_SIZE[(finger.position - 1) % 5]
    least, most = hardness.coverage
    own = replace(hardness, shift=0.0, rotation=0.0, coverage=(least * size, most * size))
    tip = _patch(finger.skin, own, rng)
    if not phalanges:
        return [(tip, 0.0)]
    below = _patch(_upside_down(finger.skin), own, rng)
    foot = tip.box()[3] - round(rng.uniform(*p.CREASE_ABOVE_FOOT))
    start = below.box()[1] + round(rng.uniform(*p.CREASE_ABOVE_FOOT))
    down = foot + rng.uniform(*p.CREASE_WIDTH) - start
    return [(tip.only(slice(None, foot)), 0.0), (below.only(slice(start, None)), down)]


def _laid(position: int, tip: _Patch, spot: _Spot) -> LaidFinger:
    """The truth about a tip that was pressed on a spot."""
    left, top, right, bottom = tip.box()
    middle = np.array([left + right - _PATCH[1], top + bottom - _PATCH[0]]) / 2
    x, y = spot.centre + _turned(middle, spot.angle)
    return LaidFinger(position, (float(x), float(y)), (right - left, bottom - top), spot.angle)


def _patch(skin: Skin, hardness: Hardness, rng: np.random.Generator) -> _Patch:
    placement = place(_PATCH, hardness, rng)
    contact = contact_of(placement, hardness, rng)
    return _Patch(ink_of(skin, placement, contact, hardness, rng), contact)


def _upside_down(skin: Skin) -> Skin:
    """What stands in for the second phalanx, which is not grown: from afar it looks like one."""
    return Skin(*(np.ascontiguousarray(layer[::-1]) for layer in (skin.relief, skin.pores, skin.creases)))


def _soil(glass: _Glass, dirt: float, rng: np.random.Generator) -> None:
    """Spots and fibres anywhere on the glass."""
    drawn = np.zeros(glass.ink.shape, np.uint8)
    for _ in range(rng.poisson(dirt)):
        x, y = rng.uniform(0, 1, 2) * (p.PLATEN_WIDTH, p.PLATEN_HEIGHT)
        if rng.random() < 0.5:
            line = Stroke(x, y, rng.uniform(*p.FIBRE_LENGTH), rng.uniform(0, np.pi), int(rng.integers(1, 4)))
            draw_stroke(drawn, line, rng)
        else:
            axes = rng.uniform(*p.SPOT_RADIUS, 2)
            cv2.ellipse(drawn, ((x, y), (2 * axes[0], 2 * axes[1]), rng.uniform(0, 180)), 255, -1)
    soft = cv2.GaussianBlur(drawn.astype(np.float32) / 255, (0, 0), 2.0)
    glass.ink = np.maximum(glass.ink, soft * np.float32(rng.uniform(0.3, 0.9)))


def _turned(vector: Vector, angle: float) -> Vector:
    """The image vector (y down) turned counter-clockwise as seen."""
    cos, sin = math.cos(angle), math.sin(angle)
    return np.array([cos * vector[0] + sin * vector[1], cos * vector[1] - sin * vector[0]])
