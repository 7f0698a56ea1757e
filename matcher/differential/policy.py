"""Whether a threshold may be used: not where its errors fall on one group of people more than a limit allows.

A ratio beyond the limit that chance could have made is no ground to refuse, and none to accept either: the
verdict is then that too little is known.
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
    """reasons: a sentence for each rate that is beyond the limit, shown differences first."""

    outcome: Outcome
    limit: float
    reasons: tuple[str, ...]


def judge(rates: Iterable[GroupRate], limit: float = LIMIT) -> Verdict:
    """The verdict on the threshold that these rates were measured at. ValueError for a limit below 1."""
    if not limit >= 1:
        raise ValueError(f"a group's rate is compared with the others': the limit is 1 or more, not {limit}")
    beyond = sorted(
        (rate for rate in rates if rate.ratio is not None and rate.ratio > limit),
        key=lambda rate: (not rate.shown, -(rate.ratio or 0.0)),
    )
    if not beyond:
        outcome = Outcome.ACCEPTED
    elif beyond[0].shown:
        outcome = Outcome.REFUSED
    else:
        outcome = Outcome.UNDECIDED
    return Verdict(outcome, limit, tuple(_reason(rate, limit) for rate in beyond))


def _reason(rate: GroupRate, limit: float) -> str:
    told = f"{rate.rate} of {rate.group!r} is {rate.ratio:.1f} times that of all others (limit {limit:g})"
    if rate.shown:
        return f"{told}; chance makes no such difference."
    return f"{told}, but {rate.errors} errors of {rate.subjects} people are too few to tell it from chance."
