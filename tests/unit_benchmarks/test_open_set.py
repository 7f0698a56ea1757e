"""The simulated open-set search against searches that were really drawn, and against cases done by hand."""

import numpy as np
import pytest

from benchmarks.accuracy.open_set import STEP, FingerRatios, OpenSet, PairSums, Simulation


def a_set(seed: int, fingers: int = 4) -> FingerRatios:
    rng = np.random.default_rng(seed)
    mated = [np.clip(rng.normal(2.5, 1.5, 12), -2, 5.5) for _ in range(fingers)]
    non_mated: list[list[np.ndarray]] = [
        [np.clip(rng.normal(-1.5, 0.8, 12), -2, 5.5) if a != b else np.array([]) for b in range(fingers)]
        for a in range(fingers)
    ]
    return FingerRatios(mated, non_mated)


def drawn(one: FingerRatios, searches: int, population: int) -> tuple[np.ndarray, np.ndarray]:
    """(searches,) the mate's sum and the best of population - 1 strangers' sums."""
    rng = np.random.default_rng(7)
    fingers = len(one.mated)
    mates = np.empty(searches)
    for search in range(searches):
        a, b = rng.choice(fingers, 2, replace=False)
        mates[search] = rng.choice(np.asarray(one.mated[a])) + rng.choice(np.asarray(one.mated[b]))
    pool = np.concatenate([np.asarray(each, float) for row in one.non_mated for each in row])
    strangers = rng.choice(pool, (searches, population - 1)) + rng.choice(pool, (searches, population - 1))
    return mates, strangers.max(1)


@pytest.mark.parametrize("threshold", [0.0, 1.5, 4.0])
def test_the_convolution_agrees_with_drawn_searches(threshold: float) -> None:
    one, population, searches = a_set(1), 50, 20_000
    mates, best = drawn(one, searches, population)
    missed = np.mean((mates < threshold) | (best >= mates))
    told = Simulation([one]).sums().at_threshold(threshold, population)
    assert told.fnir == pytest.approx(missed, abs=0.015)
    _, best_of_all = drawn(one, searches, population + 1)
    assert told.fpir == pytest.approx(np.mean(best_of_all >= threshold), abs=0.015)


def test_the_threshold_is_the_lowest_with_the_asked_fpir() -> None:
    sums = Simulation([a_set(1), a_set(2)]).sums()
    found = sums.at_fpir(0.01, 20)
    assert found.fpir <= 0.01
    assert sums.at_threshold(found.threshold - STEP, 20).fpir > 0.01
    assert sums.at_threshold(found.threshold, 20) == found
    assert sums.at_fpir(0.01, 200).threshold > found.threshold


def test_a_finger_makes_no_person_with_itself() -> None:
    """One finger of four always misses: with two different fingers every second person holds it."""
    mated = [[-2.0]] + [[5.0]] * 3
    strangers: list[list[list[float]]] = [[[-2.0] if a != b else [] for b in range(4)] for a in range(4)]
    told = Simulation([FingerRatios(mated, strangers)]).sums().at_threshold(6.0, 10)
    assert told.fnir == pytest.approx(0.5)
    assert told.fpir == 0.0


def test_rounding_goes_against_us() -> None:
    sums = Simulation([FingerRatios([[1.009]] * 2, [[[], [0.001]], [[0.001], []]])]).sums()
    assert sums.at_threshold(2.01, 2).fnir == pytest.approx(1.0)  # 1.009 twice is told as 2.00
    assert sums.at_threshold(0.02, 1).fpir == pytest.approx(1.0)  # 0.001 twice as 0.02


def test_the_bound_lies_above_and_repeats() -> None:
    simulation = Simulation([a_set(1, 8), a_set(2, 8)])

    def measure(sums: PairSums) -> OpenSet:
        return sums.at_threshold(3.0, 100)

    bound = simulation.upper_bound(measure, replicates=200, seed=1)
    assert simulation.sums().at_threshold(3.0, 100).fnir < bound < 1
    assert simulation.upper_bound(measure, replicates=200, seed=1) == bound
