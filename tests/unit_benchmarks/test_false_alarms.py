"""False alarms at the product's threshold, on made-up people whose likeness is known."""

import math

import numpy as np
import pytest

from benchmarks.accuracy.calibration_proof import vars_of
from benchmarks.accuracy.false_alarms import Searched, false_alarms
from benchmarks.accuracy.reliability import reliability
from matcher.calibration import Calibration
from matcher.domain import Modality
from matcher.fitting.fitted import fitted
from matcher.tail import NonMatedTail

PERSONS, EACH = 300, 2
SLOPE = 2.0


def tail_of(slope: float) -> Calibration:
    """Strangers reach -1 always, and a unit more 10^slope times less often."""
    tail = NonMatedTail((-1.0, 1.0), (0.0, -2 * slope), slope, 10**9)
    return Calibration(Modality.FACE, "x-1", 1.0, 0.0, 9.0, tail)


def strangers(seed: int) -> Searched:
    """Every pair's ratio falls off by SLOPE orders of magnitude a unit; a person's own are high."""
    rng = np.random.default_rng(seed)
    owner = np.repeat(np.arange(PERSONS), EACH)
    llrs = -1 + rng.exponential(math.log10(math.e) / SLOPE, (PERSONS * EACH,) * 2)
    llrs[owner[:, None] == owner] = 8.0
    return Searched(llrs, owner, PERSONS, Modality.FACE)


@pytest.mark.parametrize("every", [False, True])
def test_the_rate_that_was_asked_for_comes_about(every: bool) -> None:
    halves = [(tail_of(SLOPE), strangers(seed)) for seed in (1, 2)]
    found = false_alarms(halves, 0.1, every=every)
    assert found.searches == 2 * PERSONS * EACH
    assert found.population == PERSONS - 1
    assert found.interval[0] <= found.fpir <= found.interval[1]
    assert 0.06 <= found.fpir <= 0.13
    assert found.alarms == round(found.fpir * found.searches)


def test_a_calibration_that_takes_strangers_for_rarer_is_found_out() -> None:
    found = false_alarms([(tail_of(1.3 * SLOPE), strangers(3))], 0.1, every=False)
    assert found.interval[0] > 0.2


def test_the_own_identity_raises_no_alarm() -> None:
    alone = strangers(4)
    quiet = np.where(alone.llrs == 8.0, 8.0, -1.0)
    found = false_alarms(
        [(tail_of(SLOPE), Searched(quiet, alone.owner, PERSONS, Modality.FACE))], 0.1, every=True
    )
    assert found.alarms == 0


def test_ratios_of_many_are_those_of_each() -> None:
    rng = np.random.default_rng(5)
    mated, others = rng.normal(0.5, 0.1, 500), rng.normal(0.0, 0.1, 50_000)
    for floored in (False, True):
        known = fitted(Modality.FACE, "x-1", mated, others, floored=floored)
        scores = [-5.0, -0.3, 0.0, 0.2, 0.3, 0.4, 1.0]
        assert known.llrs(scores) == pytest.approx([known.llr(score) for score in scores])


def test_the_floor_is_one_mate_more_than_was_seen() -> None:
    rng = np.random.default_rng(6)
    mated, others = rng.normal(0.5, 0.1, 999), rng.normal(0.0, 0.1, 50_000)
    known = fitted(Modality.FACE, "x-1", mated, others, floored=True)
    assert known.floor == -3.0
    assert known.llr(-9.0) == pytest.approx(-3.0)


def test_a_wrong_name_does_not_turn_a_floored_line() -> None:
    """Ten of a thousand mates are strangers: the slope stays near that of the others."""
    rng = np.random.default_rng(7)
    mated, others = rng.normal(0.5, 0.1, 990), rng.normal(0.0, 0.1, 100_000)
    spoilt = np.concatenate([mated, rng.normal(0.0, 0.1, 10)])
    clean = fitted(Modality.FACE, "x-1", mated, others, floored=True).slope
    assert fitted(Modality.FACE, "x-1", spoilt, others, floored=True).slope > 0.75 * clean
    assert fitted(Modality.FACE, "x-1", spoilt, others, floored=False).slope < 0.5 * clean


def test_ratios_that_mean_what_they_say_lie_on_the_diagonal() -> None:
    """Normals of equal width: ln LR = 8 x - 8."""
    rng = np.random.default_rng(8)
    ln = [8 * rng.normal(mean, 0.5, 100_000) - 8 for mean in (2, 0)]
    bins = reliability(*(side / math.log(10) for side in ln))
    assert len(bins) > 6
    inside = sum(each.low <= each.claimed <= each.high for each in bins)
    assert inside >= len(bins) - 2
    doubled = reliability(*(2 * side / math.log(10) for side in ln))
    assert sum(each.low <= each.claimed <= each.high for each in doubled) < len(doubled) / 2


def test_records_become_json() -> None:
    (first, *_) = reliability(np.zeros(10), np.zeros(10))
    assert vars_of(first)["mated"] == 10
