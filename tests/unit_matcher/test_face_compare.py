"""The cosine, by its definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.face.compare import Embedding, compare, compare_each, compare_many


def units(seed: int, count: int, dimension: int = 128) -> Embedding:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@given(st.integers(0, 2**32 - 1))
def test_the_score_is_the_cosine_of_the_angle(seed: int) -> None:
    first, second = units(seed, 2)
    exact = first.astype(np.float64) @ second.astype(np.float64)
    assert compare(first, second) == pytest.approx(exact, abs=1e-6)
    assert compare(first, second) == compare(second, first)
    assert compare(first, first) == pytest.approx(1, abs=1e-6)
    assert compare(first, -first) == pytest.approx(-1, abs=1e-6)


@given(st.integers(0, 2**32 - 1))
def test_rounding_never_leads_out_of_the_range(seed: int) -> None:
    vectors = units(seed, 20, 7) * np.float32(1.0009)
    for vector in vectors:
        assert np.abs(compare_many(vector, vectors)).max() <= 1


def test_many_at_once_are_the_same_scores() -> None:
    vectors = units(3, 50)
    together = compare_many(vectors[0], vectors)
    assert together.dtype == np.float32
    assert together == pytest.approx([compare(vectors[0], each) for each in vectors], abs=1e-6)
    assert compare_many(vectors[0], vectors[:0]).shape == (0,)


def test_each_score_is_to_the_bit_what_it_is_alone() -> None:
    for dimension in (128, 256, 131):
        vectors = units(5, 50, dimension)
        together = compare_each(vectors[0], vectors)
        assert together.tolist() == [compare(vectors[0], each) for each in vectors]
        assert together == pytest.approx(compare_many(vectors[0], vectors), abs=1e-6)
    assert compare_each(vectors[0], vectors[:0]).shape == (0,)
    with pytest.raises(ValueError, match="cannot compare"):
        compare_each(vectors[0], vectors[0])


@pytest.mark.parametrize("shape", [(3, 256), (128,), (2, 3, 128)])
def test_other_dimensions_are_not_compared(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="cannot compare"):
        compare_many(units(1, 1)[0], np.zeros(shape, np.float32))
