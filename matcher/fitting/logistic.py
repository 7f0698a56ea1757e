"""Score -> log10 likelihood ratio by logistic regression, and what the ratios are worth (Cllr).

Brümmer and du Preez, "Application-independent evaluation of speaker detection", Computer Speech and
Language 20 (2006): mated and non-mated comparisons weigh the same, however many there are of each.

A few mated comparisons score like strangers': another face was found in the picture, or a wrong name stands
under it. A straight line pays for them without bound, and three of a thousand decide its slope. So mated
scores may be taken as a mixture: a share `outliers` is spread as non-mated ones are, which say nothing. A
score is then (1 - outliers) 10^line + outliers times likelier from mates, and never less than the share.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

_STEPS = 200
_SETTLED = 1e-10
_LN10 = math.log(10)


@dataclass(frozen=True, slots=True)
class Line:
    """llr = slope * score + offset, in powers of ten; floor: log10 of the share of outliers among mates."""

    slope: float
    offset: float
    floor: float = -math.inf

    def llr(self, scores: ArrayLike) -> NDArray[np.float64]:
        """log10 likelihood ratios of scores."""
        straight = self.slope * np.asarray(scores, np.float64) + self.offset
        kept = math.log1p(-(10**self.floor))
        return np.asarray(np.logaddexp(straight * _LN10 + kept, self.floor * _LN10) / _LN10, np.float64)


def fit(genuine: ArrayLike, impostor: ArrayLike, outliers: float = 0.0) -> Line:
    """The line of least Cllr on mated and non-mated scores, by Fisher scoring (Newton's for no outliers).

    Raises ValueError where a side is empty or not finite, all scores are equal, or where a threshold
    separates the two: the steepest line is then the best one, and there is no such line.
    """
    mated, others = _finite(genuine), _finite(impostor)
    if mated.min() == mated.max() == others.min() == others.max():
        raise ValueError("all scores are equal: the model tells nobody from anybody else")
    if mated.min() > others.max() or mated.max() < others.min():
        raise ValueError("a threshold separates mated from non-mated scores: no line can be fitted")
    scores = np.concatenate([mated, others])
    labels = np.concatenate([np.ones(len(mated)), np.zeros(len(others))])
    weights = np.where(labels == 1, 0.5 / len(mated), 0.5 / len(others))
    middle, spread = float(np.average(scores, weights=weights)), float(scores.std())
    x = (scores - middle) / spread
    slope, offset = 0.0, 0.0
    for _ in range(_STEPS):
        try:
            step = _step(x, labels, weights, (slope, offset), outliers)
        except np.linalg.LinAlgError as error:
            raise ValueError(
                "too few scores of mates and strangers overlap: no line can be fitted"
            ) from error
        slope, offset = slope - step[0], offset - step[1]
        if max(abs(step)) < _SETTLED:
            return Line(
                slope / _LN10 / spread,
                (offset - slope * middle / spread) / _LN10,
                math.log10(outliers) if outliers else -math.inf,
            )
    raise ValueError("the fit did not settle")


def cllr(genuine_llr: ArrayLike, impostor_llr: ArrayLike) -> float:
    """The mean cost of log10 likelihood ratios in bits: 0 is perfect, 1 says nothing at all."""
    mated = np.asarray(genuine_llr, np.float64) * _LN10
    others = np.asarray(impostor_llr, np.float64) * _LN10
    cost = np.logaddexp(0, -mated).mean() + np.logaddexp(0, others).mean()
    return float(cost / (2 * math.log(2)))


def _step(
    x: NDArray[np.float64],
    labels: NDArray[np.float64],
    weights: NDArray[np.float64],
    line: tuple[float, float],
    outliers: float,
) -> NDArray[np.float64]:
    """Gradient over expected curvature of the weighted log loss at the line's slope and offset."""
    straight = line[0] * x + line[1] + math.log1p(-outliers)
    ratio = np.logaddexp(straight, math.log(outliers)) if outliers else straight
    probability = 0.5 * (1 + np.tanh(0.5 * ratio))
    steepness = np.exp(straight - ratio)  # of the ratio over the line: 0 at the floor, 1 far above it
    error = weights * (probability - labels) * steepness
    curvature = weights * probability * (1 - probability) * steepness**2
    mixed = (curvature * x).sum()
    hessian = np.array([[(curvature * x * x).sum(), mixed], [mixed, curvature.sum()]])
    return np.asarray(np.linalg.solve(hessian, np.array([(error * x).sum(), error.sum()])), np.float64)


def _finite(scores: ArrayLike) -> NDArray[np.float64]:
    values = np.asarray(scores, np.float64).ravel()
    if values.size == 0 or not np.isfinite(values).all():
        raise ValueError("scores are needed, and every one must be finite")
    return values
