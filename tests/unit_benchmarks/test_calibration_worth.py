"""What right ratios would measure, and whether one half's tail foretells the other's, on made-up people."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy.attainable import if_right
from benchmarks.accuracy.calibrate_face import Fold, folds
from benchmarks.accuracy.datasets import FaceImage
from benchmarks.accuracy.face_protocol import FaceTemplates, impostor_persons, verify
from benchmarks.accuracy.large_gallery import over_splits
from benchmarks.accuracy.tail_proof import foretold
from benchmarks.speed import face_crowd_fit

DIMENSION = 12


def crowd(persons: int, seed: int = 2) -> FaceTemplates:
    """Two samples of each of so many evenly spread directions: P(cosine) goes as (1 - cosine)^k, and k, from
    below, to (DIMENSION - 1) / 2."""
    rng = np.random.default_rng(seed)
    points = np.repeat(rng.normal(size=(persons, DIMENSION)), 2, axis=0)
    points += 0.35 * rng.normal(size=points.shape)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    images = tuple(
        FaceImage(f"p{place // 2:04}", Path(f"p{place // 2:04}/{place}.jpg")) for place in range(len(points))
    )
    return FaceTemplates(images, points.astype(np.float32), np.ones(len(points), np.bool_), (), {})


def normal_ratios(mated: int, others: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """log10 ratios of two normals of equal width, 3 deviations apart."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(3.0, 1.0, mated), rng.normal(0.0, 1.0, others)
    return tuple((3.0 * each - 4.5) / np.log(10) for each in scores)


def test_right_ratios_lie_above_the_least_on_few_pairs_and_hardly_on_many() -> None:
    few, many = (if_right(*normal_ratios(mated, 20_000, 3)) for mated in (100, 5000))
    assert few["mean"] > 1.06
    assert few["deviation"] > 2 * many["deviation"]
    assert 1.0 < many["mean"] < 1.03


def test_it_is_asked_of_the_ratios_as_they_are_claimed() -> None:
    """Ratios that claim nothing let the least possible gain nothing but chance."""
    told = if_right(np.zeros(500), np.zeros(5000))
    assert told == {"mean": 1.0, "deviation": 0.0}


def test_whose_the_scores_are_is_told_in_their_order() -> None:
    """Several blocks of rows; the persons' own points give the score again."""
    made = crowd(400)
    persons, others = impostor_persons(made), verify(made)[1]
    assert len(persons) == len(others) == 800 * 799 // 2 - 400
    again = made.embeddings.reshape(400, 2, DIMENSION)
    for place in (0, 1234, 123_456, len(others) - 1):
        first, second = persons[place]
        assert first != second
        possible = again[first] @ again[second].T
        assert np.abs(possible - others[place]).min() < 1e-5


@pytest.fixture(scope="module")
def both() -> tuple[Fold, Fold]:
    return folds([crowd(900)], "x-1")


def test_a_half_foretells_the_other_and_an_exponential_tail_does_not(both: tuple[Fold, Fold]) -> None:
    for told in foretold(both):
        assert 4.0 < told["k"] < 6.0  # 5.5 at the end
        assert told["log10_rates"] == [-3.0, -3.5, -4.0, -4.5]
        off = np.subtract(told["foretold"], told["log10_rates"])
        assert np.abs(off[:3]).max() < 0.3
        assert told["foretold_exponential"][-1] > told["foretold"][-1]


def test_another_crowds_tail_is_found_out(both: tuple[Fold, Fold]) -> None:
    """The half to be judged is made of lookalikes: nothing foretells them."""
    (part,) = both[0].rest
    near = part.embeddings[:1] + 0.7 * part.embeddings
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    alike = FaceTemplates(part.images, near, part.found, (), {})
    (told, _) = foretold((Fold(both[0].calibration, (alike,)), both[1]))
    assert np.subtract(told["foretold"], told["log10_rates"])[2] < -0.5


def test_halves_in_another_order_are_halves_of_the_same_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is fitted on and judged; crowds made of other halves are searched for the rates asked for."""
    for name, value in (("PERSONS", 200), ("_ROUNDS", 1), ("_NOISE", (1.0,)), ("_POORNESS", (0.4,))):
        monkeypatch.setattr(face_crowd_fit, name, value)
    templates = crowd(120)
    names = {image.identity for image in templates.images}

    def judged_ones(seed: int | None) -> list[set[str]]:
        return [
            {image.identity for part in fold.rest for image in part.images}
            for fold in folds([templates], "x-1", seed)
        ]

    for first, second in map(judged_ones, (None, 0, 1)):
        assert not first & second
        assert first | second == names
        assert abs(len(first) - len(second)) <= 1
    assert judged_ones(0)[0] != judged_ones(1)[0]
    assert judged_ones(0) == judged_ones(0)
    told = over_splits(templates, "x-1", 500, 1, strangers=50)
    rates = [row["fpir"] for row in told]
    assert rates == sorted(rates, reverse=True), "the rarer asked for, the rarer"
    assert all(len(row["halves"]) == 2 and row["searches"] == 100 for row in told)
