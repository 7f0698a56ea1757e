"""How rare a log10 likelihood ratio is among non-mated comparisons: measured quantiles, and a tail beyond.

Between the measured quantiles log10 P(llr >= x | non-mated) is a straight line from one to the next. Beyond
the last of them the excess is taken as exponential (the generalised Pareto law of shape 0; Pickands, Annals
of Statistics 3, 1975), its mean the upper 95 % bound of what was measured, so that the tail is rather too
heavy. That law is followed over BEYOND_DATA orders of magnitude past the rarest event that the data can show.
From there on only what holds for every calibrated ratio is used, P(LR >= t) <= 1/t: one order for each unit.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

BEYOND_DATA: Final = 2.0
"""Orders of magnitude that the fitted tail is followed past 1 / comparisons. A choice, not a measurement."""


@dataclass(frozen=True, slots=True)
class NonMatedTail:
    """llr: rising quantiles; log10: their falling log10 P(llr >= x), the first 0.

    slope: log10 P lost for each unit of llr beyond the last. comparisons: how many non-mated ones were made.
    """

    llr: tuple[float, ...]
    log10: tuple[float, ...]
    slope: float
    comparisons: int

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
        ):
            raise ValueError("these are not the quantiles of a distribution and its tail")

    @classmethod
    def read(cls, record: dict[str, Any]) -> "NonMatedTail":
        """From a calibration's `non_mated`. Raises KeyError, TypeError, ValueError."""
        llr, log10 = (tuple(map(float, record[name])) for name in ("llr", "log10"))
        return cls(llr, log10, float(record["slope"]), int(record["comparisons"]))

    def record(self) -> dict[str, Any]:
        """What `read` reads."""
        return {
            "llr": list(self.llr),
            "log10": list(self.log10),
            "slope": self.slope,
            "comparisons": self.comparisons,
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
        fitted = self.log10[-1] - self.slope * (llr - self.llr[-1])
        limit = -math.log10(self.comparisons) - BEYOND_DATA
        if fitted >= limit or self.slope <= 1.0:
            return fitted
        at_limit = self.llr[-1] + max(self.log10[-1] - limit, 0.0) / self.slope
        return min(self.log10[-1], limit) - (llr - at_limit)
