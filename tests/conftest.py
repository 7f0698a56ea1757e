"""Fixtures of all tests: both databases that a store can lie in."""

from tests.support.databases import cluster, where

__all__ = ["cluster", "where"]
