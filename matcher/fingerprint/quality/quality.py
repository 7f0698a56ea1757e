"""What a print is worth to the matcher, 0 to 100, and what to mend."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """What keeps a print from being better; the words for an operator lie under `quality.CODE`."""

    DRY = "dry"
    WET = "wet"
    SMUDGED = "smudged"
    SMALL_AREA = "small-area"
    OFF_CENTRE = "off-centre"
    LOW_RIDGE_CLARITY = "low-ridge-clarity"
    TOO_FEW_MINUTIAE = "too-few-minutiae"


@dataclass(frozen=True, slots=True)
class Quality:
    """value: 0 to 100, higher where this matcher finds the finger again more easily.

    reasons: none on a good print. components: what was measured, by name, in the units of `Measures`; with
    minutiae at hand also `minutiae` (the sure ones) and `confidence` (their mean, 0 to 1).
    """

    value: int
    reasons: tuple[Reason, ...]
    components: Mapping[str, float]
