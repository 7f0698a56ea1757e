"""How often a reviewer errs, counted on pairs whose answer is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from api.adjudication.judgement import Judgement

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` of `trials` with Wilson's 95 % interval (JASA 22, 1927), which is 0 to 1 without trials."""

    count: int
    trials: int

    @property
    def share(self) -> float | None:
        """None without trials: nothing is known."""
        return self.count / self.trials if self.trials else None

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound of the true share."""
        if not self.trials:
            return 0.0, 1.0
        z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
        share, whole = self.count / self.trials, 1 + z**2 / self.trials
        middle = share + z**2 / (2 * self.trials)
        spread = z * sqrt(share * (1 - share) / self.trials + (z / (2 * self.trials)) ** 2)
        low = 0.0 if self.count == 0 else (middle - spread) / whole
        high = 1.0 if self.count == self.trials else (middle + spread) / whole
        return low, high


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """false_same: of non-mated pairs; false_different: of mated pairs; cannot_tell: of all.

    "Cannot tell" is neither right nor wrong, so it stays among the trials of the two error rates: whoever
    never decides never errs, and the third rate says so.
    """

    false_same: Rate
    false_different: Rate
    cannot_tell: Rate


def error_rates(answers: Iterable[tuple[bool, Judgement]]) -> ErrorRates:
    """Counted over one reviewer's answers: whether the pair was mated, and what was said."""
    told = list(answers)
    mated = [judgement for truth, judgement in told if truth]
    others = [judgement for truth, judgement in told if not truth]
    unsure = sum(judgement is Judgement.CANNOT_TELL for _, judgement in told)
    return ErrorRates(
        false_same=Rate(others.count(Judgement.SAME), len(others)),
        false_different=Rate(mated.count(Judgement.DIFFERENT), len(mated)),
        cannot_tell=Rate(unsure, len(told)),
    )
