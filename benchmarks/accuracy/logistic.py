"""Score -> log10 likelihood ratio by logistic regression, and what the ratios are worth (Cllr).

Brümmer and du Preez, "Application-independent evaluation of speaker detection", Computer Speech and
Language 20 (2006): mated and non-mated comparisons weigh the same, however many there are of each.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

_STEPS = 100
_SETTLED = 1e-10


@dataclass(frozen=True, slots=True)
class Line:
    """llr = slope * score + offset, in powers of ten."""

    slope: float
    offset: float

    def llr(self, scores: ArrayLike) -> NDArray[np.float64]:
        """log10 likelihood ratios of scores."""
        return self.slope * np.asarray(scores, np.float64) + self.offset


def fit(genuine: ArrayLike, impostor: ArrayLike) -> Line:
    """The line of least Cllr on mated and non-mated scores, by Newton's method.

    Raises ValueError where a side is empty or not finite, or where a threshold separates the two: the
    steepest line is then the best one, and there is no such line.
    """
    mated, others = _finite(genuine), _finite(impostor)
    if mated.min() > others.max() or mated.max() < others.min():
        raise ValueError("a threshold separates mated from non-mated scores: no line can be fitted")
    scores = np.concatenate([mated, others])
    labels = np.concatenate([np.ones(len(mated)), np.zeros(len(others))])
    weights = np.where(labels == 1, 0.5 / len(mated), 0.5 / len(others))
    middle, spread = float(np.average(scores, weights=weights)), float(scores.std())
    x = (scores - middle) / spread
    slope, offset = 0.0, 0.0
    for _ in range(_STEPS):
        step = _newton_step(x, labels, weights, slope, offset)
        slope, offset = slope - step[0], offset - step[1]
        if max(abs(step)) < _SETTLED:
            decimal = 1 / math.log(10)
            return Line(slope * decimal / spread, (offset - slope * middle / spread) * decimal)
    raise ValueError("the fit did not settle")


def cllr(genuine_llr: ArrayLike, impostor_llr: ArrayLike) -> float:
    """The mean cost of log10 likelihood ratios in bits: 0 is perfect, 1 says nothing at all."""
    mated = np.asarray(genuine_llr, np.float64) * math.log(10)
    others = np.asarray(impostor_llr, np.float64) * math.log(10)
    cost = np.logaddexp(0, -mated).mean() + np.logaddexp(0, others).mean()
    return float(cost / (2 * math.log(2)))


def _newton_step(
    x: NDArray[np.float64],
    labels: NDArray[np.float64],
    weights: NDArray[np.float64],
    slope: float,
    offset: float,
) -> NDArray[np.float64]:
    """Gradient over curvature of the weighted log loss at (slope, offset)."""
    probability = 0.5 * (1 + np.tanh(0.5 * (slope * x + offset)))
    error = weights * (probability - labels)
    curvature = weights * probability * (1 - probability)
    mixed = (curvature * x).sum()
    hessian = np.array([[(curvature * x * x).sum(), mixed], [mixed, curvature.sum()]])
    return np.asarray(np.linalg.solve(hessian, np.array([(error * x).sum(), error.sum()])), np.float64)


def _finite(scores: ArrayLike) -> NDArray[np.float64]:
    values = np.asarray(scores, np.float64).ravel()
    if values.size == 0 or not np.isfinite(values).all():
        raise ValueError("scores are needed, and every one must be finite")
    return values
