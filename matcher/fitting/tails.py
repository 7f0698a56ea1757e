"""The measured distribution of non-mated log10 likelihood ratios, as `matcher.tail` reads it."""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

STEP: Final = 0.25  # of log10 P between two quantiles
EXCEEDING: Final = 100  # comparisons beyond the last quantile, from which the tail is fitted
_NORMAL_95: Final = 1.645  # one-sided


def non_mated(llrs: ArrayLike) -> dict[str, Any]:
    """Quantiles of the ratios and the slope of their tail. Raises ValueError where there are too few.

    The excess over the last quantile is taken as exponential; its mean's upper 95 % bound, by the normal
    approximation of the gamma law, makes the slope.
    """
    values = np.sort(np.asarray(llrs, np.float64).ravel())
    if len(values) < 10 * EXCEEDING or not np.isfinite(values).all():
        raise ValueError(f"{10 * EXCEEDING} non-mated comparisons are needed to tell how rare a ratio is")
    last = math.log10(EXCEEDING / len(values))
    rates = [*np.arange(0.0, last + STEP / 2, -STEP).tolist(), last]
    places = [round(len(values) * (1 - 10**rate)) for rate in rates]
    quantiles = [
        (round(float(values[place]), 4), round(rate, 4)) for place, rate in zip(places, rates, strict=True)
    ]
    kept = [quantiles[0]]
    kept.extend(each for each in quantiles[1:] if each[0] > kept[-1][0] and each[1] < kept[-1][1])
    excess = values[-EXCEEDING:] - kept[-1][0]
    mean = float(excess.mean()) * (1 + _NORMAL_95 / math.sqrt(EXCEEDING))
    return {
        "llr": [llr for llr, _ in kept],
        "log10": [rate for _, rate in kept],
        "slope": round(math.log10(math.e) / max(mean, 1e-6), 4),
        "comparisons": len(values),
    }
