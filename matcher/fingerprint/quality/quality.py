"""What a print is worth to the matcher, 0 to 100, and what to mend."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from matcher.fingerprint.quality.parameters import POOR


class Reason(StrEnum):
    """What keeps a print from being better; the words for an operator lie under `quality.CODE`."""

    DRY = "dry"
    WET = "wet"
    SMUDGED = "smudged"
    SMALL_AREA = "small-area"
    OFF_CENTRE = "off-centre"
    LOW_RIDGE_CLARITY = "low-ridge-clarity"
    TOO_FEW_MINUTIAE = "too-few-minutiae"

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The components that say so, by name."""
        return _RESTS_ON[self]


_RESTS_ON: Final = MappingProxyType(
    {
        Reason.DRY: ("ink",),
        Reason.WET: ("ink",),
        Reason.SMUDGED: ("smear", "unevenness"),
        Reason.SMALL_AREA: ("area",),
        Reason.OFF_CENTRE: ("offset", "cut"),
        Reason.LOW_RIDGE_CLARITY: ("clarity", "confidence"),
        Reason.TOO_FEW_MINUTIAE: ("minutiae",),
    }
)


def is_poor(value: int) -> bool:
    """Whether a print of this quality is worth taking again."""
    return value < POOR


@dataclass(frozen=True, slots=True)
class Quality:
    """value: 0 to 100, higher where this matcher finds the finger again more easily.

    reasons: none on a good print. components: what was measured, by name, in the units of `Measures`; with
    minutiae at hand also `minutiae` (the sure ones) and `confidence` (their mean, 0 to 1).
    """

    value: int
    reasons: tuple[Reason, ...]
    components: Mapping[str, float]
