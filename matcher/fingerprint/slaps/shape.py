"""The hands that a slap may show: where their fingertips end, how wide they are, how they lean."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import FingerPosition
from matcher.fingerprint.slaps import parameters as p
from matcher.fingerprint.slaps.slap import Hand

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class HandModel:
    """Fingertips of an upright hand from left to right.

    places: (n, 2) mm, x right, y to the fingertips; leans: (n,) radians; widths: (n,) logarithms.
    """

    hand: Hand | None
    positions: tuple[FingerPosition, ...]
    places: Floats
    leans: Floats
    widths: Floats
    along_spread: float
    scale_spread: float

    def without(self, absent: frozenset[FingerPosition]) -> "HandModel":
        """The same hand where these fingers cannot be."""
        kept = [index for index, position in enumerate(self.positions) if position not in absent]
        return HandModel(
            hand=self.hand,
            positions=tuple(self.positions[index] for index in kept),
            places=self.places[kept],
            leans=self.leans[kept],
            widths=self.widths[kept],
            along_spread=self.along_spread,
            scale_spread=self.scale_spread,
        )


def four_fingers(hand: Hand) -> HandModel:
    """The four fingers of a hand as an image shows them: a right hand's index is on the left."""
    shape = np.array(p.FINGERS)
    widths = np.log(p.FINGER_WIDTHS)
    order = slice(None)
    if hand is Hand.LEFT:
        shape, order = shape * (-1.0, 1.0, -1.0), slice(None, None, -1)
    return HandModel(
        hand=hand,
        positions=hand.fingers[order],
        places=shape[order, :2],
        leans=np.radians(shape[order, 2]),
        widths=widths[order],
        along_spread=p.ALONG_SPREAD,
        scale_spread=p.SCALE_SPREAD,
    )


def two_thumbs() -> HandModel:
    """Left and right thumb side by side."""
    shape = np.array(p.THUMBS)
    return HandModel(
        hand=None,
        positions=(FingerPosition.LEFT_THUMB, FingerPosition.RIGHT_THUMB),
        places=shape[:, :2],
        leans=np.radians(shape[:, 2]),
        widths=np.zeros(2),
        along_spread=p.THUMB_ALONG_SPREAD,
        scale_spread=p.THUMB_SCALE_SPREAD,
    )
