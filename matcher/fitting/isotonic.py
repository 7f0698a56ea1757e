"""What the best calibration of some scores would be worth: the yardstick of every other.

Pool adjacent violators (Ayer et al., Annals of Mathematical Statistics 26, 1955) finds the rising map from
scores to ratios that costs least on these very scores. Its Cllr is Cllr_min (Brümmer and du Preez, Computer
Speech and Language 20, 2006): what no monotonic calibration can improve, as it is the scores' own fault.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.fitting.logistic import cllr

Doubles = NDArray[np.float64]


def isotonic(genuine: ArrayLike, impostor: ArrayLike) -> tuple[Doubles, Doubles]:
    """The log10 likelihood ratios of both sides, in the order of their rising scores.

    Minus infinity below the lowest mated score, infinity above the highest non-mated one. Raises ValueError
    where a side is empty or not finite.
    """
    mated, others = (np.sort(np.asarray(side, np.float64).ravel()) for side in (genuine, impostor))
    if not (len(mated) and len(others) and np.isfinite(mated).all() and np.isfinite(others).all()):
        raise ValueError("scores of both kinds are needed, and every one must be a number")
    # between two mated scores all non-mated ones are of one block: only mated scores can begin another
    edges = np.unique(mated)
    counts = np.diff(np.searchsorted(mated, edges), append=len(mated))
    below = np.searchsorted(others, edges)
    blocks = _pooled(counts, np.diff(below, append=len(others)))
    ratios = np.array([_log10_ratio(m / len(mated), o / len(others)) for m, o in blocks])
    mates = np.array([round(m) for m, _ in blocks])
    strangers = np.array([round(o) for _, o in blocks])
    lowest = np.full(int(below[0]), -math.inf)
    return np.repeat(ratios, mates), np.concatenate([lowest, np.repeat(ratios, strangers)])


def cllr_min(genuine: ArrayLike, impostor: ArrayLike) -> float:
    """The Cllr in bits that the best monotonic calibration of these scores reaches on them."""
    return cllr(*isotonic(genuine, impostor))


def _pooled(mated: NDArray[np.int64], others: NDArray[np.int64]) -> list[tuple[int, int]]:
    """(mated, non-mated) of each block, neighbours pooled until the share of mated ones rises."""
    blocks: list[tuple[int, int]] = []
    for some_mated, some_others in zip(mated.tolist(), others.tolist(), strict=True):
        blocks.append((some_mated, some_others))
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
            (m, o), (m_below, o_below) = blocks.pop(), blocks.pop()
            blocks.append((m + m_below, o + o_below))
    return blocks


def _log10_ratio(mated: float, others: float) -> float:
    return math.log10(mated / others) if others else math.inf
