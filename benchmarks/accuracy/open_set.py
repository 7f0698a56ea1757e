"""FNIR at a stated FPIR for two fingers and large galleries, simulated from the scores of single fingers.

A few dozen fingers cannot fill a gallery of thousands; their scores can. Two different fingers of one set,
one for either hand, are a person; a comparison's log10 likelihood ratio is the sum of theirs
(`matcher.fusion`). Mated: one impression of each against its own references. Non-mated: two ratios out of all
those of the set's fingers against the references of others. Nothing is drawn at random: the distributions are
convolved in steps of STEP, mated ratios rounded down and non-mated up.

Of a search among N persons, with p(t) = P(one non-mated sum >= t):
    FPIR(t) = 1 - (1 - p(t))^N
    FNIR(t) = P(m < t) + sum over m >= t of P(m) (1 - (1 - p(m))^(N-1))     (the mate is not first, or ties)

Limits. Two fingers' ratios are taken as independent, given their set: one person's fingers are alike in
quality, so true pairs of misses come oftener. One probability serves all probes; by Jensen's inequality that
overstates FPIR. And nothing is rarer than the data: beyond the sum of the two highest non-mated ratios of a
set p is 0, so a threshold found here is too low for a large gallery; the product's own does not rest on it.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

STEP: Final = 0.01  # of log10 likelihood ratio
_LOWEST: Final = -4.0
_HIGHEST: Final = 12.0
_STEPS: Final = round((_HIGHEST - _LOWEST) / STEP) + 1

Distribution = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class FingerRatios:
    """One set's log10 likelihood ratios of single fingers, from _LOWEST / 2 to _HIGHEST / 2.

    mated: for each finger those of its probes. non_mated: for each finger and each other those of its probes
    against the other's references.
    """

    mated: Sequence[ArrayLike]
    non_mated: Sequence[Sequence[ArrayLike]]


@dataclass(frozen=True, slots=True)
class OpenSet:
    """FNIR at the threshold (log10 likelihood ratio of a person) where FPIR is `fpir` or, if lower, less."""

    fnir: float
    fpir: float
    threshold: float


@dataclass(frozen=True, slots=True, eq=False)
class PairSums:
    """P of each sum of two fingers' ratios: mated, non_mated (steps,) from _LOWEST in STEPs."""

    mated: Distribution
    non_mated: Distribution

    def at_fpir(self, fpir: float, population: int) -> OpenSet:
        """At the lowest threshold with no more than this FPIR among so many persons."""
        return self._at(int(np.argmax(self._beaten(population) <= fpir)), population)

    def at_threshold(self, threshold: float, population: int) -> OpenSet:
        """At this log10 likelihood ratio."""
        return self._at(math.ceil((threshold - _LOWEST) / STEP - 1e-6), population)

    def _at(self, first: int, population: int) -> OpenSet:
        not_beaten = 1.0 - self._beaten(population - 1)
        found = float(self.mated[first:] @ not_beaten[first:])
        alarms = float(self._beaten(population)[first])
        return OpenSet(max(0.0, 1.0 - found), alarms, round(_LOWEST + first * STEP, 2))

    def _beaten(self, strangers: int) -> Distribution:
        """P that the best of so many strangers reaches each step; the last step is beyond all of them."""
        reached = np.clip(np.cumsum(self.non_mated[::-1])[::-1], 0.0, 1.0)
        reached[np.flatnonzero(self.non_mated)[-1] + 1 :] = 0.0  # what rounding leaves
        return np.asarray(-np.expm1(strangers * np.log1p(-np.minimum(reached, 1 - 1e-15))))


class Simulation:
    """The sets' ratios as distributions, so that fingers can be weighed anew."""

    def __init__(self, sets: Sequence[FingerRatios]) -> None:
        self._mated = [np.stack([_spread(each, up=False) for each in one.mated]) for one in sets]
        self._twice = [np.stack([_sum_of(each, each) for each in mated]) for mated in self._mated]
        self._non_mated = [
            np.stack([np.stack([_spread(each, up=True) for each in row]) for row in one.non_mated])
            for one in sets
        ]

    def sums(self) -> PairSums:
        """Every finger once."""
        return self._weighed([np.ones(len(mated), np.int64) for mated in self._mated])

    def upper_bound(self, measure: Callable[[PairSums], OpenSet], *, replicates: int, seed: int) -> float:
        """95 % one-sided bound of a FNIR, by a bootstrap over the fingers of each set (see `bootstrap`)."""
        rng, found = np.random.default_rng(seed), []
        for _ in range(replicates):
            counts = [np.bincount(rng.integers(0, n, n), minlength=n) for n in map(len, self._mated)]
            if any(np.count_nonzero(count) > 1 for count in counts):  # one finger alone makes no person
                found.append(measure(self._weighed(counts)).fnir)
        return float(np.percentile(found, 95))

    def _weighed(self, counts: Sequence[NDArray[np.int64]]) -> PairSums:
        """Finger f drawn counts[set][f] times; its copies make no person with one another."""
        mated, non_mated = np.zeros(_STEPS), np.zeros(_STEPS)
        for count, own, twice, others in zip(counts, self._mated, self._twice, self._non_mated, strict=True):
            together = count @ own
            mated += np.clip(_sum_of(together, together) - count**2 @ twice, 0.0, None)
            stranger = np.tensordot(np.outer(count, count), others, 2)
            if stranger.any():
                stranger /= stranger.sum()
                non_mated += _sum_of(stranger, stranger)
        return PairSums(mated / mated.sum(), non_mated / non_mated.sum())


def _spread(ratios: ArrayLike, *, up: bool) -> Distribution:
    """P of each step from _LOWEST / 2 to _HIGHEST / 2; nothing where there are no ratios."""
    steps = (np.asarray(ratios, np.float64) - _LOWEST / 2) / STEP
    whole = (np.ceil(steps - 1e-6) if up else np.floor(steps + 1e-6)).astype(np.int64)
    return np.bincount(whole, minlength=_STEPS // 2 + 1) / max(len(whole), 1)


def _sum_of(first: Distribution, second: Distribution) -> Distribution:
    """The distribution of the sum of two independent ratios."""
    return np.convolve(first, second)
