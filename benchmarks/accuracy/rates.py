"""Error rates of ISO/IEC 19795-1 as pure functions of comparison scores; no files, no clock.

One convention everywhere: higher is more alike, and a comparison is a match where score >= threshold.
A failure to extract has the score FAILED (minus infinity): a non-match at every threshold.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FAILED = float("-inf")

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class VerificationRates:
    """FVC's figures as fractions. fmr100 is the FNMR where FMR <= 1/100, zerofmr where FMR = 0."""

    eer: float
    fmr100: float
    fmr1000: float
    zerofmr: float
    genuine: int
    impostor: int


@dataclass(frozen=True, slots=True, eq=False)
class ErrorCurve:
    """How many are wrong at every threshold where a rate can change, ascending; the last refuses everybody.

    misses: (t,) genuine comparisons below the threshold; false_matches: (t,) impostor comparisons at or
    above it; genuine, impostor: how many there are of each.
    """

    misses: Counts
    false_matches: Counts
    genuine: int
    impostor: int

    @property
    def fnmr(self) -> NDArray[np.float64]:
        """(t,) ascending."""
        return self.misses / self.genuine

    @property
    def fmr(self) -> NDArray[np.float64]:
        """(t,) descending."""
        return self.false_matches / self.impostor


def error_curve(genuine: ArrayLike, impostor: ArrayLike) -> ErrorCurve:
    """The curve of these scores. Raises ValueError where either is empty or holds a NaN."""
    mated, others = _scores(genuine), _scores(impostor)
    thresholds = _thresholds(mated, others)
    return ErrorCurve(
        misses=np.searchsorted(mated, thresholds, side="left"),
        false_matches=len(others) - np.searchsorted(others, thresholds, side="left"),
        genuine=len(mated),
        impostor=len(others),
    )


def verification_rates(genuine: ArrayLike, impostor: ArrayLike) -> VerificationRates:
    """All of FVC's verification figures from the mated and the non-mated scores.

    Raises ValueError where either is empty or holds a NaN.
    """
    return rates_of(error_curve(genuine, impostor))


def rates_of(curve: ErrorCurve) -> VerificationRates:
    """All of FVC's verification figures of one curve."""
    return VerificationRates(
        eer=_equal_error_rate(curve),
        fmr100=_fnmr_at_fmr(curve, 1 / 100),
        fmr1000=_fnmr_at_fmr(curve, 1 / 1000),
        zerofmr=_fnmr_at_fmr(curve, 0.0),
        genuine=curve.genuine,
        impostor=curve.impostor,
    )


def fnmr_at_fmr(genuine: ArrayLike, impostor: ArrayLike, fmr: float) -> float:
    """The lowest FNMR among the thresholds whose FMR does not exceed `fmr` (a fraction)."""
    return _fnmr_at_fmr(error_curve(genuine, impostor), fmr)


def equal_error_rate(genuine: ArrayLike, impostor: ArrayLike) -> float:
    """The EER as FVC2000 defines it: the middle of the narrowest interval where FMR and FNMR cross.

    Maio, Maltoni, Cappelli, Wayman, Jain, "FVC2000: Fingerprint Verification Competition",
    IEEE TPAMI 24 (2002), section 3.2: scores are discrete, so the two curves seldom meet in a point.
    """
    return _equal_error_rate(error_curve(genuine, impostor))


def _fnmr_at_fmr(curve: ErrorCurve, fmr: float) -> float:
    # counts, not quotients, so that 23 of 23,040 is allowed at exactly 1/1000 and 24 is not
    allowed = curve.false_matches <= np.floor(fmr * curve.impostor + 1e-9)
    return float(curve.misses[allowed].min()) / curve.genuine


def _equal_error_rate(curve: ErrorCurve) -> float:
    # the curve starts where everybody is accepted, so that it also crosses where most samples failed
    fmr, fnmr = np.insert(curve.fmr, 0, 1.0), np.insert(curve.fnmr, 0, 0.0)
    below = np.flatnonzero(fnmr <= fmr)[-1]
    above = np.flatnonzero(fnmr >= fmr)[0]
    nearest = below if fmr[below] + fnmr[below] <= fmr[above] + fnmr[above] else above
    return float(fmr[nearest] + fnmr[nearest]) / 2.0


def mean_rank(mate: float, others: ArrayLike) -> float:
    """The rank of the mate's score among the gallery's other scores, 1 = first.

    Ties take the mean rank: a mate that ties with one other at the top has rank 1.5, so that an
    algorithm which answers the same score for everybody cannot look good. A failed mate is last.
    """
    scores = _scores(others, allow_empty=True)
    if np.isnan(mate):
        raise ValueError("a score is not a number")
    if mate == FAILED:
        return float(len(scores) + 1)
    better = len(scores) - int(np.searchsorted(scores, mate, side="right"))
    equal = len(scores) - int(np.searchsorted(scores, mate, side="left")) - better
    return 1.0 + better + equal / 2.0


def share_within_rank(ranks: ArrayLike, rank: int) -> float:
    """The share of mated searches whose mate is at `rank` or better."""
    return float(np.mean(_scores(ranks) <= rank))


def fnir_at_fpir(mates: ArrayLike, ranks: ArrayLike, best_of_others: ArrayLike, fpir: float) -> float:
    """The open-set miss rate: FNIR at the lowest threshold whose FPIR does not exceed `fpir`.

    mates, ranks: (n,) the mate's score and mean rank in each mated search; a mate that is not at rank 1
    above the threshold is a miss. best_of_others: (m,) the best score of each non-mated search.
    """
    top, alarms = np.asarray(mates, np.float64), _scores(best_of_others)
    first = np.asarray(ranks, np.float64) <= 1.0
    if top.size == 0 or top.shape != first.shape or np.isnan(top).any():
        raise ValueError("one score and one rank for each mated search are needed")
    usable = np.where(first, top, FAILED)
    thresholds = _thresholds(np.sort(usable), alarms)
    false_alarms = len(alarms) - np.searchsorted(alarms, thresholds, side="left")
    lowest = thresholds[false_alarms <= np.floor(fpir * len(alarms) + 1e-9)].min()
    return float(np.mean(usable < lowest))


def _scores(values: ArrayLike, *, allow_empty: bool = False) -> NDArray[np.float64]:
    """The scores in ascending order."""
    scores = np.sort(np.asarray(values, np.float64).ravel())
    if (scores.size == 0 and not allow_empty) or np.isnan(scores).any():
        raise ValueError("scores are needed, and every one must be a number")
    return scores


def _thresholds(mated: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Every threshold at which a rate can change, ascending; the last one refuses everybody.

    FAILED is no threshold: what failed is below all of them.
    """
    scores = np.union1d(mated, others)
    return np.append(scores[scores > FAILED], np.inf)
