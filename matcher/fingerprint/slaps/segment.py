"""A slap taken apart into fingers: where skin touches -> which finger -> its box."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matcher.domain import FingerPosition
from matcher.fingerprint.errors import PrintTooLarge, ResolutionOutOfRange
from matcher.fingerprint.parameters import HIGHEST_DPI, LOWEST_DPI
from matcher.fingerprint.slaps.contact import find_contact
from matcher.fingerprint.slaps.errors import FingersUnclear, SlapProblem, TooFewFingers, WrongHand
from matcher.fingerprint.slaps.hand import Reading, readings
from matcher.fingerprint.slaps.parameters import CLEAR_MARGIN, LARGEST_PLATEN, WRONG_HAND_MARGIN
from matcher.fingerprint.slaps.parts import parts_of
from matcher.fingerprint.slaps.shape import HandModel, four_fingers, two_thumbs
from matcher.fingerprint.slaps.slap import Expected, Group, Hand, Slap
from matcher.fingerprint.slaps.tip import box_of, direction

Pixels = NDArray[np.uint8]


def segment(grey: Pixels, dpi: float, expected: Expected) -> Slap:
    """Find the fingertips on a four-finger slap or a two-thumb image, ridges dark.

    grey: uint8 (H, W); dpi: pixels an inch. A bad capture raises nothing: `Slap.problems` says what is wrong.
    Raises ResolutionOutOfRange, PrintTooLarge, and ValueError where the array is no grey image.
    """
    _require_slap(grey, dpi)
    contact = find_contact(grey, dpi)
    found = readings(parts_of(contact), _possible(expected))
    reading = _chosen(found, expected.group)
    if reading is None:
        missing = _asked(expected)
        return Slap(None, (), missing, 0.0, (_too_few(0, len(missing)),))
    clear = _is_clear(reading, found, expected.group)
    boxes = tuple(
        box_of(
            contact,
            column,
            reading.model.positions[finger] if clear else FingerPosition.UNKNOWN,
            direction(column, reading.turn + float(reading.model.leans[finger])),
            dpi,
        )
        for column, finger in zip(reading.columns, reading.fingers, strict=True)
    )
    return Slap(
        hand=reading.model.hand if _hand_is_clear(reading, found, expected.group) else None,
        fingers=boxes,
        missing=_missing(reading) if clear else (),
        turn=reading.turn,
        problems=tuple(_problems(reading, expected.group, clear)),
    )


def _require_slap(grey: Pixels, dpi: float) -> None:
    if grey.dtype != np.uint8 or grey.ndim != 2 or grey.size == 0:
        raise ValueError("a grey image is uint8 (H, W)")
    if not LOWEST_DPI <= dpi <= HIGHEST_DPI:
        raise ResolutionOutOfRange(
            f"The stated resolution of {dpi:g} dpi is not between {LOWEST_DPI:g} and {HIGHEST_DPI:g}.",
            dpi=dpi,
        )
    width, height = (side * 25.4 / dpi for side in grey.shape[::-1])
    if max(width, height) > LARGEST_PLATEN:
        raise PrintTooLarge(f"The image shows {width:.0f} x {height:.0f} mm.", width=width, height=height)


def _possible(expected: Expected) -> list[HandModel]:
    """Both hands even where one is stated: the other may have been laid down."""
    if expected.group is Group.THUMBS:
        return [two_thumbs().without(expected.absent)]
    return [four_fingers(hand).without(expected.absent) for hand in Hand]


def _asked(expected: Expected) -> tuple[FingerPosition, ...]:
    """The fingers that should be there; unnamed where either hand will do."""
    if expected.group is Group.EITHER_HAND:
        return ()
    models = [model for model in _possible(expected) if _is_asked(model.hand, expected.group)]
    return models[0].positions


def _is_asked(hand: Hand | None, group: Group) -> bool:
    return hand is None or hand in group.hands


def _chosen(found: list[Reading], group: Group) -> Reading | None:
    """The likeliest reading; the hand that was not asked for must be clearly likelier."""
    asked = [reading for reading in found if _is_asked(reading.model.hand, group)]
    others = [reading for reading in found if not _is_asked(reading.model.hand, group)]
    if others and (not asked or others[0].cost + WRONG_HAND_MARGIN < asked[0].cost):
        return others[0]
    return asked[0] if asked else None


def _is_clear(reading: Reading, found: list[Reading], group: Group) -> bool:
    """Whether no other naming of these fingers is nearly as likely."""
    rivals = [
        other
        for other in found
        if other is not reading and (other.model.hand is reading.model.hand or group is Group.EITHER_HAND)
    ]
    return not rivals or rivals[0].cost - reading.cost >= CLEAR_MARGIN


def _hand_is_clear(reading: Reading, found: list[Reading], group: Group) -> bool:
    """Whether the hand is stated, or clearly likelier than the other."""
    others = [other for other in found if other.model.hand is not reading.model.hand]
    return group is not Group.EITHER_HAND or not others or others[0].cost - reading.cost >= CLEAR_MARGIN


def _missing(reading: Reading) -> tuple[FingerPosition, ...]:
    return tuple(position for position in reading.model.positions if position not in reading.positions)


def _problems(reading: Reading, group: Group, clear: bool) -> Iterator[SlapProblem]:
    if not _is_asked(reading.model.hand, group):
        yield WrongHand("This is the other hand than was asked for.")
    if _missing(reading):
        yield _too_few(len(reading.fingers), len(reading.model.positions))
    if not clear:
        yield FingersUnclear("The image does not tell which fingers these are.")


def _too_few(found: int, expected: int) -> TooFewFingers:
    return TooFewFingers(f"{found} of {expected} fingers are on the image.", found=found, expected=expected)
