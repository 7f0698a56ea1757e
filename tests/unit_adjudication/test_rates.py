"""A reviewer's error rates: counted on pairs of known truth, with intervals that admit how few they are."""

from itertools import product

import pytest

from api.adjudication.judgement import Judgement
from api.adjudication.rates import Rate, error_rates

SAME, DIFFERENT, CANNOT_TELL = Judgement


def test_each_error_is_counted_among_the_pairs_where_it_can_happen() -> None:
    answers = [
        *([(True, SAME)] * 7 + [(True, DIFFERENT)] * 2 + [(True, CANNOT_TELL)]),
        *([(False, DIFFERENT)] * 15 + [(False, SAME)] + [(False, CANNOT_TELL)] * 4),
    ]
    rates = error_rates(answers)
    assert rates.false_different == Rate(2, 10)
    assert rates.false_same == Rate(1, 20)
    assert rates.cannot_tell == Rate(5, 30)


@pytest.mark.parametrize(
    ("count", "trials", "low", "high"),
    [  # Brown, Cai & DasGupta, Statistical Science 16 (2001), formula (4), worked out by hand
        (0, 10, 0.0, 0.2775328),
        (1, 10, 0.0178762, 0.4041500),
        (5, 10, 0.2365931, 0.7634069),
        (10, 10, 0.7224672, 1.0),
    ],
)
def test_wilson_s_interval(count: int, trials: int, low: float, high: float) -> None:
    assert Rate(count, trials).interval == pytest.approx((low, high), abs=1e-6)


def test_without_trials_nothing_is_known() -> None:
    rate = error_rates([]).false_same
    assert (rate.share, rate.interval) == (None, (0.0, 1.0))


def test_the_interval_holds_the_share_and_lies_within_0_and_1() -> None:
    for trials, count in product(range(1, 40), range(40)):
        if count <= trials:
            low, high = Rate(count, trials).interval
            assert 0 <= low <= count / trials <= high <= 1
