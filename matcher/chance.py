"""What a fused ratio would need to be wrong: how often strangers reach it, alone and in a whole gallery.

A stranger's fused ratio is put together as fusion.py does it, from the sources that were compared (each named
finger, each unknown print, the face). Every source gives what one non-mated comparison of its modality gives,
by the calibration's measured tail; of several comparisons within a source the best counts, which multiplies
the probability by their number (union bound). Sums are convolutions, in whole steps, each rounded up; of one
source alone the tail itself is told, without steps. A gallery of N persons of whom none is the mate reaches t
with 1 - (1 - P(sum >= t))^N.

What is rounded or bounded errs towards "happens more often". Two things err the other way: strangers of one
gallery are alike (one prison's people are not a random sample), and fingers of a stranger are taken as
independent given that they are a stranger's.
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher import calibration
from matcher.domain import Evidence, FingerPosition, Modality, Template
from matcher.fusion import hand_of
from matcher.parameters import POOR_SAMPLE_FLOOR

STEP: Final = 0.02  # of log10 likelihood ratio
_ZERO: Final = round(-POOR_SAMPLE_FLOOR / STEP)  # the step that is 0
_COARSE: Final = 3
_FINE: Final = 0.01  # of one source's threshold

Doubles = NDArray[np.float64]
Rate = Callable[[float], float]


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """One finger, unknown print or face of a probe.

    hand: see fusion.hand_of; 0 for a face. comparisons: how many were made of it with one person.
    """

    modality: Modality
    hand: int
    comparisons: int


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """P that a stranger's sum over some sources reaches a ratio. reached[i]: that of lowest + i STEP.

    alone: the same of a single source at any ratio, without steps: a step too high is a tenth of the rate of
    false alarms in large galleries.
    """

    lowest: float
    reached: Doubles
    alone: Rate | None = None

    def fmr(self, llr: float) -> float:
        """P that one stranger reaches this log10 likelihood ratio."""
        if self.alone:
            return self.alone(llr) if llr > self.lowest else 1.0
        place = math.ceil((llr - self.lowest) / STEP - 1e-6)
        if place <= 0:
            return 1.0
        return float(self.reached[place]) if place < len(self.reached) else 0.0

    def fpir(self, llr: float, population: int) -> float:
        """P that any of so many strangers does."""
        return float(-np.expm1(population * np.log1p(-min(self.fmr(llr), 1 - 1e-15))))

    def threshold(self, fmr: float) -> float:
        """The lowest ratio that strangers reach no more often; beyond the highest if they always do."""
        if self.alone:
            highest = self.lowest + STEP * (len(self.reached) - 1)
            ratios = np.round(np.arange(self.lowest, highest + _FINE / 2, _FINE), 2).tolist()
            return float(ratios[bisect_left(ratios, -fmr, key=lambda ratio: -self.fmr(ratio))])
        return round(self.lowest + STEP * int(np.argmax(self.reached <= fmr)), 2)

    def threshold_for_fpir(self, fpir: float, population: int) -> float:
        """The same for a search among `population` persons."""
        return self.threshold(-math.expm1(math.log1p(-fpir) / max(population, 1)))

    def reachable(self, threshold: float) -> bool:
        """Whether any samples can score so high: past the calibrations' caps no rate is told, and none do."""
        return self.fmr(threshold) > 0.0


def of_evidence(evidence: Iterable[Evidence]) -> tuple[Source, ...]:
    """What was compared with one person, in a fixed order."""
    return _counted((item.modality, item.position, item.probe) for item in evidence)


def of_probe(probe: Sequence[Template]) -> tuple[Source, ...]:
    """What would be compared with a person who has one sample for each of the probe's."""
    return _counted((each.modality, each.position, number) for number, each in enumerate(probe))


def _counted(compared: Iterable[tuple[Modality, FingerPosition, int]]) -> tuple[Source, ...]:
    counted: Counter[tuple[Modality, FingerPosition, int]] = Counter()
    for modality, position, probe in compared:
        unknown = modality is Modality.FINGER and position is FingerPosition.UNKNOWN
        counted[modality, position, probe if unknown else -1] += 1
    return tuple(
        sorted(
            Source(modality, hand_of(position), count) for (modality, position, _), count in counted.items()
        )
    )


@lru_cache(maxsize=256)
def chance(compared: tuple[Source, ...], faces: str | None = None) -> Chance:
    """The distribution of a stranger's sum over these sources; faces: the extractor of those among them.

    ValueError if there are none, or faces whose extractor is not told.
    """
    return chance_under(
        compared, lambda modality: calibration.load(modality, faces if modality is Modality.FACE else None)
    )


def chance_under(
    compared: Sequence[Source], calibrated: Callable[[Modality], calibration.Calibration]
) -> Chance:
    """The same where the ratios are those of other calibrations than the service's."""
    if not compared:
        raise ValueError("nothing was compared")
    together: dict[tuple[Modality, int], list[Doubles]] = defaultdict(list)
    rates = []
    for source in compared:
        known = calibrated(source.modality)
        rates.append(_rate(known, source.comparisons))
        together[source.modality, source.hand].append(_density(rates[-1], known.cap))
    density = np.ones(1)
    for each in together.values():
        density = np.convolve(density, _of_one_hand(each))
    reached = np.minimum(np.cumsum(density[::-1])[::-1], 1.0)
    alone = rates[0] if len(rates) == 1 else None
    return Chance(len(together) * POOR_SAMPLE_FLOOR, np.append(reached, 0.0), alone)


def _rate(known: calibration.Calibration, comparisons: int) -> Rate:
    """P that the best of so many non-mated comparisons reaches a ratio; nothing exceeds the cap."""

    def rate(llr: float) -> float:
        if llr > known.cap:
            return 0.0
        return min(1.0, comparisons * math.pow(10.0, known.log10_fmr(llr)))

    return rate


def _density(rate: Rate, cap: float) -> Doubles:
    """P of each step from POOR_SAMPLE_FLOOR on, what lies between two on the higher."""
    steps = math.ceil((cap - POOR_SAMPLE_FLOOR) / STEP)
    at_least = np.array([1.0, *(rate(POOR_SAMPLE_FLOOR + STEP * i) for i in range(steps)), 0.0])
    density: Doubles = at_least[:-1] - at_least[1:]
    return density


def _of_one_hand(fingers: Sequence[Doubles]) -> Doubles:
    """P of each step, from POOR_SAMPLE_FLOOR on, of the positive ratios' sum and the lowest negative one.

    The lowest is told in coarser steps: how surely strangers are unlike matters little.
    """
    if len(fingers) == 1:
        return fingers[0]
    bounds = [0, *range(1, _ZERO, _COARSE), _ZERO]
    none_below = [_positive_sums(fingers, bound) for bound in bounds]
    total = np.zeros(_ZERO + len(none_below[0]))
    for bound, some, fewer in zip(bounds[1:], none_below, none_below[1:], strict=False):
        total[bound - 1 : bound - 1 + len(some)] += np.maximum(some - fewer, 0.0)
    total[_ZERO:] += none_below[-1]
    return total


def _positive_sums(fingers: Sequence[Doubles], least: int) -> Doubles:
    """P of each sum of the positive ratios, from 0 on, while no ratio lies below step `least`."""
    sums: Doubles = np.ones(1)
    for finger in fingers:
        positive: Doubles = finger[_ZERO:].copy()
        positive[0] += finger[least:_ZERO].sum()
        sums = np.convolve(sums, positive)
    return sums
