"""Slaps taken apart: the right fingers in the right places, and faults said so that they can be mended."""

import math

import cv2
import numpy as np
import pytest

from device_drivers.fingerprint.synthetic import HARD
from device_drivers.fingerprint.synthetic.slap import Group as Laid
from device_drivers.fingerprint.synthetic.slap import Laying, SyntheticSlap
from matcher.domain import FingerPosition
from matcher.fingerprint.errors import PrintTooLarge, ResolutionOutOfRange
from matcher.fingerprint.slaps.segment import segment
from matcher.fingerprint.slaps.slap import Expected, Group, Hand, Slap
from tests.support.slaps import overlap, synthetic_slap

ASKED = {Laid.RIGHT_FOUR: Group.RIGHT_HAND, Laid.LEFT_FOUR: Group.LEFT_HAND, Laid.THUMBS: Group.THUMBS}
HANDS = {Laid.RIGHT_FOUR: Hand.RIGHT, Laid.LEFT_FOUR: Hand.LEFT}


def codes(found: Slap) -> list[str]:
    return [problem.code for problem in found.problems]


def positions(found: Slap) -> list[int]:
    return [int(box.position) for box in found.fingers]


def agrees(shown: SyntheticSlap, found: Slap) -> list[float]:
    assert positions(found) == [one.position for one in shown.fingers]
    return [overlap(true, box) for true, box in zip(shown.fingers, found.fingers, strict=True)]


@pytest.mark.parametrize(
    ("laid", "laying"),
    [
        (Laid.RIGHT_FOUR, Laying()),
        (Laid.RIGHT_FOUR, Laying(turn=-45.0, spread=0.9)),
        (Laid.RIGHT_FOUR, Laying(turn=40.0, phalanges=True, dirt=6.0)),
        (Laid.LEFT_FOUR, Laying(turn=15.0, phalanges=True)),
        (Laid.LEFT_FOUR, Laying(turn=45.0, spread=0.9)),
        (Laid.LEFT_FOUR, Laying(turn=-30.0, phalanges=True, dirt=6.0)),
        (Laid.THUMBS, Laying(turn=20.0)),
        (Laid.THUMBS, Laying(turn=-15.0, phalanges=True, dirt=6.0)),
    ],
)
def test_every_finger_is_found_where_it_is(laid: Laid, laying: Laying) -> None:
    shown = synthetic_slap(laid, 0, laying)
    found = segment(shown.image, shown.dpi, Expected(ASKED[laid]))
    assert codes(found) == []
    assert found.missing == ()
    assert found.hand is HANDS.get(laid)
    assert min(agrees(shown, found)) > 0.7
    assert math.degrees(found.turn) == pytest.approx(laying.turn, abs=12)
    leans = [box.angle - true.angle for true, box in zip(shown.fingers, found.fingers, strict=True)]
    assert max(map(abs, leans)) < math.radians(12)


@pytest.mark.parametrize("dpi", [250, 300, 1000])
def test_other_resolutions_show_the_same_fingers(dpi: int) -> None:
    shown = synthetic_slap(Laid.RIGHT_FOUR, 1, Laying(turn=20.0, phalanges=True))
    scale = dpi / shown.dpi
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    image = np.asarray(cv2.resize(shown.image, None, fx=scale, fy=scale, interpolation=method), np.uint8)
    at_500 = segment(shown.image, 500, Expected(Group.RIGHT_HAND))
    found = segment(image, dpi, Expected(Group.RIGHT_HAND))
    assert positions(found) == positions(at_500) == [2, 3, 4, 5]
    for box, same in zip(found.fingers, at_500.fingers, strict=True):
        assert np.array(box.centre) / scale == pytest.approx(same.centre, abs=15)
        assert np.array(box.size) / scale == pytest.approx(same.size, rel=0.12)


@pytest.mark.parametrize("laid", [Laid.RIGHT_FOUR, Laid.LEFT_FOUR])
@pytest.mark.parametrize("turn", [-40.0, 0.0, 40.0])
def test_the_hand_is_told_where_it_is_not_stated(laid: Laid, turn: float) -> None:
    shown = synthetic_slap(laid, 2, Laying(turn=turn))
    found = segment(shown.image, shown.dpi, Expected(Group.EITHER_HAND))
    assert found.hand is HANDS[laid]
    assert codes(found) == []
    assert min(agrees(shown, found)) > 0.7


@pytest.mark.parametrize("turn", [-40.0, 0.0, 40.0])
def test_the_wrong_hand_is_reported_and_named_for_what_it_is(turn: float) -> None:
    shown = synthetic_slap(Laid.LEFT_FOUR, 2, Laying(turn=turn))
    found = segment(shown.image, shown.dpi, Expected(Group.RIGHT_HAND))
    assert codes(found) == ["wrong-hand"]
    assert found.hand is Hand.LEFT
    assert positions(found) == [10, 9, 8, 7]


@pytest.mark.parametrize(("laid", "lost"), [(Laid.RIGHT_FOUR, 3), (Laid.LEFT_FOUR, 8), (Laid.RIGHT_FOUR, 4)])
def test_a_missing_finger_is_named(laid: Laid, lost: int) -> None:
    shown = synthetic_slap(laid, 3, Laying(missing=frozenset({lost})))
    found = segment(shown.image, shown.dpi, Expected(ASKED[laid]))
    assert found.missing == (lost,)
    assert codes(found) == ["too-few-fingers"]
    assert found.problems[0].parameters == {"found": 3, "expected": 4}
    assert min(agrees(shown, found)) > 0.7


def test_a_finger_known_to_be_absent_is_not_missed() -> None:
    shown = synthetic_slap(Laid.RIGHT_FOUR, 3, Laying(missing=frozenset({2})))
    absent = frozenset({FingerPosition.RIGHT_INDEX})
    found = segment(shown.image, shown.dpi, Expected(Group.RIGHT_HAND, absent))
    assert codes(found) == []
    assert found.missing == ()
    assert positions(found) == [3, 4, 5]


def test_one_thumb_alone_is_not_guessed() -> None:
    shown = synthetic_slap(Laid.THUMBS, 1, Laying(missing=frozenset({6})))
    found = segment(shown.image, shown.dpi, Expected(Group.THUMBS))
    assert positions(found) == [FingerPosition.UNKNOWN]
    assert codes(found) == ["too-few-fingers", "fingers-unclear"]
    known = segment(shown.image, shown.dpi, Expected(Group.THUMBS, frozenset({FingerPosition.LEFT_THUMB})))
    assert positions(known) == [FingerPosition.RIGHT_THUMB]
    assert codes(known) == []


def test_one_finger_of_either_hand_is_not_guessed() -> None:
    shown = synthetic_slap(Laid.LEFT_FOUR, 3, Laying(missing=frozenset({7, 9, 10})))
    found = segment(shown.image, shown.dpi, Expected(Group.EITHER_HAND))
    assert found.hand is None
    assert positions(found) == [FingerPosition.UNKNOWN]
    assert codes(found) == ["too-few-fingers", "fingers-unclear"]


@pytest.mark.parametrize("number", range(4))
def test_second_phalanges_are_cut_off_at_the_crease(number: int) -> None:
    shown = synthetic_slap(Laid.RIGHT_FOUR, number, Laying(phalanges=True))
    found = segment(shown.image, shown.dpi, Expected(Group.RIGHT_HAND))
    for true, box in zip(shown.fingers, found.fingers, strict=True):
        assert box.size[1] == pytest.approx(true.size[1], rel=0.2)


def test_hard_prints_are_found_too() -> None:
    shown = synthetic_slap(Laid.LEFT_FOUR, 5, Laying(turn=-20.0), HARD)
    found = segment(shown.image, shown.dpi, Expected(Group.LEFT_HAND))
    assert min(agrees(shown, found)) > 0.6


def test_a_crop_is_the_fingertip_upright() -> None:
    """Turned by 40 degrees and cropped, a finger looks as the unturned one does."""
    crops = []
    for turn in (0.0, 40.0):
        shown = synthetic_slap(Laid.RIGHT_FOUR, 4, Laying(turn=turn, spread=0.95))
        found = segment(shown.image, shown.dpi, Expected(Group.RIGHT_HAND))
        crops.append([box.crop(shown.image, margin=20) for box in found.fingers])
    for upright, turned in zip(*crops, strict=True):
        inner = turned[60:-60, 60:-60]
        wide = np.pad(upright, 60, constant_values=255)
        tries = [
            cv2.matchTemplate(
                cv2.warpAffine(wide, _about(wide, degrees), wide.shape[::-1]), inner, cv2.TM_CCOEFF_NORMED
            )
            for degrees in range(-10, 11, 2)
        ]
        assert max(float(one.max()) for one in tries) > 0.6


def _about(image: np.ndarray, degrees: float) -> np.ndarray:
    return np.asarray(cv2.getRotationMatrix2D((image.shape[1] / 2, image.shape[0] / 2), degrees, 1.0))


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_an_empty_glass_holds_no_fingers(grey: int) -> None:
    found = segment(np.full((1500, 1600), grey, np.uint8), 500, Expected(Group.RIGHT_HAND))
    assert found.fingers == ()
    assert codes(found) == ["too-few-fingers"]
    assert [int(position) for position in found.missing] == [2, 3, 4, 5]


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 1), (7, 5), (300, 40)])
@pytest.mark.parametrize("group", Group)
def test_no_image_breaks_it(shape: tuple[int, int], group: Group) -> None:
    rng = np.random.default_rng(3)
    for image in (
        rng.integers(0, 256, shape, np.uint8),
        (np.indices(shape).sum(axis=0) % 2 * 255).astype(np.uint8),
        np.where(rng.random(shape) < 0.02, 0, 255).astype(np.uint8),
    ):
        found = segment(image, 250, Expected(group))
        assert len(found.fingers) <= 4


def test_everything_absent_leaves_nothing_to_find() -> None:
    shown = synthetic_slap(Laid.RIGHT_FOUR, 0, Laying())
    everything = frozenset(FingerPosition)
    found = segment(shown.image, shown.dpi, Expected(Group.RIGHT_HAND, everything))
    assert found.fingers == ()


def test_what_is_no_slap_image_is_refused() -> None:
    expected = Expected(Group.RIGHT_HAND)
    with pytest.raises(ResolutionOutOfRange):
        segment(np.zeros((100, 100), np.uint8), 249, expected)
    with pytest.raises(ResolutionOutOfRange):
        segment(np.zeros((100, 100), np.uint8), math.nan, expected)
    with pytest.raises(PrintTooLarge):
        segment(np.zeros((100, 2200), np.uint8), 250, expected)
    with pytest.raises(ValueError, match="grey image"):
        segment(np.zeros((100, 100, 3), np.uint8), 500, expected)
    with pytest.raises(ValueError, match="grey image"):
        segment(np.zeros((0, 100), np.uint8), 500, expected)
