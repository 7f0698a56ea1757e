"""Inner products of one vector with some rows of a matrix in parts: C where built, else NumPy.

The rows stand far apart in memory, and C fetches the next while it multiplies. It adds each row's terms in
one order, so that equal rows have equal products whatever stands beside them.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.kernels.dispatch import kernel
from matcher.kernels.selfcheck import NUMPY, first_trusted

_in_c: tuple[str, ...] = ()
with suppress(ImportError):  # no compiler where this was installed
    from matcher.kernels import _compare

    _in_c = tuple(_compare.weigh_supported())

SAME_PRODUCT: Final = 1e-6  # of unit vectors: NumPy adds up in another order

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


def weigh_instruction_sets() -> tuple[str, ...]:
    """What can multiply here, the fastest first; "numpy" always can."""
    return (*_in_c, NUMPY)


@cache
def weigh_kernel() -> str:
    """What multiplies here: the fastest trusted, or what the environment forces. For AVX-512 there is nothing
    of its own; SSE4.2's and NEON's registers are what a compiler takes for plain C."""
    if kernel() == NUMPY:
        return NUMPY
    forced = os.environ.get("UMBRAL_INSTRUCTION_SET")
    if forced is not None:
        return "avx2" if forced == "avx512" else forced if forced in _in_c else "plain"
    available = weigh_instruction_sets()
    parts, rows, vector = _small_case()
    return first_trusted(
        "weighing", available, lambda name: weigh(parts, rows, vector, name), tolerance=SAME_PRODUCT
    )


def weigh(parts: Sequence[Floats], rows: Rows, vector: Floats, instruction_set: str | None = None) -> Floats:
    """(n,) float32: vector (d,) times the rows of these numbers, rising, over all parts, (m, d) each.

    ValueError where two numbers do not rise, there is no such row, or the dimensions differ. C releases the
    GIL.
    """
    if any(part.shape[1:] != vector.shape for part in parts):
        raise ValueError(f"a vector of {vector.shape} fits not all parts of the matrix")
    chosen = instruction_set or weigh_kernel()
    if chosen == NUMPY:
        return _in_numpy(parts, rows, vector)
    counts = np.array([len(part) for part in parts], np.int64)
    products = np.empty(len(rows), np.float32)
    _compare.weigh_rows(tuple(parts), counts, rows, vector, products, chosen)
    return products


def _in_numpy(parts: Sequence[Floats], rows: Rows, vector: Floats) -> Floats:
    starts = [0, *accumulate(len(part) for part in parts)]
    if len(rows) and (rows[0] < 0 or rows[-1] >= starts[-1] or (np.diff(rows) < 1).any()):
        raise ValueError("the rows that are chosen and the parts do not fit one another")
    bounds = np.searchsorted(rows, starts).tolist()
    products = [
        _some(part, rows[first:last] - start) @ vector
        for part, start, first, last in zip(parts, starts, bounds, bounds[1:], strict=False)
        if first < last
    ]
    return np.concatenate(products) if products else np.empty(0, np.float32)


def _some(part: Floats, rows: Rows) -> Floats:
    """These rows; all of them without a copy."""
    return part if len(rows) == len(part) else part.take(rows, axis=0)


def _small_case() -> tuple[list[Floats], Rows, Floats]:
    """Three parts of unit vectors of a length that fills no register, and every third row of theirs."""
    draw = np.random.default_rng(5)
    unit = draw.normal(size=(101, 77)).astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    return [unit[:40], unit[40:40], unit[40:100]], np.arange(0, 100, 3), unit[100]
