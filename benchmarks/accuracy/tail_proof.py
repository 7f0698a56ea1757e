"""Does what is fitted to one half of the identities foretell how rare the rarest of the other half are?

At the ratios that the other half's strangers reach once in a thousand comparisons and more rarely, down to
RAREST pairs, the rate that the fit tells, by its own law and by the exponential one that scores without a
known end have (`matcher.tail`). The pairs of few persons are not independent: expect halves to differ.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from benchmarks.accuracy.calibrate_face import Fold, judged, scores
from benchmarks.accuracy.face_protocol import without
from benchmarks.accuracy.label_errors import LABEL_ERRORS
from matcher.fitting.tails import non_mated
from matcher.tail import NonMatedTail

RARE: Final = (-3.0, -3.5, -4.0, -4.5, -5.0, -5.3)  # log10 of the other half's rates
RAREST: Final = 5  # comparisons that a rate must rest on


def foretold(both: Sequence[Fold]) -> list[dict[str, Any]]:
    """Of each half that was fitted: its law and, for each rate of the other half, what it tells."""
    return [_foretold(fold, other) for fold, other in zip(both, reversed(both), strict=True)]


def _foretold(fold: Fold, fitted: Fold) -> dict[str, Any]:
    """fitted: the fold whose rest `fold` was fitted on."""
    tail = fold.calibration.non_mated
    if tail is None or tail.end is None:
        raise ValueError("the strangers' tail of cosines is needed")
    own = scores([without(part, LABEL_ERRORS) for part in fitted.rest])[1]
    exponential = NonMatedTail.read(non_mated(fold.calibration.llrs(own)))
    rising = np.sort(judged(fold, LABEL_ERRORS)[1])
    levels = [each for each in RARE if len(rising) * 10**each >= RAREST]
    ratios = [float(rising[len(rising) - round(len(rising) * 10**each)]) for each in levels]
    return {
        "k": round(tail.slope * math.log(10) * (tail.end - tail.llr[-1]), 2),
        "exceedances": tail.exceedances,
        "log10_rates": levels,
        "ratios": [round(each, 3) for each in ratios],
        "foretold": [round(tail.log10_rate(each), 3) for each in ratios],
        "foretold_exponential": [round(exponential.log10_rate(each), 3) for each in ratios],
    }
