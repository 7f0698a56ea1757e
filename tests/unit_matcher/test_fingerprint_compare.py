"""Comparison: mates score high however they lie, strangers low, and the pairs are the right ones."""

import math

import numpy as np
import pytest

from matcher.fingerprint import template
from matcher.fingerprint.compare import compare, compare_many, pairs
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.searchable import SearchableFinger, pack, prepare
from tests.support.random_fingers import HEIGHT, WIDTH, another_impression, scattered


def _turned(of: Minutiae, turn: float) -> Minutiae:
    """All of the finger, turned about its middle on a plate that is large enough."""
    side = 600
    x, y = of.x - WIDTH / 2, of.y - HEIGHT / 2
    angle = ((of.angle + turn) % (2 * math.pi)).astype(np.float32)
    return Minutiae(
        x=(math.cos(turn) * x + math.sin(turn) * y + side / 2).astype(np.float32),
        y=(-math.sin(turn) * x + math.cos(turn) * y + side / 2).astype(np.float32),
        angle=np.where(angle >= np.float32(2 * math.pi), np.float32(0), angle),
        ending=of.ending,
        confidence=of.confidence,
        width=side,
        height=side,
    )


@pytest.fixture(scope="module")
def minutiae() -> Minutiae:
    return scattered(np.random.default_rng(21), 40)


@pytest.fixture(scope="module")
def finger(minutiae: Minutiae) -> SearchableFinger:
    return prepare(minutiae)


def test_a_finger_is_itself(finger: SearchableFinger) -> None:
    assert 0.95 < compare(finger, finger) <= 1.0


@pytest.mark.parametrize("turn", [0.0, 0.7, math.pi / 2, 2.5, math.pi, -2.0])
def test_a_finger_is_found_however_it_lies(minutiae: Minutiae, finger: SearchableFinger, turn: float) -> None:
    assert compare(prepare(_turned(minutiae, turn)), finger) > 0.9


def test_mates_score_above_all_strangers() -> None:
    rng = np.random.default_rng(22)
    fingers = [scattered(rng, int(rng.integers(25, 60))) for _ in range(20)]
    gallery = pack([prepare(finger) for finger in fingers])
    scores = np.array([compare_many(prepare(another_impression(rng, finger)), gallery) for finger in fingers])
    mates = np.diag(scores)
    strangers = scores[~np.eye(len(fingers), dtype=bool)]
    assert mates.min() > strangers.max()
    assert np.median(mates) > 0.5
    assert np.median(strangers) < 0.2


def test_swapping_probe_and_reference_changes_little() -> None:
    rng = np.random.default_rng(23)
    for _ in range(10):
        one = scattered(rng, 35)
        a, b = prepare(one), prepare(another_impression(rng, one))
        assert compare(a, b) == pytest.approx(compare(b, a), abs=0.05)


def test_one_and_many_give_the_same_scores(finger: SearchableFinger) -> None:
    rng = np.random.default_rng(24)
    others = [prepare(scattered(rng, n)) for n in (0, 1, 2, 3, 10, 40, 255)]
    scores = compare_many(finger, others)
    assert scores.dtype == np.float32
    assert scores.shape == (7,)
    np.testing.assert_array_equal(scores, [np.float32(compare(finger, other)) for other in others])
    np.testing.assert_array_equal(scores, compare_many(finger, pack(others)))
    assert compare_many(finger, []).shape == (0,)


def test_too_few_minutiae_score_nothing(finger: SearchableFinger) -> None:
    for count in range(3):
        few = prepare(scattered(np.random.default_rng(count), count))
        assert compare(few, finger) == compare(finger, few) == compare(few, few) == 0.0
        assert pairs(few, finger) == pairs(finger, few) == []


def test_three_coinciding_minutiae_are_no_match() -> None:
    """A sliver of a print agrees with itself in full, but that is little evidence."""
    sliver = prepare(scattered(np.random.default_rng(30), 40).take(np.arange(40) < 3))
    assert compare(sliver, sliver) < 0.85


def test_a_stored_finger_compares_as_the_captured_one(minutiae: Minutiae, finger: SearchableFinger) -> None:
    stored = prepare(template.decode(template.encode(minutiae)))
    probe = prepare(another_impression(np.random.default_rng(25), minutiae))
    assert compare(probe, stored) == pytest.approx(compare(probe, finger), abs=0.02)


def test_pairs_are_the_same_minutiae_of_both_prints(minutiae: Minutiae) -> None:
    order = np.random.default_rng(26).permutation(len(minutiae))
    probe, reference = prepare(_turned(minutiae, 1.2)), prepare(minutiae.take(order))
    found = pairs(probe, reference)
    assert len(found) > 30
    assert all(pair.probe == order[pair.reference] for pair in found)
    shares = [pair.share for pair in found]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1.0)


def test_pairs_name_minutiae_not_cylinders(minutiae: Minutiae) -> None:
    """The first minutia lies alone and has no cylinder: every other one is one place further on."""
    wide = Minutiae(
        x=np.append(np.float32(900), minutiae.x),
        y=np.append(np.float32(900), minutiae.y),
        angle=np.append(np.float32(0), minutiae.angle),
        ending=np.append(True, minutiae.ending),
        confidence=np.append(np.float32(1), minutiae.confidence),
        width=1000,
        height=1000,
    )
    found = pairs(prepare(wide), prepare(minutiae))
    assert len(found) > 20
    assert all(pair.probe == pair.reference + 1 for pair in found)


def test_no_minutia_is_paired_twice() -> None:
    rng = np.random.default_rng(27)
    one = scattered(rng, 50)
    found = pairs(prepare(another_impression(rng, one)), prepare(one))
    assert len({pair.probe for pair in found}) == len({pair.reference for pair in found}) == len(found) > 10
