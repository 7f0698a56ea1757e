"""The measured distribution of non-mated log10 likelihood ratios, as `matcher.tail` reads it."""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

STEP: Final = 0.25  # of log10 P between two quantiles
EXCEEDING: Final = 100  # comparisons beyond the last quantile, from which the tail is fitted, at the least
RAREST_COSINES: Final = 0.001
"""Share of the comparisons from which the tail of cosines is fitted. Fewer rest on a few persons: the hundred
rarest of half of lfw_dev tell no more than 32 to 60 independent ones would. From the rarest hundredth to the
rarest 1/3000 k is the same within its error, and each half foretells the other's rate of 1/100,000 within a
factor of 2.1 (`tails` in benchmarks/results/calibration_proof.json)."""
_LEAST_QUANTILES: Final = 2
_NORMAL_95: Final = 1.645  # one-sided
_NEAREST: Final = 1e-6  # of the way to the end: nearer is the same picture

Doubles = NDArray[np.float64]


def non_mated(llrs: ArrayLike) -> dict[str, Any]:
    """Quantiles of the ratios and the slope of their tail. Raises ValueError where there are too few.

    The excess over the last quantile is taken as exponential; its mean's upper 95 % bound, by the normal
    approximation of the gamma law, makes the slope.
    """
    values = np.sort(_enough(llrs))
    quantiles = _quantiles(values, EXCEEDING)
    excess = values[-EXCEEDING:] - quantiles["llr"][-1]
    mean = float(excess.mean()) * (1 + _NORMAL_95 / math.sqrt(EXCEEDING))
    return {
        **quantiles,
        "slope": round(math.log10(math.e) / max(mean, 1e-6), 4),
        "comparisons": len(values),
    }


def non_mated_cosines(llrs: ArrayLike, persons: ArrayLike, end: float) -> dict[str, Any]:
    """The same where scores are cosines. Raises ValueError where there are too few, or they exceed their end.

    persons: (n, 2) the two of each comparison; end: the ratio of the cosine 1.
    """
    values, pairs = _enough(llrs), np.asarray(persons)
    rarest = max(EXCEEDING, round(len(values) * RAREST_COSINES))
    order = np.argsort(values)
    quantiles = _quantiles(values[order], rarest)
    last = quantiles["llr"][-1]
    if not values[order[-1]] <= end + _NEAREST or not last < end:
        raise ValueError("a cosine is no more than 1")
    whole = end - last
    nearness = np.log(whole / np.clip(end - values[order[-rarest:]], _NEAREST * whole, whole))
    mean = max(float(nearness.mean()), 1e-6)
    return {
        **quantiles,
        "slope": round(math.log10(math.e) / (mean * whole), 4),
        "comparisons": len(values),
        "end": round(end, 4),
        "exceedances": round(_independent(nearness, pairs[order[-rarest:]]), 1),
    }


def _enough(llrs: ArrayLike) -> Doubles:
    values = np.asarray(llrs, np.float64).ravel()
    if len(values) < 10 * EXCEEDING or not np.isfinite(values).all():
        raise ValueError(f"{10 * EXCEEDING} non-mated comparisons are needed to tell how rare a ratio is")
    return values


def _quantiles(rising: Doubles, exceeding: int) -> dict[str, list[float]]:
    """Of falling rates, the last the one that so many exceed."""
    last = math.log10(exceeding / len(rising))
    rates = [*np.arange(0.0, last + STEP / 2, -STEP).tolist(), last]
    places = [round(len(rising) * (1 - 10**rate)) for rate in rates]
    quantiles = [
        (round(float(rising[place]), 4), round(rate, 4)) for place, rate in zip(places, rates, strict=True)
    ]
    kept = [quantiles[0]]
    kept.extend(each for each in quantiles[1:] if each[0] > kept[-1][0] and each[1] < kept[-1][1])
    if len(kept) < _LEAST_QUANTILES:
        raise ValueError(
            f"all strangers but the rarest {exceeding} of {len(rising)} comparisons score alike, so that "
            "nobody can tell how rare a likeness is; it takes more persons, or samples of other days and "
            "devices, which are harder to tell apart"
        )
    return {"llr": [llr for llr, _ in kept], "log10": [rate for _, rate in kept]}


def _independent(values: Doubles, pairs: NDArray[Any]) -> float:
    """How many independent exponential values would tell the mean as well as these tell it, whose persons,
    (n, 2), come again.

    The variance of a mean over pairs that may share a person: Aronow, Samii and Assenova, "Cluster-robust
    variance estimation for dyadic data", Political Analysis 23 (2015). (To draw persons anew would count what
    is a pair's own three times: Owen, Annals of Applied Statistics 1, 2007.) From 1 to half the persons: no
    more pairs could share nobody.
    """
    persons, place = np.unique(pairs, return_inverse=True)
    first, second = np.sort(place.reshape(pairs.shape), axis=1).T
    off = values - values.mean()
    of_person = np.bincount(first, off, len(persons)) + np.bincount(second, off, len(persons))
    couple = np.unique(first * len(persons) + second, return_inverse=True)[1]
    shared = float(np.square(of_person).sum() - np.square(np.bincount(couple, off)).sum())
    most = min(len(values), len(persons) / 2)
    return float(np.clip(values.sum() ** 2 / shared, 1.0, most)) if shared > 0 else most
