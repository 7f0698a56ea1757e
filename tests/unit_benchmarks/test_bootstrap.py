"""The bootstrap over fingers against rates of scores that were really drawn again."""

import numpy as np
import pytest

from benchmarks.accuracy.bootstrap import OwnedScores, _Resampled, intervals
from benchmarks.accuracy.rates import FAILED, verification_rates


def a_set(seed: int, fingers: int = 5, impressions: int = 3, apart: float = 0.5) -> OwnedScores:
    """Scores with ties; every finger has a level of its own; one genuine pair failed."""
    rng = np.random.default_rng(seed)
    level = rng.normal(apart, 0.3, fingers)
    own = np.repeat(np.arange(fingers), impressions * (impressions - 1) // 2)
    first, second = np.triu_indices(fingers, 1)
    pairs = np.repeat(np.column_stack([first, second]), impressions**2, axis=0)
    genuine = np.round(level[own] + rng.normal(0, 0.1, len(own)), 2)
    genuine[0] = FAILED
    impostor = np.round(rng.normal(0, 0.2, len(pairs)), 2)
    return OwnedScores(genuine, impostor, own, pairs, fingers)


def drawn_again(one: OwnedScores, counts: list[int]) -> tuple[list[float], list[float]]:
    """The scores written out as often as their fingers were drawn."""
    weights = np.array(counts)
    genuine = np.repeat(one.genuine, weights[one.genuine_fingers])
    times = weights[one.impostor_fingers[:, 0]] * weights[one.impostor_fingers[:, 1]]
    return genuine.tolist(), np.repeat(one.impostor, times).tolist()


@pytest.mark.parametrize("counts", [[1, 1, 1, 1, 1], [0, 2, 1, 0, 2], [5, 0, 0, 0, 0], [0, 1, 4, 0, 0]])
def test_a_replicate_has_the_rates_of_what_was_drawn(counts: list[int]) -> None:
    one, other = a_set(1), a_set(2)
    resampled = _Resampled([one, other]).rates([counts, [1, 0, 3, 1, 0]])
    mated, others = drawn_again(one, counts)
    more_mated, more_others = drawn_again(other, [1, 0, 3, 1, 0])
    assert resampled == verification_rates(mated + more_mated, others + more_others)


def test_one_finger_alone_leaves_no_impostor_comparison() -> None:
    assert _Resampled([a_set(1)]).rates([[5, 0, 0, 0, 0]]) is None


def test_the_interval_holds_the_rate_and_repeats() -> None:
    sets = [a_set(seed) for seed in range(4)]
    mated = np.concatenate([one.genuine for one in sets])
    rates = verification_rates(mated, np.concatenate([one.impostor for one in sets]))
    found = intervals(sets, replicates=300)
    assert set(found) == {"eer_95", "fmr100_95", "fmr1000_95", "zerofmr_95"}
    assert found["eer_95"][0] < rates.eer < found["eer_95"][1]
    assert found["fmr100_95"][0] < rates.fmr100 < found["fmr100_95"][1]
    assert intervals(sets, replicates=300) == found
    assert intervals(sets, replicates=300, seed=1) != found


def test_fingers_and_not_comparisons_are_drawn() -> None:
    """All of a bad finger's comparisons come and go together: the interval is wider than that of pairs."""
    fingers, each = 20, 45
    own = np.repeat(np.arange(fingers), each)
    first, second = np.triu_indices(fingers, 1)
    genuine = np.where(own == 0, 0.0, 1.0)  # one finger always misses: FNMR 5 %
    impostor = np.full(len(first), 0.5)
    one = OwnedScores(genuine, impostor, own, np.column_stack([first, second]), fingers)
    low, high = intervals([one], replicates=1000)["zerofmr_95"]
    assert low == 0.0  # the finger is left out in a third of the draws
    assert high == pytest.approx(3 / 20)  # and comes three times in a fortieth of them
    alike = OwnedScores(
        genuine, impostor, np.random.default_rng(0).permutation(own), one.impostor_fingers, 20
    )
    assert intervals([alike], replicates=1000)["zerofmr_95"][1] < 0.08


def test_sets_keep_their_number_of_fingers() -> None:
    """The draw is within each set: a set that never errs cannot crowd out one that always does."""
    wrong, right = a_set(1), a_set(2)
    wrong = OwnedScores(
        np.full_like(wrong.genuine, -9), wrong.impostor, wrong.genuine_fingers, wrong.impostor_fingers, 5
    )
    right = OwnedScores(
        np.full_like(right.genuine, 9), right.impostor, right.genuine_fingers, right.impostor_fingers, 5
    )
    low, high = intervals([wrong, right], replicates=200)["zerofmr_95"]
    assert low == high == 0.5


def test_no_interval_of_nothing() -> None:
    one = a_set(1)
    empty = OwnedScores(np.array([]), one.impostor, np.array([], np.int64), one.impostor_fingers, 5)
    with pytest.raises(ValueError, match="scores"):
        intervals([empty])
