"""A site's own data shift the shipped calibration: its cameras are not those it was fitted on.

Only the offset is refitted. Strangers score higher on one camera than on another (on mugshots false match
rates were 8 to 25 times off), so the offset is moved until the site's strangers reach a ratio as often as the
shipped calibration says strangers do. The slope, and how rare the rarest are, stay as shipped: they need more
comparisons than a site has. Mated comparisons are not fitted to; they tell what the shift costs.

The shift is the median over RATES of the distance between the quantiles of both distributions; its interval
is a bootstrap over persons. What is told of the false match rate after it is cross-fitted: each half of the
persons is judged with the other half's shift.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.calibration import Calibration
from matcher.errors import DataError
from matcher.site_record import FARTHEST
from matcher.tail import NonMatedTail

LEAST_PERSONS: Final = 40
LEAST_NON_MATED: Final = 2000
RATES: Final = (0.1, 0.03, 0.01)
"""Shares of strangers at which the distributions are laid upon one another: the rarest has 20 comparisons at
LEAST_NON_MATED. Lower ones would follow single pairs of lookalikes."""
JUDGED_RATE: Final = 0.01  # FMR whose threshold is judged before and after
REPLICATES: Final = 200
SEED: Final = 19795

Doubles = NDArray[np.float64]
Places = NDArray[np.intp]


class SiteDataRefused(DataError):
    """The labelled samples cannot tell how the site's strangers score."""

    code = "site-data-refused"
    advice = (
        "Add samples of more people, each under the right name, from the device that is to be calibrated."
    )


@dataclass(frozen=True, slots=True)
class Shift:
    """What is added to the shipped offset, in log10 likelihood ratio, and what it rests on.

    interval: 95 %. persons, samples: that gave templates. fmr_asked: of the shipped threshold `threshold`;
    fmr_before, fmr_after: measured there. fnmr_before, fnmr_after: None without mated comparisons.
    """

    offset: float
    interval: tuple[float, float]
    persons: int
    samples: int
    non_mated: int
    mated: int
    threshold: float
    fmr_asked: float
    fmr_before: float
    fmr_after: float
    fnmr_before: float | None
    fnmr_after: float | None


def refit(shipped: Calibration, scores: NDArray[np.float32], persons: Sequence[str]) -> Shift:
    """scores: (n, n) raw, symmetric, -inf where there is no template; persons: (n,) whose each sample is.

    Raises SiteDataRefused: too few persons or comparisons, mates that do not score higher than strangers, or
    strangers so far off that no record would keep the offset.
    """
    tail = shipped.non_mated
    if tail is None:
        raise SiteDataRefused("The shipped calibration does not know how strangers score.")
    used = np.flatnonzero((scores > -np.inf).any(axis=1))
    llrs = shipped.llrs(scores[np.ix_(used, used)])
    owner = np.unique(np.array(persons)[used], return_inverse=True)[1] if len(used) else used
    count = int(owner.max()) + 1 if len(used) else 0
    first, second = np.triu_indices(len(used), 1)
    same = owner[first] == owner[second]
    mated, others = llrs[first, second][same], llrs[first, second][~same]
    _require(count, len(others), mated, others)
    pairs = np.stack([owner[first], owner[second]], axis=1)[~same]
    offset = _shift(tail, others)
    _require_near(offset)
    at = _ratio_at(tail, JUDGED_RATE)
    return Shift(
        offset=round(offset, 4),
        interval=_interval(tail, others, pairs, count),
        persons=count,
        samples=len(used),
        non_mated=len(others),
        mated=len(mated),
        threshold=round(at, 2),
        fmr_asked=JUDGED_RATE,
        fmr_before=float(np.mean(others >= at)),
        fmr_after=_cross_fitted(tail, others, pairs, at),
        fnmr_before=float(np.mean(mated < at)) if len(mated) else None,
        fnmr_after=float(np.mean(mated + offset < at)) if len(mated) else None,
    )


def _require(persons: int, non_mated: int, mated: Doubles, others: Doubles) -> None:
    if persons < LEAST_PERSONS or non_mated < LEAST_NON_MATED:
        raise SiteDataRefused(
            f"{persons} persons with {non_mated} comparisons between them are too few: {LEAST_PERSONS} and "
            f"{LEAST_NON_MATED} are the least.",
            persons=persons,
            comparisons=non_mated,
        )
    if len(mated) and np.median(mated) <= np.quantile(others, 0.9):
        raise SiteDataRefused("Samples of one person are no more alike than those of strangers.")


def _require_near(offset: float) -> None:
    if not abs(offset) <= FARTHEST:
        raise SiteDataRefused(
            f"The site's strangers would move the offset by {offset:+.1f} orders of magnitude; {FARTHEST:g} "
            "are the most: these are not samples of the modality that is calibrated."
        )


def _shift(tail: NonMatedTail, others: Doubles) -> float:
    return float(np.median([_ratio_at(tail, rate) - float(np.quantile(others, 1 - rate)) for rate in RATES]))


def _ratio_at(tail: NonMatedTail, rate: float) -> float:
    """The log10 likelihood ratio that shipped strangers reach this often, between the measured quantiles."""
    return float(np.interp(-math.log10(rate), [-each for each in tail.log10], tail.llr))


def _interval(tail: NonMatedTail, others: Doubles, pairs: Places, count: int) -> tuple[float, float]:
    """Persons drawn with replacement; two copies of one are not compared with one another."""
    order = np.argsort(others)
    ordered, first, second = others[order], pairs[order, 0], pairs[order, 1]
    wanted = np.array([_ratio_at(tail, rate) for rate in RATES])
    rng, found = np.random.default_rng(SEED), []
    for _ in range(REPLICATES):
        drawn = np.bincount(rng.integers(0, count, count), minlength=count)
        weight = np.cumsum(drawn[first] * drawn[second])
        places = np.searchsorted(weight, (1 - np.array(RATES)) * weight[-1])
        found.append(float(np.median(wanted - ordered[np.minimum(places, len(ordered) - 1)])))
    low, high = np.percentile(found, (2.5, 97.5))
    return round(float(low), 4), round(float(high), 4)


def _cross_fitted(tail: NonMatedTail, others: Doubles, pairs: Places, at: float) -> float:
    """FMR within each half of the persons, after the shift that the other half asks for."""
    half = pairs % 2
    sides = [others[(half == side).all(axis=1)] for side in (0, 1)]
    reached = [np.count_nonzero(side + _shift(tail, other) >= at) for side, other in (sides, sides[::-1])]
    return float(sum(reached) / sum(map(len, sides)))
