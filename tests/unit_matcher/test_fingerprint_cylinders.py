"""Cylinders against the paper's formulas written out cell by cell; and however the finger lies."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.fingerprint.cylinders import CELLS, Cylinders, cylinders
from matcher.fingerprint.minutiae import Minutiae
from tests.support.random_fingers import scattered

RADIUS, SIDE, SECTIONS, SIGMA, SPREAD = 70.0, 16, 6, 28 / 3, 2 * math.pi / 9


def _minutiae(rows: Sequence[tuple[float, float, float]], size: int = 1000) -> Minutiae:
    x, y, angle = np.array(rows, np.float32).reshape(-1, 3).T
    some = np.ones(len(x), np.float32)
    return Minutiae(x=x, y=y, angle=angle, ending=some > 0, confidence=some, width=size, height=size)


def _bits(built: Cylinders) -> NDArray[np.bool_]:
    octets = np.ascontiguousarray(built.bits).view(np.uint8)
    return np.unpackbits(octets, axis=1, bitorder="little").reshape(-1, SECTIONS, CELLS).astype(np.bool_)


def _known(built: Cylinders) -> NDArray[np.bool_]:
    octets = np.ascontiguousarray(built.known).view(np.uint8)
    return np.unpackbits(octets, axis=1, bitorder="little").astype(np.bool_)


def _difference(a: float, b: float) -> float:
    return (a - b + math.pi) % (2 * math.pi) - math.pi


def _cell_by_hand(minutiae: Minutiae, m: int, i: int, j: int, k: int) -> bool:
    """Equations 2-12 and 16 for one cell, in the paper's upward frame, with no shared code."""
    x, y, theta = float(minutiae.x[m]), -float(minutiae.y[m]), float(minutiae.angle[m])
    step = 2 * RADIUS / SIDE
    u, v = (i - (SIDE + 1) / 2) * step, (j - (SIDE + 1) / 2) * step
    px = x + math.cos(theta) * u - math.sin(theta) * v
    py = y + math.sin(theta) * u + math.cos(theta) * v
    section = -math.pi + (k - 0.5) * 2 * math.pi / SECTIONS
    total = 0.0
    for t in range(len(minutiae)):
        apart = math.hypot(float(minutiae.x[t]) - px, -float(minutiae.y[t]) - py)
        if t == m or apart > 3 * SIGMA:
            continue
        spatial = math.exp(-(apart**2) / (2 * SIGMA**2)) / (SIGMA * math.sqrt(2 * math.pi))
        middle = _difference(section, _difference(theta, float(minutiae.angle[t])))
        half = math.pi / SECTIONS
        directional = sum(
            sign * 0.5 * math.erf((middle + sign * half) / (SPREAD * math.sqrt(2))) for sign in (1, -1)
        )
        total += spatial * directional
    return total >= 0.01


def test_every_bit_is_the_papers() -> None:
    minutiae = scattered(np.random.default_rng(3), 30)
    built = cylinders(minutiae)
    bits, known = _bits(built), _known(built)
    draw = np.random.default_rng(4)
    checked = 0
    for _ in range(4000):
        row, i, j, k = (int(draw.integers(0, n)) for n in (len(built.minutia), SIDE, SIDE, SECTIONS))
        if known[row, i * SIDE + j]:
            expected = _cell_by_hand(minutiae, int(built.minutia[row]), i + 1, j + 1, k + 1)
            assert bits[row, k, i * SIDE + j] == expected
            checked += expected
    assert checked > 50


def test_a_neighbour_ahead_with_the_same_direction_sets_the_bits_ahead() -> None:
    # the minutia points up; one neighbour 40 pixels above it, one far below to hold the hull open
    built = cylinders(_minutiae([(500, 500, math.pi / 2), (500, 460, math.pi / 2), (500, 590, math.pi / 2)]))
    first = _bits(built)[built.minutia.tolist().index(0)]
    sections, cells = np.nonzero(first)
    along = (cells // SIDE - 7.5) * 8.75
    across = (cells % SIDE - 7.5) * 8.75
    assert np.all(np.hypot(along - 40, across) < 15)
    assert set(sections.tolist()) == {2, 3}  # the two sections that meet at a difference of 0


@pytest.mark.parametrize("turn", [0.3, 1.0, math.pi / 2, math.pi, 5.0])
def test_turning_and_moving_the_finger_changes_nothing(turn: float) -> None:
    draw = np.random.default_rng(8)
    x, y, angle = draw.uniform(-120, 120, 40), draw.uniform(-120, 120, 40), draw.uniform(0, 6.28, 40)
    moved_x = math.cos(turn) * x + math.sin(turn) * y  # y down: counter-clockwise as seen
    moved_y = -math.sin(turn) * x + math.cos(turn) * y
    before = cylinders(_minutiae(list(zip(x + 300, y + 300, angle, strict=True))))
    after = cylinders(_minutiae(list(zip(moved_x + 500, moved_y + 420, (angle + turn) % 6.283, strict=True))))
    assert before.minutia.tolist() == after.minutia.tolist()
    differing = np.bitwise_count(before.bits ^ after.bits).sum() / np.bitwise_count(before.bits).sum()
    assert differing < 0.005  # float32 places: a few cells lie on the edge of a threshold
    assert np.bitwise_count(before.known ^ after.known).sum() <= 4


def test_order_does_not_matter() -> None:
    minutiae = scattered(np.random.default_rng(9), 25)
    order = np.random.default_rng(10).permutation(25)
    one, other = cylinders(minutiae), cylinders(minutiae.take(order))
    by_minutia = {int(order[m]): row for row, m in enumerate(other.minutia)}
    assert sorted(by_minutia) == one.minutia.tolist()
    for row, m in enumerate(one.minutia.tolist()):
        np.testing.assert_array_equal(one.bits[row], other.bits[by_minutia[m]])


def test_only_known_cells_are_set_and_only_the_disc_is_known() -> None:
    built = cylinders(scattered(np.random.default_rng(12), 60))
    bits, known = _bits(built), _known(built)
    assert not np.any(bits & ~known[:, None, :])
    assert known.sum(axis=1).max() == 208
    assert known.sum(axis=1).min() >= 0.75 * 208


def test_a_minutia_far_from_the_others_has_no_cylinder() -> None:
    crowd = [(300 + 20.0 * i, 300 + 30.0 * (i % 3), 0.5 * i) for i in range(8)]
    built = cylinders(_minutiae([*crowd, (900.0, 900.0, 0.0)]))
    assert 8 not in built.minutia.tolist()
    assert len(built.minutia) >= 4


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_minutiae_have_no_cylinders(count: int) -> None:
    built = cylinders(_minutiae([(500, 500, 0.0), (520, 510, 1.0)][:count]))
    assert built.bits.shape == (0, 24)
    assert built.known.shape == (0, 4)


def test_minutiae_in_one_point_or_on_a_line_are_no_special_case() -> None:
    point = cylinders(_minutiae([(500, 500, 0.1 * i) for i in range(5)]))
    assert len(point.minutia) == 0  # a disc of 50 pixels around one point is too little of a cylinder
    line = cylinders(_minutiae([(400 + 20.0 * i, 500, 0.0) for i in range(10)]))
    assert 0 < len(line.minutia) <= 10
