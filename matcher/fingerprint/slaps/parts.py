"""The parts of a contact as points of a hand: what lies behind one another in a direction is one finger."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.slaps.contact import PIXELS_A_MM, Contact
from matcher.fingerprint.slaps.parameters import SAME_FINGER, WIDEST_CREASE

Vectors = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part. name: its number in the contact; outline: (N, 2) x and y in mm of its convex hull.

    moments: area, and the area's first and second moments about the origin: (1, x, y, xx, xy, yy), mm.
    """

    name: int
    outline: Vectors
    moments: Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Parts behind one another, the tip's end first, seen in one direction.

    across, along: mm, where the tip ends. width: mm, of the foremost part. axis: radians counter-clockwise of
    up, of the whole column; elongation: 0 round to 1 a line.
    """

    parts: tuple[Part, ...]
    across: float
    along: float
    width: float
    axis: float
    elongation: float


def parts_of(contact: Contact) -> list[Part]:
    """All parts, the largest first."""
    found = []
    for name in range(1, contact.count + 1):
        mask = (contact.parts == name).astype(np.uint8)
        outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        hull = cv2.convexHull(np.concatenate(outlines))
        raw = cv2.moments(mask, binaryImage=True)
        orders = (("m00", 2), ("m10", 3), ("m01", 3), ("m20", 4), ("m11", 4), ("m02", 4))
        moments = np.array([raw[key] / PIXELS_A_MM**power for key, power in orders])
        found.append(Part(name, hull.reshape(-1, 2).astype(np.float64) / PIXELS_A_MM, moments))
    return sorted(found, key=lambda part: -part.moments[0])


def columns(parts: list[Part], turn: float) -> list[Column]:
    """The parts grouped into fingers of a hand that points `turn` radians counter-clockwise of up.

    From left to right as that hand sees them.
    """
    axes = np.array([[math.cos(turn), -math.sin(turn)], [-math.sin(turn), -math.cos(turn)]])
    seen = [_Seen.of(part, part.outline @ axes.T) for part in parts]
    grouped: list[list[_Seen]] = []
    for part in sorted(seen, key=lambda one: -one.along):
        behind = [group for group in grouped if group[-1].is_before(part)]
        if behind:
            behind[-1].append(part)
        else:
            grouped.append([part])
    return sorted((_column(group) for group in grouped), key=lambda column: column.across)


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A part's ends in a hand's direction, mm: left and right across it, foremost and hindmost along it."""

    part: Part
    left: float
    right: float
    along: float
    foot: float

    @classmethod
    def of(cls, part: Part, places: Vectors) -> "_Seen":
        (left, foot), (right, along) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
        return cls(part, left, right, along, foot)

    def is_before(self, other: "_Seen") -> bool:
        """Whether the other part lies right behind this one, as the next phalanx does."""
        narrower = min(self.right - self.left, other.right - other.left)
        shared = min(self.right, other.right) - max(self.left, other.left)
        return shared >= SAME_FINGER * narrower and self.foot - other.along <= WIDEST_CREASE


def _column(group: list[_Seen]) -> Column:
    first = group[0]
    axis, elongation = _axis(np.sum([seen.part.moments for seen in group], axis=0))
    return Column(
        parts=tuple(seen.part for seen in group),
        across=(first.left + first.right) / 2,
        along=first.along,
        width=first.right - first.left,
        axis=axis,
        elongation=elongation,
    )


def _axis(moments: Vectors) -> tuple[float, float]:
    """The long axis, radians counter-clockwise of up in (-pi / 2, pi / 2], and the elongation."""
    area, x, y, xx, xy, yy = moments.tolist()
    spread_x, spread_y = xx / area - (x / area) ** 2, yy / area - (y / area) ** 2
    both = xy / area - x * y / area**2
    # with y down, an axis that leans to the left of up has x and y grow together
    axis = 0.5 * math.atan2(2 * both, spread_y - spread_x)
    return axis, math.hypot(2 * both, spread_y - spread_x) / (spread_x + spread_y)
