"""The stages of the comparison one by one, against values worked out by hand or by plain loops."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.fingerprint.parameters import MATCHING
from matcher.kernels.alignment import Motion, align, coincidence
from matcher.kernels.cylinder_set import CylinderSet, Packed
from matcher.kernels.relaxation import agreement, in_order, relax
from matcher.kernels.twin import best_pairs, local_similarity, match, pairs_wanted

Floats = NDArray[np.float32]


def _places(rows: Sequence[tuple[float, float, float]]) -> Floats:
    return np.array(rows, np.float32).reshape(-1, 3)


def _random_set(rng: np.random.Generator, n: int) -> CylinderSet:
    known = rng.integers(0, 2**64, (n, 4), np.uint64) | rng.integers(0, 2**64, (n, 4), np.uint64)
    bits = rng.integers(0, 2**64, (n, 24), np.uint64) & np.tile(known, 6)
    place = np.column_stack([rng.uniform(0, 300, (n, 2)), rng.uniform(0, 6.28, n)]).astype(np.float32)
    return CylinderSet(place=place, bits=bits, known=known)


def _cells(words: NDArray[np.uint64]) -> set[int]:
    return {64 * w + b for w, word in enumerate(words.tolist()) for b in range(64) if word >> b & 1}


def test_similarity_is_the_papers_on_sets_of_cells() -> None:
    rng = np.random.default_rng(1)
    probe, reference = _random_set(rng, 5), _random_set(rng, 6)
    similarity = local_similarity(probe, reference, MATCHING)
    for row in range(5):
        for column in range(6):
            both = _cells(np.tile(probe.known[row] & reference.known[column], 6))
            a, b = _cells(probe.bits[row]) & both, _cells(reference.bits[column]) & both
            expected = 1 - math.sqrt(len(a ^ b)) / (math.sqrt(len(a)) + math.sqrt(len(b)))
            comparable = len(both) / 6 >= MATCHING.least_common_cells
            assert similarity[row, column] == pytest.approx(expected if comparable else 0.0, abs=1e-15)


def test_cylinders_that_share_too_few_cells_are_not_compared() -> None:
    one = _random_set(np.random.default_rng(2), 3)
    everything = local_similarity(one, one, replace(MATCHING, least_common_cells=0))
    assert np.all(np.diag(everything) == 1.0)
    assert not np.any(local_similarity(one, one, replace(MATCHING, least_common_cells=257)))


def test_directions_further_apart_than_allowed_are_not_compared() -> None:
    rng = np.random.default_rng(3)
    one = _random_set(rng, 2)
    pointed = CylinderSet(_places([(0, 0, 0.1), (0, 0, 6.2)]), one.bits, one.known)
    other = CylinderSet(_places([(0, 0, 6.2), (0, 0, 1.0)]), one.bits, one.known)
    limited = replace(MATCHING, largest_turn=0.5, least_common_cells=0)
    # 0.1 and 6.2 are 0.18 apart across the full turn
    assert (local_similarity(pointed, other, limited) > 0).tolist() == [[True, False], [True, False]]


def test_the_best_pair_is_chosen_first_and_ties_go_to_the_lower_index() -> None:
    similarity = np.array([[0.5, 0.9, 0.9], [0.9, 0.9, 0.1], [0.0, 0.0, 0.0]])
    rows, columns = best_pairs(similarity)
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == [(0, 1), (1, 0)]


@pytest.mark.parametrize(("fewer", "wanted"), [(0, 4), (10, 4), (20, 8), (30, 12), (255, 12)])
def test_the_number_of_pairs_grows_with_the_smaller_print(fewer: int, wanted: int) -> None:
    assert pairs_wanted(fewer, MATCHING) == wanted


def test_agreement_is_the_product_of_three_sigmoids() -> None:
    probe = _places([(100, 100, 0.2), (140, 130, 1.0), (90, 160, 4.0)])
    reference = _places([(200, 90, 0.3), (245, 118, 1.0), (180, 145, 4.4)])
    support = agreement(probe, reference, MATCHING)

    def sigmoid(value: float, middle: float, slope: float) -> float:
        return 1 / (1 + math.exp(-slope * (value - middle)))

    def between(a: float, b: float) -> float:
        return abs((a - b + math.pi) % (2 * math.pi) - math.pi)

    def radial(p: Floats, t: int, k: int) -> float:
        return float(p[t, 2]) - math.atan2(p[t, 1] - p[k, 1], p[k, 0] - p[t, 0])

    for t in range(3):
        for k in range(3):
            lengths = [math.hypot(*(p[t, :2] - p[k, :2]).tolist()) for p in (probe, reference)]
            turns = [float(p[t, 2] - p[k, 2]) for p in (probe, reference)]
            seen = [radial(p, t, k) for p in (probe, reference)]
            expected = (
                sigmoid(abs(lengths[0] - lengths[1]), 5, -1.6)
                * sigmoid(between(*turns), math.pi / 12, -30)
                * sigmoid(between(*seen), math.pi / 12, -30)
            )
            assert support[t, k] == pytest.approx(0.0 if t == k else expected, abs=1e-6)
    assert support.max() > 0.1


def test_relaxation_keeps_who_is_supported_and_starves_who_is_not() -> None:
    support = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], np.float64)
    end = relax(np.ones(3), support, replace(MATCHING, rounds=1))
    assert end.tolist() == [0.75, 0.75, 0.5]
    end = relax(np.ones(3), support, replace(MATCHING, rounds=2))
    assert end.tolist() == [0.5625, 0.5625, 0.25]
    assert relax(np.ones(1), np.zeros((1, 1)), MATCHING).tolist() == [2.0**-5]


def test_sums_run_from_first_to_last() -> None:
    assert in_order(np.array([1e16, 1.0, -1e16])) == 0.0
    assert in_order(np.array([1e16, -1e16, 1.0])) == 1.0
    assert in_order(np.zeros((2, 0))).tolist() == [0.0, 0.0]


def _moved(places: Floats, turn: float, shift: tuple[float, float]) -> Floats:
    x, y = places[:, 0].astype(np.float64), -places[:, 1].astype(np.float64)
    moved = np.column_stack(
        [
            math.cos(turn) * x - math.sin(turn) * y + shift[0],
            -(math.sin(turn) * x + math.cos(turn) * y + shift[1]),
            (places[:, 2] + turn) % (2 * math.pi),
        ]
    )
    return moved.astype(np.float32)


@pytest.mark.parametrize("turn", [0.0, 0.5, 2.0, -3.0])
def test_alignment_finds_the_motion_and_does_not_listen_to_outsiders(turn: float) -> None:
    rng = np.random.default_rng(5)
    probe = np.column_stack([rng.uniform(0, 300, (8, 2)), rng.uniform(0, 6.28, 8)]).astype(np.float32)
    reference = _moved(probe, turn, (30.0, -12.0))
    reference[6:, :2] += 150.0  # two pairs that are wrong
    weight = np.array([0.5, 0.9, 0.5, 0.5, 0.5, 0.5, 0.8, 0.8])
    found = align(probe, reference, agreement(probe, reference, MATCHING), weight)
    assert found is not None
    assert math.atan2(found.sin, found.cos) == pytest.approx(turn, abs=1e-3)
    assert (found.shift_x, found.shift_y) == pytest.approx((30.0, -12.0), abs=0.2)


def test_one_pair_alone_aligns_nothing() -> None:
    two = _places([(0, 0, 0), (50, 0, 0)])
    assert align(two[:1], two[:1], np.zeros((1, 1)), np.ones(1)) is None
    assert align(two, two, np.zeros((2, 2)), np.ones(2)) is None  # nobody agrees
    same = _places([(10, 10, 0), (10, 10, 0)])
    assert align(same, same, np.ones((2, 2)) - np.eye(2), np.ones(2)) is None  # a point has no direction


def test_coincidence_is_soft_one_to_one_and_counts_the_overlap() -> None:
    probe = _places([(100, 100, 1.0), (106, 100, 1.0), (200, 100, 1.0), (600, 600, 0.0)])
    reference = _places([(100, 100, 1.0), (209, 100, 1.0), (100, 900, 0.0)])
    found = coincidence(probe, reference, Motion(1.0, 0.0, 0.0, 0.0), MATCHING)
    assert (found.probe.tolist(), found.reference.tolist()) == ([0, 2], [0, 1])
    assert found.weight.tolist() == pytest.approx([1.0, 0.75])  # 9 of 18 pixels: 1 - 1/4
    assert found.overlap == pytest.approx(math.sqrt(3 * 2))
    assert found.total() == pytest.approx(1.75)


def test_minutiae_of_another_direction_do_not_coincide() -> None:
    one, turned = _places([(100, 100, 0.1)]), _places([(100, 100, 0.1 + math.pi / 6)])
    still = Motion(1.0, 0.0, 0.0, 0.0)
    assert coincidence(one, turned, still, MATCHING).total() == pytest.approx(0.0, abs=1e-6)
    across = _places([(100, 100, 6.2)])  # 0.18 from 0.1, across the full turn
    assert coincidence(one, across, still, MATCHING).total() == pytest.approx(
        1 - (0.1832 * 6 / math.pi) ** 2, abs=1e-3
    )


def test_the_score_is_the_geometric_mean_of_three_shares() -> None:
    rng = np.random.default_rng(6)
    alike = _random_set(rng, 12)
    matched = match(alike, alike, MATCHING)
    assert len(matched.probe) == 12
    weight = (matched.score**3) / 1.0  # share and fullness are 1 for a set and itself
    similarity = local_similarity(alike, alike, MATCHING)
    start = np.ones(12)
    support = agreement(alike.place, alike.place, MATCHING)
    assert np.all(np.diag(similarity) == 1.0)
    end = np.sort(relax(start, support, MATCHING))[::-1][: pairs_wanted(12, MATCHING)]
    assert weight == pytest.approx(end.mean())


@pytest.mark.parametrize("broken", ["place", "bits", "known"])
def test_a_set_of_another_shape_or_order_is_refused(broken: str) -> None:
    good = _random_set(np.random.default_rng(7), 4)
    arrays = {name: getattr(good, name) for name in ("place", "bits", "known")}
    for bad in (arrays[broken][:3], arrays[broken].astype(np.float64), np.asfortranarray(arrays[broken])):
        with pytest.raises(ValueError, match="cylinder set"):
            CylinderSet(**{**arrays, broken: bad})


def test_packed_fingers_come_back_as_they_were() -> None:
    rng = np.random.default_rng(8)
    sets = [_random_set(rng, n) for n in (3, 0, 5)]
    packed = Packed.of(sets)
    assert len(packed) == 3
    for finger, one in enumerate(sets):
        np.testing.assert_array_equal(packed[finger].bits, one.bits)
        np.testing.assert_array_equal(packed[finger].place, one.place)
    assert len(Packed.of([])) == 0
