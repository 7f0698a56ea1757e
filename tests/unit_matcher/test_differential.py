"""The differential report: a planted difference is found, none is invented, and the policy judges it."""

import math

import numpy as np
import pytest

from matcher.differential.counts import overall, tally
from matcher.differential.errors import TooLittleToCompare
from matcher.differential.plot import plot
from matcher.differential.policy import Outcome, judge
from matcher.differential.rates import GroupRate, rates_by_group
from matcher.differential.report import Report, report
from tests.support.differential import people, reported, simulated


def named(made: Report, rate: str, group: str) -> GroupRate:
    return next(one for one in made.rates if (one.rate, one.group) == (rate, group))


def test_mates_of_one_group_that_score_lower_are_found() -> None:
    labels = people({"north": 100, "south": 100, "west": 60})
    made = reported(labels, simulated(labels, 1, "south", by=1.2))
    assert made.verdict.outcome is Outcome.REFUSED
    assert "FNMR of 'south'" in " ".join(made.verdict.reasons)
    worst = named(made, "FNMR", "south")
    assert worst.shown
    assert worst.ratio is not None
    assert worst.ratio > 2
    assert not named(made, "FMR", "south").shown


def test_strangers_of_one_group_that_are_alike_are_found() -> None:
    labels = people({"north": 100, "south": 100})
    made = reported(labels, simulated(labels, 2, "north", alike=0.8))
    assert made.verdict.outcome is Outcome.REFUSED
    assert named(made, "FMR", "north").shown
    assert not named(made, "FNMR", "north").shown


def test_where_there_is_no_difference_none_is_shown() -> None:
    labels = people({"a": 80, "b": 80, "c": 80})
    found = [reported(labels, simulated(labels, seed)) for seed in range(20)]
    assert sum(any(rate.shown for rate in made.rates) for made in found) <= 3
    assert all(made.verdict.outcome is not Outcome.REFUSED for made in found[:3])


def test_rates_by_hand() -> None:
    """Two persons a group, two samples each; b's mates miss, and one pair of b's strangers is alike."""
    labels = people({"a": 2, "b": 2}, each=2)
    mated = np.array([label.subject for label in labels])
    scores = np.where(mated[:, None] == mated, 5.0, 0.0).astype(np.float32)
    scores[4, 5] = scores[5, 4] = 1.0  # b0's own
    scores[4, 6] = scores[6, 4] = 9.0  # b0 and b1, both enrolled samples
    counted = {(one.rate, one.group): one for one in rates_by_group(tally(labels, scores, 3.0, 3.0))}
    told = {key: (one.errors, one.trials) for key, one in counted.items()}
    assert told["FMR", "a"] == (0, 4)
    assert told["FMR", "b"] == (1, 4)
    assert told["FNMR", "a"] == (0, 2)
    assert told["FNMR", "b"] == (1, 2)
    assert told["FPIR", "a"] == (0, 4)
    assert told["FPIR", "b"] == (2, 4)
    assert told["FNIR", "b"] == (1, 2)


def test_a_rate_without_errors_still_has_an_interval() -> None:
    labels = people({"a": 10, "b": 10})
    mated = np.array([label.subject for label in labels])
    scores = np.where(mated[:, None] == mated, 5.0, 0.0).astype(np.float32)
    made = report(labels, scores, (3.0, 3.0), 2.0)
    for rate in made.rates:
        assert rate.value == 0
        assert rate.interval is not None
        assert rate.interval[1] == pytest.approx(1.96**2 / (10 + 1.96**2), rel=1e-3)
        assert not rate.shown
    assert made.verdict.outcome is Outcome.ACCEPTED


def test_a_failure_to_extract_is_a_miss_and_never_a_match() -> None:
    labels = people({"a": 20, "b": 20})
    scores = simulated(labels, 3)
    scores[0, :] = scores[:, 0] = -math.inf
    made = report(labels, scores, (-100.0, -100.0), 2.0, frozenset({0}))
    assert named(made, "FNMR", "a").errors == 2
    assert made.failures == {"a": (1, 60), "b": (0, 60)}


def test_without_all_searches_only_comparisons_are_reported() -> None:
    labels = people({"a": 20, "b": 20})
    scores = simulated(labels, 4)
    scores[1, 3] = scores[3, 1] = math.nan
    made = reported(labels, scores, limit=1000)
    assert {rate.rate for rate in made.rates} == {"FMR", "FNMR"}
    assert made.verdict.outcome is Outcome.UNDECIDED
    assert [reason.split()[0] for reason in made.verdict.reasons] == ["FPIR", "FNIR"]


def test_thresholds_are_the_lowest_that_keep_the_shares() -> None:
    labels = people({"a": 50, "b": 50})
    scores = simulated(labels, 5)
    at, _ = overall(labels, scores, 0.01, 0.1)
    owner = np.array([label.subject for label in labels])
    strangers = scores[owner[:, None] != owner]
    assert np.mean(strangers >= np.float32(at)) <= 0.01
    assert np.mean(strangers >= np.nextafter(np.float32(at), np.float32(-9))) > 0.01


def test_what_cannot_be_compared_says_so() -> None:
    one = people({"a": 3})
    with pytest.raises(TooLittleToCompare, match="one group"):
        reported(one, simulated(one, 1))
    single = people({"a": 2, "b": 2}, each=1)
    with pytest.raises(TooLittleToCompare):
        report(single, simulated(single, 1), (0.0, 0.0), 2.0)


def rate(ratio: float, shown: bool) -> GroupRate:
    return GroupRate("FMR", "g", 9, 3, 100, 0.03, (0.01, 0.06), ratio, shown)


def test_the_policy_refuses_what_is_shown_and_holds_back_on_what_is_not() -> None:
    assert judge([rate(1.9, True)]).outcome is Outcome.ACCEPTED
    assert judge([rate(2.1, False)]).outcome is Outcome.UNDECIDED
    refused = judge([rate(9.0, False), rate(2.1, True)])
    assert refused.outcome is Outcome.REFUSED
    assert "2.1 times" in refused.reasons[0]
    assert judge([rate(2.1, True)], limit=3).outcome is Outcome.ACCEPTED
    for senseless in (0.5, math.nan):
        with pytest.raises(ValueError, match="1 or more"):
            judge([], senseless)


def test_a_group_of_one_person_leaves_the_verdict_open() -> None:
    """Nobody of it was compared with a stranger of it: its FMR may be anything."""
    labels = people({"many": 60, "alone": 1})
    made = reported(labels, simulated(labels, 3), limit=1000)
    assert named(made, "FMR", "alone").trials == 0
    assert made.verdict.outcome is Outcome.UNDECIDED
    assert [reason.partition(" cannot ")[0] for reason in made.verdict.reasons] == [
        "FMR of 'alone'",
        "FMR of 'many'",
    ]


def test_the_picture_holds_every_rate() -> None:
    labels = people({"a": 10, "b": 10})
    drawn = plot(reported(labels, simulated(labels, 7)).rates)
    assert drawn.count("<circle") == 8
