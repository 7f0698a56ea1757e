"""Fixtures of all tests: both databases that a store can lie in."""

from tests.support.databases import cluster, empty_file, where
from tests.support.scratch import write_in_memory

__all__ = ["cluster", "empty_file", "where"]

write_in_memory()  # before anybody asks where temporary files go
