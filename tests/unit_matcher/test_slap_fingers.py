"""A slap as samples: each finger upright by itself; faults become one error that names them all."""

import math
from itertools import pairwise

import numpy as np
import pytest

from device_drivers.fingerprint.synthetic.slap import Group, Laying
from matcher import images, slap_fingers
from matcher.domain import FingerPosition, Modality, Sample, SlapKind
from matcher.extraction import Extractors
from matcher.fingerprint.errors import BlankPrint
from matcher.fingerprint.slaps.errors import SlapProblem, TooFewFingers, WrongHand
from tests.support.slaps import synthetic_slap


def sample(data: bytes, kind: SlapKind, *absent: int) -> Sample:
    return Sample(Modality.FINGER, data, slap=kind, absent=frozenset(map(FingerPosition, absent)))


def test_each_finger_is_an_image_of_its_own_at_the_slaps_resolution() -> None:
    shown = synthetic_slap(Group.LEFT_FOUR, 0, Laying(turn=15.0, phalanges=True))
    given = sample(shown.png(), SlapKind.LEFT_FOUR)
    made = list(slap_fingers.fingers_of(shown.image, 500.0, SlapKind.LEFT_FOUR, given))
    assert [finger.position for finger, _ in made] == [10, 9, 8, 7]
    for finger, pixels in made:
        assert (finger.slap, finger.dpi) == (None, 500.0)
        kept = images.decode(finger.data)
        assert kept.dpi == pytest.approx(500, abs=0.1)
        assert np.array_equal(images.grey(kept), pixels)
    corners = [true.centre for true in shown.fingers]
    nearest = min(math.dist(*pair) for pair in pairwise(corners))
    assert all(pixels.shape[1] < 1.4 * nearest for _, pixels in made), "its neighbours are not on it"


def test_all_faults_are_one_error() -> None:
    shown = synthetic_slap(Group.LEFT_FOUR, 3, Laying(missing=frozenset({8})))
    with pytest.raises(WrongHand) as refused:
        list(Extractors().extract(sample(shown.png(), SlapKind.RIGHT_FOUR)))
    assert {(r.code, r.parameters.get("position")) for r in refused.value.remarks} == {
        ("finger-missing", 8),
        ("too-few-fingers", None),
    }


def test_every_finger_is_missing_from_an_empty_glass() -> None:
    empty = images.encode_png(np.full((900, 1500), 230, np.uint8), dpi=500)
    with pytest.raises(TooFewFingers) as refused:
        list(Extractors().extract(sample(empty, SlapKind.THUMBS)))
    assert sorted(int(r.parameters["position"]) for r in refused.value.remarks) == [1, 6]


def test_a_hand_declared_absent_as_a_whole_leaves_nothing_to_look_for() -> None:
    shown = synthetic_slap(Group.THUMBS, 0)
    with pytest.raises(SlapProblem):
        list(Extractors().extract(sample(shown.png(), SlapKind.THUMBS, 1, 6)))


def test_a_finger_that_cannot_be_read_is_named() -> None:
    """Three fingers as they are, the fourth painted over with grey stripes that are no ridges."""
    shown = synthetic_slap(Group.RIGHT_FOUR, 0)
    image = shown.image.copy()
    x, y = shown.fingers[1].centre
    noise = np.random.default_rng(1).integers(0, 2, (image.shape[0] // 4 + 1, image.shape[1] // 4 + 1))
    blotches = np.kron(noise, np.ones((4, 4)))[: image.shape[0], : image.shape[1]] * 200
    rows, columns = np.ogrid[: image.shape[0], : image.shape[1]]
    w, h = shown.fingers[1].size
    inside = ((columns - x) / (w / 2)) ** 2 + ((rows - y) / (h / 2)) ** 2 < 1
    image[inside] = blotches[inside].astype(np.uint8)
    with pytest.raises(BlankPrint) as refused:
        list(Extractors().extract(sample(images.encode_png(image, dpi=500), SlapKind.RIGHT_FOUR)))
    remark = refused.value.remarks[0]
    assert (remark.code, remark.parameters) == ("about-finger", {"position": shown.fingers[1].position})
