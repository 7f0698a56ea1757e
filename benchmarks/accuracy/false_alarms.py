"""FPIR at the product's own threshold: every identity left out in turn, its samples searched for.

The decision is `matcher.identify`'s: a person is a match where strangers reach the ratio, in as many
comparisons as were made, no more often than asked for in a gallery of this size. The floor under all
thresholds (`MATCH_LLR`) is left out, so that the rate alone is judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.calibration import Calibration
from matcher.chance import Source, chance_under
from matcher.domain import Modality

ASKED: Final = (0.1, 0.03, 0.01, 0.003)
REPLICATES: Final = 2000
SEED: Final = 19795

Doubles = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """One half's ratios. llrs: (n, n) of every sample as a probe (row) against every one as a reference;
    owner: (n,) whose they are, in the order of enrolment; identities: how many."""

    llrs: Doubles
    owner: Places
    identities: int
    modality: Modality


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """enrolled: "one" or "all" samples of a person. population: mean gallery size; thresholds: of a person
    with one reference, each half's; interval: 95 % of fpir."""

    enrolled: str
    asked: float
    fpir: float
    interval: tuple[float, float]
    alarms: int
    searches: int
    population: float
    thresholds: tuple[float, ...]


def false_alarms(
    searched: Sequence[tuple[Calibration, Searched]], asked: float, *, every: bool
) -> FalseAlarms:
    """The measured rate of all halves together. every: all samples are enrolled, not the first alone."""
    alarms, owners, thresholds, identities = [], [], [], 0
    for known, half in searched:
        population = half.identities - 1
        raised, threshold = _alarms(known, half, asked, population, every=every)
        alarms.append(raised)
        owners.append(half.owner + identities)
        thresholds.append(threshold)
        identities += half.identities
    raised, owner = np.concatenate(alarms), np.concatenate(owners)
    return FalseAlarms(
        enrolled="all" if every else "one",
        asked=asked,
        fpir=float(raised.mean()),
        interval=_interval(raised, owner, identities),
        alarms=int(raised.sum()),
        searches=len(raised),
        population=identities / len(searched) - 1,
        thresholds=tuple(thresholds),
    )


def _alarms(
    known: Calibration, half: Searched, asked: float, population: int, *, every: bool
) -> tuple[NDArray[np.bool_], float]:
    """(n,) whether a search for this sample's absent owner raises an alarm, and the threshold with one."""
    first = np.unique(half.owner, return_index=True)[1]
    enrolled = np.arange(len(half.owner)) if every else first
    whose = half.owner[enrolled]
    samples = np.bincount(whose, minlength=half.identities)
    thresholds = np.array(
        [_threshold(known, half.modality, each, asked, population) for each in _counts(samples)]
    )
    reached = half.llrs[:, enrolled] >= thresholds[samples[whose] - 1]
    strangers = half.owner[:, np.newaxis] != whose
    return np.asarray((reached & strangers).any(axis=1)), float(thresholds[0])


def _counts(samples: Places) -> range:
    return range(1, int(samples.max()) + 1)


def _threshold(known: Calibration, modality: Modality, samples: int, asked: float, population: int) -> float:
    """What the best of so many comparisons with one person must reach."""
    hand = 0 if modality is Modality.FACE else 1
    strangers = chance_under((Source(modality, hand, samples),), lambda _: known)
    return strangers.threshold_for_fpir(asked, population)


def _interval(raised: NDArray[np.bool_], owner: Places, identities: int) -> tuple[float, float]:
    """Percentiles 2.5 and 97.5 of the rate where identities are drawn with replacement."""
    alarms = np.bincount(owner, raised, identities)
    searches = np.bincount(owner, minlength=identities)
    drawn = np.random.default_rng(SEED).integers(0, identities, (REPLICATES, identities))
    rates = alarms[drawn].sum(axis=1) / searches[drawn].sum(axis=1)
    low, high = np.percentile(rates, (2.5, 97.5))
    return float(low), float(high)
