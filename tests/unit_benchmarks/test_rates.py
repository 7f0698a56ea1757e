"""Error rates against values worked out by hand, and against the definition by brute force."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.accuracy.rates import (
    FAILED,
    equal_error_rate,
    fnir_at_fpir,
    fnmr_at_fmr,
    mean_rank,
    share_within_rank,
    verification_rates,
)

scores = st.lists(st.sampled_from([FAILED, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5]), min_size=1, max_size=30)


def test_separated_scores_have_no_error() -> None:
    rates = verification_rates([0.8, 0.9], [0.1, 0.2, 0.3])
    assert (rates.eer, rates.fmr100, rates.fmr1000, rates.zerofmr) == (0, 0, 0, 0)
    assert (rates.genuine, rates.impostor) == (2, 3)


def test_eer_where_the_curves_meet_in_a_point() -> None:
    # at 0.5: one of four mates is below, one of four others is at or above
    assert equal_error_rate([0.4, 0.6, 0.7, 0.8], [0.1, 0.2, 0.3, 0.5]) == 0.25


def test_eer_of_equal_scores_is_a_half() -> None:
    assert equal_error_rate([0.5, 0.5], [0.5, 0.5, 0.5]) == 0.5


def test_swapped_roles_are_wrong_every_time() -> None:
    assert equal_error_rate([0.1, 0.2], [0.8, 0.9]) == 1.0


def test_fmr_allowance_is_counted_not_rounded() -> None:
    impostor = np.arange(1000) / 1000
    # 1 of 1,000 may pass: the threshold lies just above the second best, 0.998
    assert fnmr_at_fmr([0.9985, 0.9975], impostor, 1 / 1000) == 0.5
    # 999 impostors allow none at 1/1000
    assert fnmr_at_fmr([0.9985], impostor[1:], 1 / 1000) == 1.0
    assert fnmr_at_fmr([0.9985], impostor, 0.0) == 1.0


def test_a_failure_to_extract_is_a_miss_but_never_a_false_match() -> None:
    rates = verification_rates([FAILED, 0.9, 0.9, 0.9], [FAILED, FAILED, 0.1])
    assert rates.zerofmr == 0.25
    assert equal_error_rate([FAILED], [FAILED]) == 0.5  # nothing matches: FMR 0, FNMR 1


@pytest.mark.parametrize(("genuine", "impostor"), [([], [0.1]), ([0.1], []), ([math.nan], [0.1])])
def test_no_rate_of_nothing(genuine: list[float], impostor: list[float]) -> None:
    with pytest.raises(ValueError, match="score"):
        verification_rates(genuine, impostor)


@settings(deadline=None)
@given(scores, scores, st.sampled_from([0.0, 0.01, 0.1, 0.25, 0.5]))
def test_fnmr_at_fmr_is_the_best_over_every_threshold(
    genuine: list[float], impostor: list[float], fmr: float
) -> None:
    thresholds = [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55]
    best = min(
        sum(score < threshold for score in genuine) / len(genuine)
        for threshold in thresholds
        if sum(score >= threshold for score in impostor) <= fmr * len(impostor) + 1e-9
    )
    assert fnmr_at_fmr(genuine, impostor, fmr) == pytest.approx(best)


@settings(deadline=None)
@given(scores, scores)
def test_the_eer_lies_between_the_rates_on_both_sides(genuine: list[float], impostor: list[float]) -> None:
    eer = equal_error_rate(genuine, impostor)
    assert 0 <= eer <= 1
    rates = verification_rates(genuine, impostor)
    assert rates.zerofmr >= rates.fmr1000 >= rates.fmr100


def test_ties_take_the_mean_rank() -> None:
    assert mean_rank(0.9, [0.1, 0.2]) == 1
    assert mean_rank(0.5, [0.5, 0.5, 0.9]) == 3  # ranks 2, 3 and 4 are shared
    assert mean_rank(0.5, [0.5]) == 1.5
    assert mean_rank(0.5, []) == 1
    assert mean_rank(FAILED, [0.1, FAILED]) == 3


def test_a_constant_score_has_no_rank_one() -> None:
    ranks = [mean_rank(0.5, [0.5] * 9) for _ in range(4)]
    assert share_within_rank(ranks, 1) == 0
    assert share_within_rank(ranks, 6) == 1


def test_fnir_counts_a_mate_below_the_threshold_and_one_not_at_rank_one() -> None:
    strangers = [0.1, 0.2, 0.3, 0.4]
    mates, ranks = [0.9, 0.8, 0.35, 0.95], [1.0, 1.0, 1.0, 2.0]
    # no false alarm: the threshold is above 0.4; the third is too weak, the fourth is not first
    assert fnir_at_fpir(mates, ranks, strangers, 0.0) == 0.5
    # one false alarm in four: the third now passes
    assert fnir_at_fpir(mates, ranks, strangers, 0.25) == 0.25


def test_fnir_needs_a_rank_for_each_mate() -> None:
    with pytest.raises(ValueError, match="rank"):
        fnir_at_fpir([0.9], [1.0, 1.0], [0.1], 0.01)
