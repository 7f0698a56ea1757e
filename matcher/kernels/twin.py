"""The comparison in NumPy: the oracle that the C kernel is held to, and what serves where it is not built.

Cappelli, Ferrara, Maltoni, IEEE TPAMI 32 (2010), section 4, and one stage of our own behind it:

    local similarity   each pair of cylinders, bit by bit                    (eq. 14-16)
    best pairs         one-to-one, the most similar first
    relaxation         a pair gains weight where others agree with it        (eq. 26-31)
    alignment          lay the prints on one another: how many minutiae of the overlap coincide

Sums run in a fixed order; ties go to the lower index, the probe's first.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.kernels.alignment import align, coincidence
from matcher.kernels.cylinder_set import CylinderSet
from matcher.kernels.matching import Matching
from matcher.kernels.relaxation import agreement, relax

Doubles = NDArray[np.float64]
Indices = NDArray[np.int64]
Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """One comparison, told in full.

    probe[i] and reference[i] are the cylinders whose minutiae coincide once the prints are aligned, and
    weight[i], in (0, 1], how closely; in the order in which they were found, the closest first.
    """

    score: float
    probe: Indices
    reference: Indices
    weight: Doubles


_NOTHING = Matched(0.0, np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))


def match(probe: CylinderSet, reference: CylinderSet, matching: Matching) -> Matched:
    """Compare two fingers. The score in [0, 1] is the geometric mean of three shares.

    The weight that relaxation leaves to the best pairs; of the minutiae in the overlap, those that coincide;
    and how far their number is from the one that counts in full.
    """
    similarity = local_similarity(probe, reference, matching)
    rows, columns = best_pairs(similarity)
    start = similarity[rows, columns]
    support = agreement(probe.place[rows], reference.place[columns], matching)
    end = relax(start, support, matching)
    motion = align(probe.place[rows], reference.place[columns], support, end)
    if motion is None:
        return _NOTHING
    found = coincidence(probe.place, reference.place, motion, matching)
    weight = _kept_weight(start, end, pairs_wanted(min(similarity.shape), matching))
    total = found.total()
    share = total / max(found.overlap, matching.full_coincidence)
    full = min(1.0, total / matching.full_coincidence)
    return Matched(math.cbrt(weight * share * full), found.probe, found.reference, found.weight)


def local_similarity(probe: CylinderSet, reference: CylinderSet, matching: Matching) -> Doubles:
    """(probe, reference): each pair of cylinders in [0, 1], 0 where not comparable (eq. 14-16)."""
    common: Words = probe.known[:, None, :] & reference.known[None, :, :]
    ours, theirs, differing = (np.zeros(common.shape[:2], np.int64) for _ in range(3))
    for first in range(0, probe.bits.shape[1], common.shape[2]):
        section = slice(first, first + common.shape[2])
        a, b = probe.bits[:, None, section] & common, reference.bits[None, :, section] & common
        ours, theirs, differing = ours + _count(a), theirs + _count(b), differing + _count(a ^ b)
    norms = np.sqrt(ours.astype(np.float64)) + np.sqrt(theirs.astype(np.float64))
    distance = np.sqrt(differing.astype(np.float64))
    turn = probe.place[:, None, 2].astype(np.float64) - reference.place[None, :, 2].astype(np.float64)
    turn = np.abs(turn)
    comparable = (
        (_count(common) >= matching.least_common_cells)
        & (np.minimum(turn, 2.0 * math.pi - turn) <= matching.largest_turn)
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


def pairs_wanted(fewer: int, matching: Matching) -> int:
    """Over how many pairs the weight is the mean, from the smaller number of cylinders (eq. 18)."""
    share = 1.0 / (1.0 + math.exp(-matching.pairs_slope * (fewer - matching.pairs_middle)))
    return matching.fewest_pairs + math.floor(share * (matching.most_pairs - matching.fewest_pairs) + 0.5)


def _kept_weight(start: Doubles, end: Doubles, wanted: int) -> float:
    """The mean weight of the pairs that kept most of theirs; missing pairs weigh nothing (eq. 31)."""
    chosen = np.argsort(-(end / start), kind="stable")[:wanted]
    return float(np.add.accumulate(end[chosen])[-1]) / wanted


def _count(words: Words) -> Indices:
    bits: Indices = np.bitwise_count(words).sum(axis=-1, dtype=np.int64)
    return bits
