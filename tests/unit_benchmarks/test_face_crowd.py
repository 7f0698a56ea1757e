"""A crowd of made-up faces: the same whatever part is asked for, and like the embeddings it was fitted to."""

import numpy as np
import pytest

from benchmarks.speed import face_crowd_fit
from benchmarks.speed.face_crowd import AT_ONCE, FaceCrowd
from benchmarks.speed.face_crowd_fit import fitted, ks, likeness, pair_scores

DIMENSION = 24


def a_crowd(
    poorness: float = 0.6, groups: tuple[tuple[int, float], ...] = ((10, 0.2), (200, 0.3))
) -> FaceCrowd:
    falling = np.diag(0.9 ** np.arange(DIMENSION)).astype(np.float32)
    mean = np.zeros(DIMENSION, np.float32)
    mean[0] = 0.5
    return FaceCrowd(mean, falling, 0.3 * falling[::-1, ::-1].copy(), poorness, groups)


def test_any_part_of_a_crowd_is_that_part_of_all_of_it() -> None:
    crowd = a_crowd()
    some = crowd.samples(AT_ONCE - 3, 6, 1)
    assert np.array_equal(some, crowd.samples(0, 2 * AT_ONCE, 1)[AT_ONCE - 3 : AT_ONCE + 3])
    assert np.linalg.norm(some, axis=1) == pytest.approx(1.0, abs=1e-6)
    assert not np.allclose(some, crowd.samples(AT_ONCE - 3, 6, 0))


def test_a_person_is_more_like_themselves_and_more_so_in_good_samples() -> None:
    first, second = (a_crowd().samples(0, 2000, number) for number in (0, 1))
    scores = first @ second.T
    assert np.diagonal(scores).mean() > scores[~np.eye(2000, dtype=bool)].mean() + 0.2
    spread = [
        np.einsum("nd,nd->n", *(a_crowd(poorness).samples(0, 2000, n) for n in (0, 1))).std()
        for poorness in (0.0, 1.5)
    ]
    assert spread[1] > 1.5 * spread[0]


def test_groups_make_lookalikes() -> None:
    def top(crowd: FaceCrowd) -> float:
        mated_apart = crowd.samples(0, 1000, 0) @ crowd.samples(1000, 1000, 0).T
        return float(np.quantile(mated_apart, 0.999))

    assert top(a_crowd(groups=((100, 0.6),))) > top(a_crowd(groups=())) + 0.02


def test_a_fitted_crowd_is_like_what_it_was_fitted_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(face_crowd_fit, "PERSONS", 2000)
    real = a_crowd()
    rows = np.concatenate([real.samples(10_000, 700, number) for number in (0, 1)])
    owner = np.tile(np.arange(700), 2)
    crowd = fitted(rows, owner)
    told = likeness(crowd, pair_scores(rows, owner))
    assert told["mated_ks"] < 0.08
    assert told["non_mated_ks"] < 0.08
    off = np.subtract(told["non_mated_log10_rates_real"], told["non_mated_log10_rates_crowd"])
    assert np.abs(off).max() < 0.5


def test_one_sample_of_everybody_tells_nothing() -> None:
    with pytest.raises(ValueError, match="second sample"):
        fitted(a_crowd().samples(0, 50, 0), np.arange(50))


def test_the_distance_of_two_distributions() -> None:
    low, high = np.arange(100.0), np.arange(50.0, 150.0)
    assert ks(low, low) == 0.0
    assert ks(low, high) == pytest.approx(0.5)
