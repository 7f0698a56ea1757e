"""Fixtures of all tests: both databases that a store can lie in."""

import gc
import os
from collections.abc import Generator

import pytest

from tests.support.databases import cluster, empty_file, where
from tests.support.scratch import write_in_memory

__all__ = ["cluster", "empty_file", "where"]

write_in_memory()  # before anybody asks where temporary files go


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected lives to the end: no collection of garbage looks through it again.

    It is half a million objects, and looking through them was a tenth of all that the tests cost.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: a third of the time a test waits, for a disk or another process."""
    return len(os.sched_getaffinity(0)) + 1
