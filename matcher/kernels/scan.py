"""Codes of many rows, and the kernel that finds the nearest by a probe's tables: C where built, else NumPy.

What a code's halves mean, and what they cost, is the caller's matter (matcher/gallery/faces.py).
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.kernels import scan_twin
from matcher.kernels.dispatch import kernel
from matcher.kernels.pages import in_large_pages
from matcher.kernels.selfcheck import NUMPY, first_trusted

_in_c: tuple[str, ...] = ()
with suppress(ImportError):  # no compiler where this was installed
    from matcher.kernels import _compare

    _in_c = tuple(_compare.scan_supported())

MOST_CODE_OCTETS: Final = 1024
# Rows laid side by side: one register, or a few, holds the same octet of each.
_BLOCK_ROWS: Final = 64

Octets = NDArray[np.uint8]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class CodeBlocks:
    """Codes as the kernels read them. blocks: (b, c, 64) uint8, octet by octet of 64 rows; the last block is
    filled up with zeros. count: rows."""

    blocks: Octets
    count: int

    @classmethod
    def of(cls, codes: Octets) -> "CodeBlocks":
        """codes: (n, c) uint8, 1 <= c <= 1024."""
        n, c = codes.shape
        if not 1 <= c <= MOST_CODE_OCTETS:
            raise ValueError(f"a code of {c} octets")
        filled = np.concatenate([codes, np.zeros((-n % _BLOCK_ROWS, c), np.uint8)])
        return cls(in_large_pages(filled.reshape(-1, _BLOCK_ROWS, c).transpose(0, 2, 1)), n)

    def codes(self) -> Octets:
        """(n, c): what `of` was given."""
        apart = self.blocks.transpose(0, 2, 1).reshape(-1, self.blocks.shape[1])
        return np.ascontiguousarray(apart[: self.count])

    def __len__(self) -> int:
        return self.count


@dataclass(frozen=True, slots=True, eq=False)
class CodeParts:
    """Codes of one length, part after part, numbered as if they were one. counts: int64, rows of each."""

    blocks: tuple[Octets, ...]
    counts: Rows
    rows: int

    @classmethod
    def of(cls, parts: Sequence[CodeBlocks]) -> "CodeParts":
        """ValueError where their codes are not of one length."""
        if len({part.blocks.shape[1] for part in parts}) > 1:
            raise ValueError("parts with codes of several lengths")
        counts = np.array([len(part) for part in parts], np.int64)
        return cls(tuple(part.blocks for part in parts), counts, int(counts.sum()))

    def codes(self) -> Octets:
        """(rows, c): all of them."""
        pairs = zip(self.blocks, self.counts.tolist(), strict=True)
        return np.concatenate([CodeBlocks(blocks, count).codes() for blocks, count in pairs])


def scan_instruction_sets() -> tuple[str, ...]:
    """What can scan here, the fastest first; "numpy" always can."""
    return (*_in_c, NUMPY)


@cache
def scan_kernel() -> str:
    """What scans here: what the environment forces, where the scan has it, else the fastest trusted."""
    if kernel() == NUMPY:
        return NUMPY
    forced, available = os.environ.get("UMBRAL_INSTRUCTION_SET"), scan_instruction_sets()
    if forced in available:
        return forced
    cost, parts = _small_case()
    return first_trusted("scanning", available, lambda name: scan_many(parts, cost, 100, name))


def scan_many(parts: CodeParts, cost: Octets, wanted: int, instruction_set: str | None = None) -> Rows:
    """Numbers of the `wanted` rows, or of all, whose codes cost least; of equal ones the earlier; rising.

    cost: (2 c, 16) uint8, what each value of each half of a code costs (scan_twin.costs). ValueError where it
    does not fit the codes. C releases the GIL.
    """
    chosen = instruction_set or scan_kernel()
    if parts.blocks and 2 * parts.blocks[0].shape[1] != len(cost):
        raise ValueError("a scan's tables are for codes of another length")
    if chosen == NUMPY:
        return scan_twin.nearest(cost, parts.codes(), wanted)
    rows = np.empty(min(wanted, parts.rows), np.int64)
    found = _compare.scan_many(parts.blocks, parts.counts, cost, rows, chosen)
    return rows[:found]


def _small_case() -> tuple[Octets, CodeParts]:
    """A probe and three parts, saturating sums and equal costs among theirs: what a kernel is checked on."""
    draw = np.random.default_rng(3)
    cost = draw.integers(0, 24, (2 * 11, 16), np.uint8)
    cost[0] = 100
    codes = draw.integers(0, 256, (300, 11), np.uint8)
    return cost, CodeParts.of([CodeBlocks.of(part) for part in (codes[:70], codes[70:70], codes[70:])])
