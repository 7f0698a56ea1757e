"""The error-versus-discard figures, against what can be counted by hand."""

import numpy as np
import pytest

from benchmarks.accuracy.quality import KINDS, Pairs, discard_curve, separation, spearman, threshold
from benchmarks.accuracy.rates import FAILED


def pairs(genuine: list[float], quality: list[float]) -> Pairs:
    values = np.array(quality, np.float64)
    return Pairs(
        genuine=np.array(genuine, np.float64),
        impostor=np.arange(1000) / 2000,  # 0 to 0.4995
        quality=dict.fromkeys(KINDS, values),
        owners=np.array([str(index // 2) for index in range(len(genuine))]),
    )


def test_a_threshold_lets_through_no_more_than_its_share() -> None:
    some = pairs([0.9], [50])
    for fmr in (0.1, 0.01, 0.001):
        limit = threshold(some, fmr)
        assert np.mean(some.impostor >= limit) <= fmr
        assert np.mean(some.impostor >= limit - 0.0006) > fmr


def test_a_perfect_quality_discards_the_misses_first() -> None:
    some = pairs([0.1, 0.2, FAILED, *[0.9] * 7], [1, 2, 0, *range(50, 57)])
    curve = discard_curve(some, some.quality["full"], 0.01)
    assert curve["misses"] == [3, 2, 1, 0]
    assert curve["fnmr"] == [0.3, pytest.approx(2 / 9, abs=1e-5), 0.125, 0]


def test_a_useless_quality_leaves_the_rate_as_it_is() -> None:
    """All of one quality: each pair stays by the same part."""
    some = pairs([0.1, 0.2, 0.3, *[0.9] * 7], [50] * 10)
    curve = discard_curve(some, some.quality["full"], 0.01)
    assert curve["fnmr"] == pytest.approx([0.3] * 4)


def test_a_wrong_quality_makes_it_worse() -> None:
    some = pairs([0.1, *[0.9] * 9], [99, *range(9)])
    assert discard_curve(some, some.quality["full"], 0.01)["fnmr"][3] == pytest.approx(1 / 7, abs=1e-5)


def test_separation_is_the_chance_of_the_lower_quality() -> None:
    quality = np.array([1.0, 2.0, 2.0, 3.0])
    assert separation(quality, np.array([True, False, False, False])) == 1.0
    assert separation(quality, np.array([False, False, False, True])) == 0.0
    assert separation(quality, np.array([False, True, False, False])) == pytest.approx(1.5 / 3)
    assert separation(quality, np.zeros(4, np.bool_)) is None


def test_spearman_asks_for_the_order_alone() -> None:
    first = np.array([1.0, 2.0, 3.0, 4.0])
    assert spearman(first, np.exp(first)) == pytest.approx(1)
    assert spearman(first, -(first**3)) == pytest.approx(-1)
    assert spearman(first, np.ones(4)) == 0.0
    assert spearman(first, np.array([1.0, 1.0, 2.0, 2.0])) == pytest.approx(2 / np.sqrt(5))
