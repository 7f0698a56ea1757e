"""The best monotonic calibration, and what others are held against."""

import math

import numpy as np
import pytest

from matcher.fitting.isotonic import cllr_min, isotonic
from matcher.fitting.logistic import cllr, fit


def test_blocks_by_hand() -> None:
    """Rising order: stranger, mate, stranger, mate, mate; the middle two are pooled."""
    mated, others = isotonic([2.0, 4.0, 5.0], [1.0, 3.0])
    assert mated == pytest.approx([math.log10(2 / 3), math.inf, math.inf])
    assert others == pytest.approx([-math.inf, math.log10(2 / 3)])


def test_equal_scores_have_equal_ratios() -> None:
    mated, others = isotonic([1.0, 1.0, 2.0], [1.0, 0.0])
    assert mated[0] == mated[1] == others[1] == pytest.approx(math.log10((2 / 3) / (1 / 2)))


def test_scores_that_part_cleanly_cost_nothing_and_scores_of_chance_one_bit() -> None:
    assert cllr_min([2.0, 3.0], [0.0, 1.0]) == 0.0
    assert cllr_min([0.0, 0.0], [0.0]) == pytest.approx(1.0)
    assert cllr_min([0.0, 1.0], [2.0, 3.0]) == pytest.approx(1.0)


def test_no_monotonic_map_costs_less() -> None:
    rng = np.random.default_rng(1)
    mated, others = rng.normal(2, 1, 300), rng.normal(0, 1, 3000)
    line = fit(mated, others)
    least = cllr_min(mated, others)
    assert least < cllr(line.llr(mated), line.llr(others))
    for bend in (0.8, 1.0, 1.3):
        assert least < cllr(bend * line.llr(mated), bend * line.llr(others))


def test_the_scale_does_not_matter() -> None:
    rng = np.random.default_rng(2)
    mated, others = rng.normal(2, 1, 300), rng.normal(0, 1, 3000)
    assert cllr_min(np.exp(mated), np.exp(others)) == pytest.approx(cllr_min(mated, others))


@pytest.mark.parametrize("bad", [[], [math.nan], [math.inf]])
def test_what_cannot_be_ordered_is_refused(bad: list[float]) -> None:
    with pytest.raises(ValueError, match="needed"):
        cllr_min(bad, [1.0])
