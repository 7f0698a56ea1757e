"""How rare a ratio is among strangers: measured quantiles, a fitted tail, and the bound beyond it."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from matcher import calibration
from matcher.domain import Modality
from matcher.fitting.tails import non_mated
from matcher.tail import BEYOND_DATA, NonMatedTail

ROUND = {
    "llr": [-4.0, -1.0, 0.0, 2.0],
    "log10": [0.0, -1.0, -2.0, -4.0],
    "slope": 2.0,
    "comparisons": 1_000_000,
}


def test_between_quantiles_the_line_beyond_them_the_tail() -> None:
    tail = NonMatedTail.read(ROUND)
    assert tail.log10_rate(-9.0) == 0.0
    assert tail.log10_rate(-4.0) == 0.0
    assert tail.log10_rate(-2.5) == pytest.approx(-0.5)
    assert tail.log10_rate(2.0) == pytest.approx(-4.0)
    assert tail.log10_rate(3.0) == pytest.approx(-6.0)


def test_past_what_data_can_show_only_the_bound_of_calibrated_ratios_holds() -> None:
    tail = NonMatedTail.read(ROUND)
    limit = -6.0 - BEYOND_DATA  # reached at 4.0
    assert tail.log10_rate(4.0) == pytest.approx(limit)
    assert tail.log10_rate(5.0) == pytest.approx(limit - 1.0)
    flat = NonMatedTail.read(ROUND | {"slope": 0.5})
    assert flat.log10_rate(12.0) == pytest.approx(-9.0)


def test_the_rate_never_rises() -> None:
    tail = NonMatedTail.read(ROUND | {"slope": 3.3})
    rates = [tail.log10_rate(llr) for llr in np.linspace(-6, 12, 2000)]
    assert all(a >= b for a, b in pairwise(rates))


@pytest.mark.parametrize(
    "damage",
    [
        {"llr": [-4.0, -1.0, -1.0, 2.0]},
        {"log10": [0.0, -1.0, -0.5, -4.0]},
        {"log10": [-0.1, -1.0, -2.0, -4.0]},
        {"llr": [-4.0, math.nan, 0.0, 2.0]},
        {"slope": 0.0},
        {"slope": math.inf},
        {"comparisons": 0},
        {"llr": [0.0], "log10": [0.0]},
        {"llr": [-4.0, 2.0]},
    ],
)
def test_what_is_no_distribution_is_refused(damage: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not the quantiles"):
        NonMatedTail.read(ROUND | damage)


def test_the_fit_tells_rates_that_it_has_not_seen() -> None:
    """Exponential tails, where the truth is known: from 20,000 ratios to one in a million, never too rare."""
    rng = np.random.default_rng(5)
    for slope in (1.2, 2.0):
        scale = math.log10(math.e) / slope
        tail = NonMatedTail.read(non_mated(rng.exponential(scale, 20_000) - 1.0))
        for rate in (1e-2, 1e-4, 1e-6):
            told = tail.log10_rate(-1.0 - math.log10(rate) / slope)
            assert math.log10(rate) - 0.1 <= told <= math.log10(rate) * 0.75


def test_too_few_comparisons_tell_nothing() -> None:
    with pytest.raises(ValueError, match="needed"):
        non_mated(np.zeros(500))


def test_the_shipped_finger_tail_is_milder_than_the_bound() -> None:
    shipped = calibration.load(Modality.FINGER)
    assert shipped.non_mated is not None
    assert shipped.non_mated.comparisons > 100_000
    for llr in (0.5, 1.0, 2.0, shipped.cap):
        assert shipped.log10_fmr(llr) < -llr
