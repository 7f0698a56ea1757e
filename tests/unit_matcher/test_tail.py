"""How rare a ratio is among strangers: measured quantiles, a fitted tail, and the bound beyond it."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from matcher import calibration
from matcher.domain import Modality
from matcher.fitting.tails import _independent, non_mated, non_mated_cosines
from matcher.tail import BEYOND_DATA, NonMatedTail

ROUND = {
    "llr": [-4.0, -1.0, 0.0, 2.0],
    "log10": [0.0, -1.0, -2.0, -4.0],
    "slope": 2.0,
    "comparisons": 1_000_000,
}
ENDED = ROUND | {"end": 7.0, "exceedances": 1e9}


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


def test_cosines_thin_out_as_the_power_of_what_is_left() -> None:
    """A fifth of the way to the end is left once in 5^k, k = slope x (7 - 2) / log10 e."""
    tail = NonMatedTail.read(ENDED | {"slope": 0.2})
    assert tail.log10_rate(2.0) == pytest.approx(-4.0)
    assert tail.log10_rate(6.0) == pytest.approx(-4.0 - math.log(5))
    assert tail.log10_rate(2.001) == pytest.approx(-4.0 - 0.2 * 0.001, abs=1e-6)


def test_fewer_exceedances_make_the_tail_heavier() -> None:
    told = [
        NonMatedTail.read(ENDED | {"slope": 0.2, "exceedances": n}).log10_rate(5.0) for n in (5, 50, 500, 1e9)
    ]
    assert all(few > many for few, many in pairwise(told))
    assert told[-1] == pytest.approx(-4.0 - math.log(2.5))


def test_past_what_data_can_show_no_ended_tail_falls_faster_than_the_bound() -> None:
    for change in ({}, {"slope": 0.2}, {"exceedances": 5.0}, {"slope": 0.2, "comparisons": 20_000}):
        tail = NonMatedTail.read(ENDED | change)
        places = np.linspace(1.9, 12.0, 5000)
        rates = np.array([tail.log10_rate(llr) for llr in places])
        assert np.isfinite(rates).all()
        assert (np.diff(rates) <= 0).all()
        limit = -math.log10(tail.comparisons) - BEYOND_DATA
        steepness = -np.diff(rates) / np.diff(places)
        assert (steepness[rates[1:] < min(limit, -4.0) - 0.05] <= 1 + 1e-6).all()


def test_an_ended_tail_is_kept_whole_and_a_record_of_the_earlier_form_reads_as_it_was() -> None:
    assert NonMatedTail.read(NonMatedTail.read(ENDED).record()) == NonMatedTail.read(ENDED)
    earlier = NonMatedTail.read(ROUND)
    assert (earlier.end, earlier.exceedances) == (None, None)
    assert earlier.record() == ROUND
    # by its repr a site's record names the calibration that it amends
    assert repr(earlier) == (
        "NonMatedTail(llr=(-4.0, -1.0, 0.0, 2.0), log10=(0.0, -1.0, -2.0, -4.0), slope=2.0, "
        "comparisons=1000000)"
    )


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
        {"end": 7.0},
        {"exceedances": 50.0},
        {"end": 2.0, "exceedances": 50.0},
        {"end": math.inf, "exceedances": 50.0},
        {"end": 7.0, "exceedances": 0.5},
        {"end": 7.0, "exceedances": math.nan},
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


def directions(persons: int, dimension: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Cosines of evenly spread directions, each person's with everybody else's, and whose they are."""
    points = np.random.default_rng(seed).normal(size=(persons, dimension))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    first, second = np.triu_indices(persons, 1)
    return (points @ points.T)[first, second], np.column_stack([first, second])


def cosine_of(log10: float, dimension: int) -> float:
    """The cosine that evenly spread directions reach so often: the area of a cap, by the trapezium rule."""
    angles = np.linspace(0.0, math.pi, 200_001)
    ring = np.sin(angles) ** (dimension - 2)
    area = np.cumsum(ring[1:] + ring[:-1])
    return math.cos(float(np.interp(10**log10, area / area[-1], angles[1:])))


@pytest.mark.parametrize("dimension", [6, 12])
def test_the_fit_of_cosines_tells_rates_that_it_has_not_seen(dimension: int) -> None:
    """From 45,000 comparisons down to one in ten million, where the truth is known; an exponential tail
    takes that for far more likely."""
    scores, persons = directions(300, dimension, 3)
    tail = NonMatedTail.read(non_mated_cosines(5 * scores, persons, 5.0))
    heavier = NonMatedTail.read(non_mated(5 * scores))
    assert tail.exceedances is not None
    assert 20 < tail.exceedances <= 100
    for true in (-4.0, -5.0, -6.0, -6.6):
        place = 5 * cosine_of(true, dimension)
        assert true - 0.3 < tail.log10_rate(place) < true + 0.6
    assert heavier.log10_rate(place) > true + 1.0


def test_pairs_of_few_persons_count_for_less() -> None:
    """The same scores, each of two persons of its own, and all of twelve with twelve others."""
    rng = np.random.default_rng(9)
    scores = 1 - rng.beta(8, 2, 20_000)
    apart = np.arange(40_000).reshape(-1, 2)
    shared = np.column_stack([rng.integers(0, 12, 20_000), rng.integers(12, 24, 20_000)])
    many, few = (non_mated_cosines(scores, each, 1.0)["exceedances"] for each in (apart, shared))
    assert many > 95
    assert few <= 12


def test_lookalikes_of_one_another_count_for_less_than_their_number() -> None:
    """Nearness is half the persons' own: the mean of so many sets says what one of them must."""
    rng = np.random.default_rng(10)
    told, means = [], []
    for _ in range(100):
        pairs = rng.permuted(np.tile(np.arange(400), (100, 1)), axis=1)[:, :20].reshape(-1, 2)
        own = np.exp(rng.normal(0, 0.8, 400))
        nearness = rng.exponential(1.0, len(pairs)) * own[pairs].prod(axis=1)
        told.append(_independent(nearness, pairs))
        means.append(nearness.mean())
    independent = (np.mean(means) / np.std(means)) ** 2
    assert independent < 150  # of a thousand
    assert 0.6 * independent < np.median(told) < 1.5 * independent


def test_one_picture_under_two_names_does_not_end_the_tail() -> None:
    scores, persons = directions(300, 8, 4)
    spoilt = np.append(scores, [1.0, 1.0])
    both = np.append(persons, [[0, 1], [2, 3]], axis=0)
    clean, told = (
        NonMatedTail.read(non_mated_cosines(*each, 1.0)) for each in ((scores, persons), (spoilt, both))
    )
    assert clean.log10_rate(0.95) <= told.log10_rate(0.95) < clean.log10_rate(0.95) + 2.0


def test_too_few_comparisons_tell_nothing() -> None:
    with pytest.raises(ValueError, match="needed"):
        non_mated(np.zeros(500))
    with pytest.raises(ValueError, match="needed"):
        non_mated_cosines(np.zeros(500), np.zeros((500, 2)), 1.0)


def test_cosines_beyond_one_are_refused() -> None:
    scores, persons = directions(100, 6, 5)
    with pytest.raises(ValueError, match="no more than 1"):
        non_mated_cosines(3 * scores, persons, 1.0)


def test_the_shipped_finger_tail_is_milder_than_the_bound() -> None:
    shipped = calibration.load(Modality.FINGER)
    assert shipped.non_mated is not None
    assert shipped.non_mated.comparisons > 100_000
    for llr in (0.5, 1.0, 2.0, shipped.cap):
        assert shipped.log10_fmr(llr) < -llr
