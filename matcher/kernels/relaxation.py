"""Relaxation: a pair of minutiae is worth what the other pairs' geometry says about it (NumPy).

Cappelli, Ferrara, Maltoni, IEEE TPAMI 32 (2010), section 4.2, eq. 26-30.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.kernels.matching import Matching

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]

# Where a sigmoid's exponent is beyond this its value is below 2e-9: it counts as 0, and no exp is needed.
REACH: Final = 20.0


def relax(start: Doubles, support: Doubles, matching: Matching) -> Doubles:
    """(n,) each pair's weight after the rounds of relaxation (eq. 26); a pair alone finds no support."""
    weight = start
    others = max(len(start) - 1, 1)
    for _ in range(matching.rounds):
        gained = in_order(support * weight) / others
        weight = matching.own_weight * weight + (1.0 - matching.own_weight) * gained
    return weight


def agreement(probe: Floats, reference: Floats, matching: Matching) -> Doubles:
    """(n, n): how well pair k supports pair t, in [0, 1], 0 on the diagonal (eq. 27-30).

    probe, reference: (n, 3) places of the paired minutiae. Three differences between the two fingers, each
    through a sigmoid: the distance from minutia t to k, the difference of their directions, and the direction
    of the line between them as minutia t sees it.
    """
    ax, ay, angle_a = (probe[:, axis].astype(np.float64) for axis in range(3))
    bx, by, angle_b = (reference[:, axis].astype(np.float64) for axis in range(3))
    adx, ady = ax - ax[:, None], ay[:, None] - ay
    bdx, bdy = bx - bx[:, None], by[:, None] - by
    turn = wrapped(angle_a - angle_b)
    distance = np.abs(np.sqrt(adx * adx + ady * ady) - np.sqrt(bdx * bdx + bdy * bdy))
    direction = np.abs(wrapped(turn[:, None] - turn))
    # the angle between the two lines from one arc tangent, instead of the difference of two
    line = np.arctan2(ady * bdx - adx * bdy, adx * bdx + ady * bdy)
    radial = np.abs(wrapped(turn[:, None] - line))
    support = (
        _sigmoid(distance, matching.distance_middle, matching.distance_slope)
        * _sigmoid(direction, matching.direction_middle, matching.direction_slope)
        * _sigmoid(radial, matching.radial_middle, matching.radial_slope)
    )
    np.fill_diagonal(support, 0.0)
    return support


def in_order(values: Doubles) -> Doubles:
    """(...) from (..., n): the sum along the last axis, first to last: no pairwise tricks, no BLAS."""
    if values.shape[-1] == 0:
        return np.zeros(values.shape[:-1])
    total: Doubles = np.add.accumulate(values, axis=-1)[..., -1]
    return total


def wrapped(angle: Doubles) -> Doubles:
    """The same angle in [-pi, pi], for an angle in [-3 pi, 3 pi]."""
    above: Doubles = np.where(angle > math.pi, angle - 2.0 * math.pi, angle)
    return np.where(above < -math.pi, above + 2.0 * math.pi, above)


def _sigmoid(value: Doubles, middle: float, slope: float) -> Doubles:
    """Falling from 1 to 0 around `middle` (eq. 6), exactly 0 beyond REACH."""
    exponent = -slope * (value - middle)
    falling: Doubles = np.where(exponent > REACH, 0.0, 1.0 / (1.0 + np.exp(np.minimum(exponent, REACH))))
    return falling
