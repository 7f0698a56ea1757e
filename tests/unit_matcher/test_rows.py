"""Rows of a matrix in parts times a vector: every instruction set to the bit, NumPy to its last digits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from matcher.kernels.dispatch import instruction_sets, kernel
from matcher.kernels.rows import SAME_PRODUCT, weigh, weigh_instruction_sets, weigh_kernel
from matcher.kernels.selfcheck import NUMPY

IN_C = [name for name in weigh_instruction_sets() if name != NUMPY]
NEEDS_C = pytest.mark.skipif(not IN_C, reason="the kernel was not built here")

Floats = NDArray[np.float32]


def unit(rng: np.random.Generator, count: int, dimensions: int) -> Floats:
    rows = rng.normal(size=(count, dimensions)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@given(
    sizes=st.lists(st.integers(0, 400), min_size=1, max_size=6),
    dimensions=st.sampled_from([1, 7, 8, 9, 31, 32, 33, 40, 128, 255, 256, 512]),
    share=st.sampled_from([0.01, 0.5, 1.0]),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_whatever_the_lengths(sizes: list[int], dimensions: int, share: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    everyone = unit(rng, sum(sizes) + 1, dimensions)
    rows, vector = everyone[:-1], everyone[-1]
    parts = np.split(rows, np.cumsum(sizes)[:-1].tolist())
    chosen = np.flatnonzero(rng.random(len(rows)) < share)
    exact = rows[chosen].astype(np.float64) @ vector.astype(np.float64)
    found = {name: weigh(parts, chosen, vector, name) for name in weigh_instruction_sets()}
    for products in found.values():
        assert products.dtype == np.float32
        assert products == pytest.approx(exact, abs=SAME_PRODUCT)
    assert len({found[name].tobytes() for name in IN_C}) <= 1


@NEEDS_C
def test_equal_rows_are_equal_wherever_they_stand() -> None:
    """Of NumPy's product of a matrix that is not so: ties would fall by a row's neighbours."""
    rng = np.random.default_rng(2)
    rows = unit(rng, 1000, 131)
    rows[::7] = rows[3]
    alike, vector = np.arange(0, 1000, 7), unit(rng, 1, 131)[0]
    for name in IN_C:
        assert len(set(weigh([rows[:333], rows[333:]], np.arange(1000), vector, name)[alike].tolist())) == 1
        (alone,) = weigh([rows], np.array([3]), vector, name)
        assert alone == weigh([rows[:333], rows[333:]], alike, vector, name)[-1]


@NEEDS_C
@pytest.mark.parametrize("forced", instruction_sets())
def test_what_is_forced_is_not_passed_over(forced: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """To find out whether a processor's wider registers are to blame, nothing may use them."""
    monkeypatch.setenv("UMBRAL_INSTRUCTION_SET", forced)
    kernel.cache_clear()
    weigh_kernel.cache_clear()
    try:
        expected = {"avx512": "avx2", "avx2": "avx2", NUMPY: NUMPY}.get(forced, "plain")
        assert weigh_kernel() == expected
    finally:
        monkeypatch.undo()
        kernel.cache_clear()
        weigh_kernel.cache_clear()


@pytest.mark.parametrize("instruction_set", weigh_instruction_sets())
@pytest.mark.parametrize("chosen", [[-1], [0, 0], [5, 3], [7, 6], [0, 10], [10], [2**62], [-(2**63)]])
def test_rows_that_there_are_not_are_refused(instruction_set: str, chosen: list[int]) -> None:
    rows = unit(np.random.default_rng(1), 10, 8)
    with pytest.raises(ValueError, match="do not fit"):
        weigh([rows[:6], rows[6:]], np.array(chosen, np.int64), rows[0], instruction_set)


@pytest.mark.parametrize("instruction_set", weigh_instruction_sets())
def test_vectors_of_another_length_are_refused(instruction_set: str) -> None:
    rows = unit(np.random.default_rng(1), 10, 8)
    with pytest.raises(ValueError, match="fits not all"):
        weigh([rows, rows[:, :7]], np.arange(3), rows[0], instruction_set)


def test_the_door_lets_no_wrong_arrays_in() -> None:
    _compare = pytest.importorskip("matcher.kernels._compare", reason="the kernel was not built here")
    rows = unit(np.random.default_rng(1), 10, 8)
    chosen, out, vector = np.arange(4), np.empty(4, np.float32), rows[0]
    _compare.weigh_rows((rows,), np.array([10]), chosen, vector, out, "plain")
    for parts, counts, into, by in (
        ((rows,), [11], out, vector),
        ((rows,), [9], out, vector),
        ((rows,), [10, 0], out, vector),
        ((rows.ravel()[:-1],), [10], out, vector),
        ((rows,), [10], out[:3], vector),
        ((rows,), [10], out, vector[:0]),
        ((rows,), [10], out, vector[:7]),
        ((), [], out, vector),
    ):
        with pytest.raises(ValueError, match="do not fit"):
            _compare.weigh_rows(parts, np.array(counts, np.int64), chosen, by, into, "plain")
    with pytest.raises(ValueError, match="no instruction set"):
        _compare.weigh_rows((rows,), np.array([10]), chosen, vector, out, "mmx")
    with pytest.raises(ValueError, match="items of 4 bytes"):
        _compare.weigh_rows((rows.astype(np.float64),), np.array([10]), chosen, vector, out, "plain")
    with pytest.raises(TypeError):
        _compare.weigh_rows([rows], np.array([10]), chosen, vector, out, "plain")
    out.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        _compare.weigh_rows((rows,), np.array([10]), chosen, vector, out, "plain")
