"""Synthetic slaps: the truth beside the image is true, and hands lie on the glass as hands do."""

import io
import math
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pytest
from PIL import Image

from device_drivers.fingerprint.synthetic import EASY, NORMAL, Person, person
from device_drivers.fingerprint.synthetic.slap import Group, LaidFinger, Laying, SyntheticSlap, slap

INKED = 60  # grey levels below the paper


@cache
def owner() -> Person:
    return person(611)


@cache
def laid(group: Group, number: int, laying: Laying | None = None) -> SyntheticSlap:
    return slap(owner(), group, number, EASY, laying)


def ink(shown: SyntheticSlap) -> np.ndarray:
    return shown.image.astype(int) < int(np.quantile(shown.image, 0.9)) - INKED


def within(shown: SyntheticSlap, margin: float = 0.0) -> np.ndarray:
    """Which pixels lie in the true boxes, grown by a margin."""
    mask = np.zeros(shown.image.shape, np.uint8)
    for one in shown.fingers:
        size = (one.size[0] + 2 * margin, one.size[1] + 2 * margin)
        corners = cv2.boxPoints((one.centre, size, -math.degrees(one.angle)))
        cv2.fillConvexPoly(mask, np.rint(corners).astype(np.int32), 1)
    return mask > 0


def below(first: LaidFinger, second: LaidFinger) -> float:
    return second.centre[1] - first.centre[1]


def test_the_same_arguments_give_the_same_bytes_and_others_do_not() -> None:
    again = slap(person(611), Group.RIGHT_FOUR, 0, EASY)
    assert again.png() == laid(Group.RIGHT_FOUR, 0).png()
    assert laid(Group.RIGHT_FOUR, 1).png() != laid(Group.RIGHT_FOUR, 0).png()


def test_the_file_tells_its_resolution() -> None:
    with Image.open(io.BytesIO(laid(Group.RIGHT_FOUR, 0).png())) as image:
        assert image.size == (1600, 1500)
        assert round(image.info["dpi"][0]) == 500


@pytest.mark.parametrize(
    ("group", "positions"),
    [(Group.RIGHT_FOUR, [2, 3, 4, 5]), (Group.LEFT_FOUR, [10, 9, 8, 7]), (Group.THUMBS, [6, 1])],
)
def test_fingers_lie_from_left_to_right(group: Group, positions: list[int]) -> None:
    fingers = laid(group, 0).fingers
    assert [one.position for one in fingers] == positions
    assert all(a.centre[0] + a.size[0] / 2 < b.centre[0] for a, b in pairwise(fingers))


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("group", [Group.RIGHT_FOUR, Group.LEFT_FOUR])
def test_a_hand_has_the_arc_of_a_hand(group: Group, number: int) -> None:
    index, middle, ring, little = sorted(laid(group, number).fingers, key=lambda one: one.position)
    assert below(middle, index) > 0
    assert below(ring, little) > 150
    assert little.size[0] < middle.size[0]
    outwards = 1 if group is Group.LEFT_FOUR else -1
    assert (little.angle - index.angle) * outwards > 0


@pytest.mark.parametrize("turn", [0.0, 30.0, -45.0])
def test_the_true_boxes_hold_all_the_ink_and_no_more_room_than_that(turn: float) -> None:
    shown = laid(Group.RIGHT_FOUR, 0, Laying(turn=turn, spread=0.95))
    inked = ink(shown)
    assert not (inked & ~within(shown, margin=6)).any()
    outside_smaller = inked & ~within(shown, margin=-12)
    assert np.count_nonzero(outside_smaller) > 0.01 * np.count_nonzero(inked)


def test_a_turned_hand_is_the_same_hand() -> None:
    upright, turned = laid(Group.LEFT_FOUR, 1), laid(Group.LEFT_FOUR, 1, Laying(turn=30.0))
    middle = np.array([800.0, 750.0])
    cos, sin = math.cos(math.radians(30)), math.sin(math.radians(30))
    back = np.array([[cos, sin], [-sin, cos]])  # counter-clockwise as seen, y down
    for before, after in zip(upright.fingers, turned.fingers, strict=True):
        assert after.angle - before.angle == pytest.approx(math.radians(30))
        assert after.size == before.size
        assert back @ (np.array(before.centre) - middle) + middle == pytest.approx(after.centre, abs=0.01)


def test_a_missing_finger_is_missing_and_the_others_stay() -> None:
    whole = laid(Group.RIGHT_FOUR, 2)
    lacking = laid(Group.RIGHT_FOUR, 2, Laying(missing=frozenset({3})))
    assert lacking.fingers == tuple(one for one in whole.fingers if one.position != 3)
    assert not (ink(lacking) & ~within(lacking, margin=6)).any()


def test_second_phalanges_lie_below_the_boxes() -> None:
    shown = laid(Group.RIGHT_FOUR, 3, Laying(phalanges=True))
    outside = ink(shown) & ~within(shown, margin=6)
    assert np.count_nonzero(outside) > 0.3 * np.count_nonzero(ink(shown))
    for one in shown.fingers:
        x, y = one.centre
        down = one.size[1] / 2 + 150
        column, row = round(x + down * math.sin(one.angle)), round(y + down * math.cos(one.angle))
        assert outside[row - 20 : row + 20, column - 20 : column + 20].any()


def test_dirt_lies_anywhere() -> None:
    clean, dirty = laid(Group.THUMBS, 0), laid(Group.THUMBS, 0, Laying(dirt=12.0))
    assert clean.fingers == dirty.fingers
    assert np.count_nonzero(ink(dirty) & ~within(dirty, margin=6)) > 300


def test_what_cannot_be_laid_is_refused() -> None:
    with pytest.raises(ValueError, match="only a finger of the group"):
        slap(owner(), Group.THUMBS, 0, NORMAL, Laying(missing=frozenset({3})))
    with pytest.raises(ValueError, match="numbered from 0"):
        slap(owner(), Group.THUMBS, -1, NORMAL)
