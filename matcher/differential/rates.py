"""Rates by group with their uncertainty, and each group's ratio to all others.

Samples of one person err together, so persons are what is drawn: a bootstrap over the subjects of a group
(Bolle, Ratha, Pankanti, Computer Vision and Image Understanding 93, 2004). Where no trial fails, or all do,
no resampling shows anything; there the interval is Wilson's (JASA 22, 1927) with the subjects as trials.

A group's ratio is its rate over that of all other groups together. A difference is shown where the ratio's
logarithm lies further from 0 than chance takes it in 5 % of reports, all groups and rates of the report
together (Bonferroni). Half an error is added to each side, so that no error makes no infinite ratio.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.differential.counts import Tally, Trials

REPLICATES: Final = 1000
SEED: Final = 19795
LEVEL: Final = 0.05
RATES: Final = ("FMR", "FNMR", "FPIR", "FNIR")

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GroupRate:
    """One rate of one group. interval: 95 %. ratio: to all other groups; shown: a difference is.

    rate and interval are None where the group has no such trial, ratio too where the others have none.
    """

    rate: str
    group: str
    subjects: int
    errors: int
    trials: int
    value: float | None
    interval: tuple[float, float] | None
    ratio: float | None
    shown: bool


def rates_by_group(counted: Tally) -> tuple[GroupRate, ...]:
    """Every rate that was measured, for every group in sorted order."""
    measured = [
        (name, trials)
        for name, trials in zip(RATES, (counted.fmr, counted.fnmr, counted.fpir, counted.fnir), strict=True)
        if trials is not None
    ]
    names = sorted(set(counted.group.tolist()))
    z = NormalDist().inv_cdf(1 - LEVEL / (2 * len(measured) * len(names)))
    return tuple(
        rate for name, trials in measured for rate in _of_groups(name, trials, counted.group, names, z)
    )


def _of_groups(
    name: str, trials: Trials, group: NDArray[np.str_], names: list[str], z: float
) -> list[GroupRate]:
    members = {each: np.flatnonzero(group == each) for each in names}
    drawn = {each: _drawn(trials, own) for each, own in members.items()}
    found = []
    for each, own in members.items():
        errors, tried = _sums(trials, own)
        others = [one for one in names if one != each]
        rest = np.array([_sums(trials, members[one]) for one in others]).sum(axis=0)
        ratio = shown = None
        if tried and rest[1]:
            log = math.log(_half_more(errors, tried) / _half_more(*rest.tolist()))
            sides = ((drawn[each], errors), (sum(drawn[one] for one in others), rest[0]))
            spread = math.sqrt(sum(_log_variance(np.asarray(side), seen) for side, seen in sides))
            ratio, shown = math.exp(log), abs(log) > z * spread
        found.append(
            GroupRate(
                rate=name,
                group=each,
                subjects=len(own),
                errors=round(errors),
                trials=round(tried),
                value=errors / tried if tried else None,
                interval=_interval(drawn[each], errors, tried, len(own)) if tried else None,
                ratio=ratio,
                shown=bool(shown),
            )
        )
    return found


def _sums(trials: Trials, own: NDArray[np.intp]) -> tuple[float, float]:
    if trials.errors.ndim == 1:
        return float(trials.errors[own].sum()), float(trials.trials[own].sum())
    return float(trials.errors[np.ix_(own, own)].sum()), float(trials.trials[np.ix_(own, own)].sum())


def _drawn(trials: Trials, own: NDArray[np.intp]) -> Doubles:
    """(REPLICATES, 2): errors and trials where as many of the subjects are drawn with replacement."""
    weight = np.random.default_rng(SEED).multinomial(len(own), np.full(len(own), 1 / len(own)), REPLICATES)
    weight = weight.astype(np.float64)
    if trials.errors.ndim == 1:
        return np.stack([weight @ side[own] for side in (trials.errors, trials.trials)], axis=1)
    sides = (side[np.ix_(own, own)] for side in (trials.errors, trials.trials))
    return np.stack([((weight @ side) * weight).sum(axis=1) for side in sides], axis=1)


def _half_more(errors: float, trials: float) -> float:
    return (errors + 0.5) / (trials + 1)


def _log_variance(drawn: Doubles, errors: float) -> float:
    """Of the rate's logarithm; never less than that of as many independent errors."""
    kept = drawn[drawn[:, 1] > 0]
    spread = float(np.var(np.log((kept[:, 0] + 0.5) / (kept[:, 1] + 1)))) if len(kept) else math.inf
    return max(spread, 1 / (errors + 0.5))


def _interval(drawn: Doubles, errors: float, trials: float, subjects: int) -> tuple[float, float]:
    if 0 < errors < trials:
        kept = drawn[drawn[:, 1] > 0]
        low, high = np.percentile(kept[:, 0] / kept[:, 1], (2.5, 97.5))
        return float(low), float(high)
    return _wilson(errors / trials, min(subjects, trials))


def _wilson(share: float, count: float) -> tuple[float, float]:
    z = NormalDist().inv_cdf(0.975)
    middle = share + z**2 / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + (z / (2 * count)) ** 2)
    whole = 1 + z**2 / count
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)
