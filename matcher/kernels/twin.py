"""The comparison in NumPy: the oracle that the C kernel is held to, and what serves where it is not built.

Cappelli, Ferrara, Maltoni, IEEE TPAMI 32 (2010), section 4: local similarities of all pairs of cylinders,
the best pairs by greedy choice, then relaxation: a pair gains weight where other pairs agree with it on
distance and directions. Sums run in a fixed order, ties go to the lower index (probe first).
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.kernels.matching import Matching

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]
Words = NDArray[np.uint64]
Indices = NDArray[np.int64]

# Beyond this many units of its slope a sigmoid is below 2e-9: the factor counts as 0, and no exp is needed.
REACH: Final = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class CylinderSet:
    """What the kernels read of one finger.

    place: (n, 3) float32, x and y in pixels (y down) and angle (counter-clockwise) of each cylinder's
    minutia. bits: (n, 24) uint64. known: (n, 4) uint64.
    """

    place: Floats
    bits: Words
    known: Words


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """One comparison, told in full: probe[i] and reference[i] were paired with this final weight."""

    score: float
    probe: Indices
    reference: Indices
    weight: Doubles


def match(probe: CylinderSet, reference: CylinderSet, matching: Matching) -> Matched:
    """Compare two fingers; the score in [0, 1] is the mean weight of the best pairs."""
    similarity = local_similarity(probe, reference, matching)
    rows, columns = best_pairs(similarity)
    start = similarity[rows, columns]
    end = relax(probe.place[rows], reference.place[columns], start, matching)
    wanted = pairs_wanted(min(similarity.shape), matching)
    # those that kept most of their weight, then the earlier chosen (eq. 31)
    chosen = np.argsort(-(end / start), kind="stable")[:wanted]
    score = float(np.add.reduce(end[chosen])) / wanted
    return Matched(score, rows[chosen], columns[chosen], end[chosen])


def local_similarity(probe: CylinderSet, reference: CylinderSet, matching: Matching) -> Doubles:
    """(probe, reference): each pair of cylinders in [0, 1], 0 where not comparable (eq. 14-16)."""
    sections = probe.bits.shape[1] // probe.known.shape[1]
    common = probe.known[:, None, :] & reference.known[None, :, :]
    cells = np.tile(common, sections)
    ours, theirs = probe.bits[:, None, :] & cells, reference.bits[None, :, :] & cells
    norms = np.sqrt(_count(ours)) + np.sqrt(_count(theirs))
    distance = np.sqrt(_count(ours ^ theirs))
    turn = _turn(probe.place[:, None, 2], reference.place[None, :, 2])
    comparable = (
        (_count(common) >= matching.least_common_cells)
        & (np.abs(turn) <= matching.largest_turn)
        & (norms > 0.0)
    )
    return np.where(comparable, 1.0 - distance / np.where(norms > 0.0, norms, 1.0), 0.0)


def best_pairs(similarity: Doubles) -> tuple[Indices, Indices]:
    """Greedy one-to-one choice: the most similar pair first; never a pair of similarity 0."""
    columns = similarity.shape[1]
    used_row = [False] * similarity.shape[0]
    used_column = [False] * columns
    chosen: list[tuple[int, int]] = []
    flat = similarity.ravel()
    for place in np.argsort(-flat, kind="stable").tolist():
        row, column = divmod(place, columns)
        if flat[place] <= 0.0 or len(chosen) == min(similarity.shape):
            break
        if not (used_row[row] or used_column[column]):
            used_row[row] = used_column[column] = True
            chosen.append((row, column))
    pairs = np.array(chosen, np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def relax(probe: Floats, reference: Floats, start: Doubles, matching: Matching) -> Doubles:
    """Each pair's weight after relaxation (eq. 26). probe, reference: (n, 3) places of paired minutiae."""
    if len(start) < 2:
        return start * matching.own_weight**matching.rounds
    support = agreement(probe, reference, matching)
    weight = start
    for _ in range(matching.rounds):
        gained = np.add.accumulate(support * weight, axis=1)[:, -1] / (len(start) - 1)
        weight = matching.own_weight * weight + (1.0 - matching.own_weight) * gained
    return weight


def agreement(probe: Floats, reference: Floats, matching: Matching) -> Doubles:
    """(n, n): how well pair k supports pair t, in [0, 1], 0 on the diagonal (eq. 27-30).

    Three differences between the two fingers, each through a sigmoid: the distance from minutia t to k, the
    difference of their directions, and the direction of the line between them seen from minutia t.
    """
    ax, ay, at = (probe[:, axis].astype(np.float64) for axis in range(3))
    bx, by, bt = (reference[:, axis].astype(np.float64) for axis in range(3))
    adx, ady = ax - ax[:, None], ay[:, None] - ay
    bdx, bdy = bx - bx[:, None], by[:, None] - by
    turn = _wrapped(at - bt)
    distance = np.abs(np.sqrt(adx**2 + ady**2) - np.sqrt(bdx**2 + bdy**2))
    direction = np.abs(_wrapped(turn[:, None] - turn))
    # one arc tangent of the quotient of the two lines, instead of the difference of two
    line = np.arctan2(ady * bdx - adx * bdy, adx * bdx + ady * bdy)
    radial = np.abs(_wrapped(turn[:, None] - line))
    support: Doubles = (
        _sigmoid(distance, matching.distance_middle, matching.distance_slope)
        * _sigmoid(direction, matching.direction_middle, matching.direction_slope)
        * _sigmoid(radial, matching.radial_middle, matching.radial_slope)
    )
    np.fill_diagonal(support, 0.0)
    return support


def pairs_wanted(fewer: int, matching: Matching) -> int:
    """Over how many pairs the score is the mean, from the smaller number of cylinders (eq. 18)."""
    share = 1.0 / (1.0 + math.exp(-matching.pairs_slope * (fewer - matching.pairs_middle)))
    return matching.fewest_pairs + math.floor(share * (matching.most_pairs - matching.fewest_pairs) + 0.5)


def _sigmoid(value: Doubles, middle: float, slope: float) -> Doubles:
    """Falling from 1 to 0 around `middle` (eq. 6 of the paper's section 3), exactly 0 beyond REACH."""
    exponent = -slope * (value - middle)
    falling: Doubles = np.where(exponent > REACH, 0.0, 1.0 / (1.0 + np.exp(np.minimum(exponent, REACH))))
    return falling


def _count(words: Words) -> Doubles:
    bits: NDArray[np.int64] = np.bitwise_count(words).sum(axis=-1, dtype=np.int64)
    return bits.astype(np.float64)


def _turn(first: Floats, second: Floats) -> Doubles:
    return _wrapped(first.astype(np.float64) - second.astype(np.float64))


def _wrapped(angle: Doubles) -> Doubles:
    """The same angle in [-pi, pi], for an angle in (-3 pi, 3 pi)."""
    above: Doubles = np.where(angle > math.pi, angle - 2.0 * math.pi, angle)
    return np.where(above < -math.pi, above + 2.0 * math.pi, above)
