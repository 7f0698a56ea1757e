"""How rare a log10 likelihood ratio is among non-mated comparisons: measured quantiles, and a tail beyond.

Between the measured quantiles log10 P(llr >= x | non-mated) is a straight line from one to the next. Beyond
the last of them, u, one of two laws is followed, both generalised Pareto laws (Pickands, Annals of Statistics
3, 1975) of one fitted number, the `slope` s with which log10 P begins to fall:

*Scores without a known end* (prints). The excess is exponential, the law of shape 0:

    log10 P(x) = log10 P(u) - s (x - u)

with s from the upper 95 % bound of the mean excess.

*Cosines of unit vectors* (faces) end at 1, and how the rarest of them thin out is known. Two vectors are
nearer to one another than r with a probability that goes as r^D when r is small, D the number of directions
in which faces differ (the correlation integral; Grassberger and Procaccia, Physica D 9, 1983; for directions
spread evenly in d dimensions D = d - 1, as the area of a cap). As r^2 = 2 (1 - cosine), with k = D / 2

    P(cosine) = P(u) ((1 - cosine) / (1 - cosine of u))^k = P(u) exp(-k y),   y = log((end - u) / (end - x)),

the law of shape -1/k whose `end`, the ratio of cosine 1, is known. So y is exponential, and k is one over its
mean (Takens, Lecture Notes in Mathematics 1125, 1985): s = k log10(e) / (end - u).

The k that is fitted may be too high or too low, and a rate far out depends on it exponentially. What is told
is the rate's mean over what k may be: where n independent exceedances of mean m were seen, the next one is
beyond y with the probability

    (1 + y / (n m))^-n,

whatever the true k is (the predictive law of exponential variables; Geisser, Predictive Inference, 1993; in
hydrology the expected probability). It is the heavier the fewer were seen. Pairs that share a person are not
independent: n, `exceedances`, is how many independent ones would tell the mean as well as it is known.

A law is followed over BEYOND_DATA orders of magnitude past the rarest event that the data can show. From
there on only what holds for every calibrated ratio is used, P(LR >= t) <= 1/t: no more than one order a unit.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

BEYOND_DATA: Final = 2.0
"""Orders of magnitude that the fitted tail is followed past 1 / comparisons. A choice, not a measurement."""

_LN10: Final = math.log(10)


@dataclass(frozen=True, slots=True)
class NonMatedTail:
    """llr: rising quantiles; log10: their falling log10 P(llr >= x), the first 0.

    slope: log10 P lost for each unit of llr at the last. comparisons: how many non-mated ones were made.
    end: the ratio that no score exceeds, and exceedances: how many independent ones `slope` rests on; both
    None where scores have no known end. (Neither is in `repr`, by which earlier records were named.)
    """

    llr: tuple[float, ...]
    log10: tuple[float, ...]
    slope: float
    comparisons: int
    end: float | None = field(default=None, repr=False)
    exceedances: float | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        numbers = (*self.llr, *self.log10, self.slope)
        rising = all(a < b for a, b in pairwise(self.llr))
        falling = all(a > b for a, b in pairwise(self.log10))
        if not (
            len(self.llr) == len(self.log10) >= 2
            and all(map(math.isfinite, numbers))
            and rising
            and falling
            and self.log10[0] == 0.0
            and self.slope > 0
            and self.comparisons > 0
            and self._ends()
        ):
            raise ValueError("these are not the quantiles of a distribution and its tail")

    @classmethod
    def read(cls, record: dict[str, Any]) -> "NonMatedTail":
        """From a calibration's `non_mated`. Raises KeyError, TypeError, ValueError."""
        llr, log10 = (tuple(map(float, record[name])) for name in ("llr", "log10"))
        end, exceedances = (
            float(record[name]) if name in record else None for name in ("end", "exceedances")
        )
        return cls(llr, log10, float(record["slope"]), int(record["comparisons"]), end, exceedances)

    def record(self) -> dict[str, Any]:
        """What `read` reads."""
        ended = {} if self.end is None else {"end": self.end, "exceedances": self.exceedances}
        return {
            "llr": list(self.llr),
            "log10": list(self.log10),
            "slope": self.slope,
            "comparisons": self.comparisons,
            **ended,
        }

    def log10_rate(self, llr: float) -> float:
        """log10 P(llr or more | one non-mated comparison)."""
        if llr <= self.llr[0]:
            return 0.0
        after = bisect_right(self.llr, llr)
        if after == len(self.llr):
            return self._beyond(llr)
        low, high = self.llr[after - 1], self.llr[after]
        share = (llr - low) / (high - low)
        return self.log10[after - 1] + share * (self.log10[after] - self.log10[after - 1])

    def _beyond(self, llr: float) -> float:
        fitted = self._fitted(llr)
        limit = min(self.log10[-1], -math.log10(self.comparisons) - BEYOND_DATA)
        return fitted if fitted >= limit else max(fitted, limit - (llr - self._reaching(limit)))

    def _fitted(self, llr: float) -> float:
        """log10 P by the law."""
        if self.end is None or self.exceedances is None:
            return self.log10[-1] - self.slope * (llr - self.llr[-1])
        if llr >= self.end:
            return -math.inf
        whole = self.end - self.llr[-1]
        fallen = self.slope * _LN10 * whole * math.log(whole / (self.end - llr))
        return self.log10[-1] - self.exceedances * math.log1p(fallen / self.exceedances) / _LN10

    def _reaching(self, log10: float) -> float:
        """The ratio beyond the last quantile at which the law has fallen to this."""
        fallen = self.log10[-1] - log10
        if self.end is None or self.exceedances is None:
            return self.llr[-1] + fallen / self.slope
        whole = self.end - self.llr[-1]
        straight = self.exceedances * math.expm1(fallen * _LN10 / self.exceedances)
        return self.end - whole * math.exp(-straight / (self.slope * _LN10 * whole))

    def _ends(self) -> bool:
        if self.end is None or self.exceedances is None:
            return self.end is self.exceedances  # neither, or the record is half of one
        numbers = (self.end, self.exceedances)
        return all(map(math.isfinite, numbers)) and self.end > self.llr[-1] and self.exceedances >= 1
