"""Arrays moved to large pages: the same values, aligned, alive for as long as they are used."""

import gc
import mmap

import numpy as np
import pytest

from matcher.kernels.pages import LARGE_PAGE, LEAST, NUMPY_ASKS, in_large_pages


@pytest.mark.parametrize("octets", [0, 1, LEAST - 64, LEAST, LARGE_PAGE, LARGE_PAGE + 64, NUMPY_ASKS])
def test_the_copy_is_the_same_and_ones_own(octets: int) -> None:
    given = np.random.default_rng(1).integers(0, 256, (octets // 64, 64), np.uint8).T
    copy = in_large_pages(given)
    assert copy.flags.c_contiguous
    assert copy.shape == given.shape
    assert np.array_equal(copy, given)
    assert not np.shares_memory(copy, given)


@pytest.mark.skipif(not hasattr(mmap, "MADV_HUGEPAGE"), reason="large pages are asked for on Linux alone")
def test_it_lies_at_the_beginning_of_a_page_and_outlives_what_it_was_made_with() -> None:
    made = [in_large_pages(np.full(LEAST + extra, extra, np.uint8)) for extra in range(5)]
    views = [copy[1000:] for copy in made]
    assert {copy.ctypes.data % LARGE_PAGE for copy in made} == {0}
    del made
    gc.collect()
    assert [set(view.tolist()) for view in views] == [{0}, {1}, {2}, {3}, {4}]
