"""What Cllr over Cllr_min would measure if every ratio were right: Cllr_min is optimistic on few pairs.

Cllr_min is the cost of the map that pool adjacent violators fits to the very pairs that it is judged on; on a
thousand mates the true map does not reach it. How much that makes: the comparisons keep their ratios, and who
is a mate is drawn anew as the ratios claim (a parametric bootstrap: Efron and Tibshirani, An Introduction to
the Bootstrap, 1993, section 6.5), with the prior at which as many mates are expected as there are.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.fitting.isotonic import cllr_min
from matcher.fitting.logistic import cllr

REPLICATES: Final = 30  # a mean and a deviation need no more
SEED: Final = 19795
_LN10: Final = float(np.log(10))
_FARTHEST: Final = 60.0  # natural logarithm of the prior's odds


def if_right(genuine_llr: ArrayLike, impostor_llr: ArrayLike) -> dict[str, Any]:
    """Mean and standard deviation of Cllr / Cllr_min, labels drawn as the log10 ratios claim."""
    ratios = np.concatenate([np.asarray(side, np.float64) for side in (genuine_llr, impostor_llr)])
    mated = _probability(ratios, len(np.asarray(genuine_llr)))
    rng, found = np.random.default_rng(SEED), []
    for _ in range(REPLICATES):
        drawn = rng.random(len(ratios)) < mated
        found.append(cllr(ratios[drawn], ratios[~drawn]) / cllr_min(ratios[drawn], ratios[~drawn]))
    return {"mean": round(float(np.mean(found)), 3), "deviation": round(float(np.std(found)), 3)}


def _probability(ratios: NDArray[np.float64], mates: int) -> NDArray[np.float64]:
    """Of each comparison, to be of mates, such that so many are expected; by bisection."""
    low, high = -_FARTHEST, _FARTHEST
    for _ in range(60):
        middle = (low + high) / 2
        told = _logistic(ratios, middle)
        low, high = (middle, high) if told.sum() < mates else (low, middle)
    return _logistic(ratios, (low + high) / 2)


def _logistic(ratios: NDArray[np.float64], prior: float) -> NDArray[np.float64]:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * (ratios * _LN10 + prior))), np.float64)
