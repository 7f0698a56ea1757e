"""Alignment: lay the probe on the reference and see which minutiae coincide (NumPy).

Relaxation judges pairs by their neighbourhood; two fingers of one pattern can agree in a neighbourhood. The
whole overlap seldom agrees: every minutia that both prints should show and only one does speaks against.
The skin's stretching is why coincidence is judged softly and within a generous distance.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.kernels.matching import Matching
from matcher.kernels.relaxation import in_order, wrapped

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Motion:
    """From the probe's frame to the reference's: turn about the origin (y up), then shift."""

    cos: float
    sin: float
    shift_x: float
    shift_y: float


@dataclass(frozen=True, slots=True, eq=False)
class Coincidence:
    """Minutiae that coincide, one-to-one, with their closeness in (0, 1]; overlap: how many could have.

    overlap is the geometric mean of the two prints' numbers of minutiae inside the other print.
    """

    probe: Indices
    reference: Indices
    weight: Doubles
    overlap: float

    def total(self) -> float:
        """The sum of the weights, at most the overlap."""
        return float(in_order(self.weight))


def align(probe: Floats, reference: Floats, support: Doubles, weight: Doubles) -> Motion | None:
    """The motion that the heaviest pair and those that agree with it call for, in least squares.

    probe, reference: (n, 3) places of the paired minutiae; support: (n, n), weight: (n,) after relaxation.
    None where no second pair agrees, or where the minutiae of one print lie in one point.
    """
    if len(weight) < 2:
        return None
    anchor = int(np.argmax(weight))
    say = (support[anchor] + support[:, anchor]) / 2.0 * weight
    say[anchor] = weight[anchor]
    if np.count_nonzero(say) < 2:
        return None
    total = float(in_order(say))
    px, py, qx, qy = _x(probe), _y(probe), _x(reference), _y(reference)
    centre_px, centre_py, centre_qx, centre_qy = (float(in_order(say * v)) / total for v in (px, py, qx, qy))
    px, py, qx, qy = px - centre_px, py - centre_py, qx - centre_qx, qy - centre_qy
    along = float(in_order(say * (px * qx + py * qy)))
    across = float(in_order(say * (px * qy - py * qx)))
    length = math.sqrt(along * along + across * across)
    if length == 0.0:
        return None
    cos, sin = along / length, across / length
    return Motion(
        cos=cos,
        sin=sin,
        shift_x=centre_qx - (cos * centre_px - sin * centre_py),
        shift_y=centre_qy - (sin * centre_px + cos * centre_py),
    )


def coincidence(probe: Floats, reference: Floats, motion: Motion, matching: Matching) -> Coincidence:
    """Which minutiae of the two prints coincide after the motion. probe: (n, 3), reference: (m, 3) places."""
    x = motion.cos * _x(probe) - motion.sin * _y(probe) + motion.shift_x
    y = motion.sin * _x(probe) + motion.cos * _y(probe) + motion.shift_y
    dx, dy = x[:, None] - _x(reference), y[:, None] - _y(reference)
    squared = dx * dx + dy * dy
    turned = probe[:, 2].astype(np.float64) + math.atan2(motion.sin, motion.cos)
    turn = wrapped(wrapped(turned[:, None] - reference[:, 2].astype(np.float64)))
    near = 1.0 - squared / matching.coincidence_distance**2
    alike = 1.0 - turn * turn / matching.coincidence_turn**2
    closeness = np.where((near > 0.0) & (alike > 0.0), near * alike, 0.0)
    rows, columns = _closest_first(closeness)
    reach = matching.overlap_distance**2
    inside = [int(np.count_nonzero(squared.min(axis=axis) <= reach)) for axis in (0, 1)]
    return Coincidence(rows, columns, closeness[rows, columns], math.sqrt(inside[0] * inside[1]))


def _closest_first(closeness: Doubles) -> tuple[Indices, Indices]:
    """One-to-one, the closest first, ties to the lower index."""
    rows, columns = np.nonzero(closeness)
    order = np.argsort(-closeness[rows, columns], kind="stable")
    used_row, used_column, chosen = set[int](), set[int](), []
    for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if row not in used_row and column not in used_column:
            used_row.add(row)
            used_column.add(column)
            chosen.append((row, column))
    pairs = np.array(chosen, np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _x(place: Floats) -> Doubles:
    return place[:, 0].astype(np.float64)


def _y(place: Floats) -> Doubles:
    """Upwards, as angles are counted."""
    return -place[:, 1].astype(np.float64)
