"""Fixtures of all tests: both databases that a store can lie in."""

from tests.support.databases import cluster, empty_file, where

__all__ = ["cluster", "empty_file", "where"]
