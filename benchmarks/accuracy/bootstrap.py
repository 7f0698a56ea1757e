"""95 % intervals of error rates by a bootstrap over fingers.

Comparisons of one finger are no independent trials: a worn finger misses with all of its impressions. So the
finger is what is drawn: within each set as many fingers as it has, with replacement. A finger drawn c
times brings its genuine comparisons c times, two different fingers their impostor comparisons c_a c_b times;
copies of one finger are not compared with one another. Bolle, Ratha, Pankanti, "Error analysis of pattern
recognition systems - the subsets bootstrap", Computer Vision and Image Understanding 93 (2004).

What the data do not show at all no resampling shows: a set without any error has the interval [0, 0].
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from benchmarks.accuracy.rates import FAILED, ErrorCurve, VerificationRates, rates_of

REPLICATES: Final = 1000
SEED: Final = 19795
RATES: Final = ("eer", "fmr100", "fmr1000", "zerofmr")

Scores = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class OwnedScores:
    """One set's scores and whose they are.

    genuine: (g,) float64, FAILED where one of the two was not extracted; impostor: (i,) likewise.
    genuine_fingers: (g,) int64, places among the set's fingers; impostor_fingers: (i, 2). fingers: how many.
    """

    genuine: Scores
    impostor: Scores
    genuine_fingers: Places
    impostor_fingers: Places
    fingers: int


def intervals(
    sets: Sequence[OwnedScores], *, replicates: int = REPLICATES, seed: int = SEED
) -> dict[str, list[float]]:
    """{"eer_95": [low, high], ...}: percentiles 2.5 and 97.5 of each rate, the sets pooled.

    Raises ValueError where there are no genuine or no impostor scores, or one is a NaN.
    """
    scores, rng = _Resampled(sets), np.random.default_rng(seed)
    drawn = [
        scores.rates([np.bincount(rng.integers(0, n, n), minlength=n) for n in (one.fingers for one in sets)])
        for _ in range(replicates)
    ]
    values = np.array([[getattr(rates, name) for name in RATES] for rates in drawn if rates is not None])
    low, high = np.percentile(values, (2.5, 97.5), axis=0)
    return {f"{name}_95": [float(low[i]), float(high[i])] for i, name in enumerate(RATES)}


class _Resampled:
    """All sets' scores sorted once, so that a replicate only weighs them anew."""

    def __init__(self, sets: Sequence[OwnedScores]) -> None:
        first = np.cumsum([0, *(one.fingers for one in sets)])
        mated = np.concatenate([one.genuine for one in sets])
        others = np.concatenate([one.impostor for one in sets])
        if not (mated.size and others.size) or np.isnan(mated).any() or np.isnan(others).any():
            raise ValueError("scores are needed, and every one must be a number")
        by_mated, by_others = np.argsort(mated), np.argsort(others)
        owner = np.concatenate([one.genuine_fingers + at for one, at in zip(sets, first, strict=False)])
        pair = np.concatenate([one.impostor_fingers + at for one, at in zip(sets, first, strict=False)])
        self._owner, self._pair = owner[by_mated], pair[by_others]
        scores = np.union1d(mated, others)
        thresholds = np.append(scores[scores > FAILED], np.inf)
        self._below_mated = np.searchsorted(mated[by_mated], thresholds, side="left")
        self._below_others = np.searchsorted(others[by_others], thresholds, side="left")

    def rates(self, counts: Sequence[ArrayLike]) -> VerificationRates | None:
        """The rates where finger f was drawn counts[set][f] times; None where nobody is left to compare."""
        drawn = np.concatenate([np.asarray(count, np.int64) for count in counts])
        misses, genuine = _weighed(drawn[self._owner], self._below_mated)
        below, impostor = _weighed(drawn[self._pair[:, 0]] * drawn[self._pair[:, 1]], self._below_others)
        if not (genuine and impostor):
            return None
        return rates_of(ErrorCurve(misses, impostor - below, genuine, impostor))


def _weighed(weight: Places, below: Places) -> tuple[Places, int]:
    """The weight of the first `below` scores, for each threshold, and of all of them."""
    running = np.concatenate([[0], np.cumsum(weight)])
    return running[below], int(running[-1])
