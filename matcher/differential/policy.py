"""Whether a threshold may be used: not where its errors fall on one group of people more than a limit allows.

A ratio beyond the limit that chance could have made is no ground to refuse, and none to accept either: the
verdict is then that too little is known. So it is where a group's rate, or the others', was not measured: an
error that nobody could make is not one that nobody makes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from matcher.differential.rates import GroupRate

LIMIT: Final = 2.0
"""Worst group's rate over that of all others from which a threshold is refused, unless another is set."""


class Outcome(StrEnum):
    """What a policy says to a threshold."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """reasons: a sentence for each rate that is beyond the limit, shown differences first, then for each that
    could not be judged."""

    outcome: Outcome
    limit: float
    reasons: tuple[str, ...]


def judge(rates: Iterable[GroupRate], limit: float = LIMIT, unmeasured: Iterable[str] = ()) -> Verdict:
    """The verdict on the threshold that these rates were measured at.

    unmeasured: rates that should have been and are not among them. ValueError for a limit below 1.
    """
    if not limit >= 1:
        raise ValueError(f"a group's rate is compared with the others': the limit is 1 or more, not {limit}")
    given = tuple(rates)
    beyond = sorted(
        (rate for rate in given if rate.ratio is not None and rate.ratio > limit),
        key=lambda rate: (not rate.shown, -(rate.ratio or 0.0)),
    )
    unjudged = _unjudged(given, unmeasured)
    if beyond and beyond[0].shown:
        outcome = Outcome.REFUSED
    elif beyond or unjudged:
        outcome = Outcome.UNDECIDED
    else:
        outcome = Outcome.ACCEPTED
    return Verdict(outcome, limit, (*(_reason(rate, limit) for rate in beyond), *unjudged))


def _unjudged(rates: Iterable[GroupRate], unmeasured: Iterable[str]) -> tuple[str, ...]:
    """A sentence for each rate of which nobody, or one group, or all others made no trial."""
    return (
        *(f"{name} was not measured: comparisons are missing." for name in unmeasured),
        *(
            f"{rate.rate} of {rate.group!r} cannot be held against that of all others: "
            f"{'they have' if rate.trials else 'it has'} no trial."
            for rate in rates
            if rate.ratio is None
        ),
    )


def _reason(rate: GroupRate, limit: float) -> str:
    told = f"{rate.rate} of {rate.group!r} is {rate.ratio:.1f} times that of all others (limit {limit:g})"
    if rate.shown:
        return f"{told}; chance makes no such difference."
    return f"{told}, but {rate.errors} errors of {rate.subjects} people are too few to tell it from chance."
