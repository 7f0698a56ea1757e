"""A table of counts with its totals, as counted and as published."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

Cell = tuple[int, int]
"""Row and column; the last row and the last column are the totals, their crossing the grand total."""


@dataclass(frozen=True)
class CountTable:
    """counts: one tuple a row, non-negative, with the totals in the last row and column."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]]) -> Self:
        """From counts without totals. Raises ValueError for a wrong shape or a negative count."""
        if len(counts) != len(rows) or any(len(row) != len(columns) for row in counts):
            raise ValueError(f"{len(rows)} rows of {len(columns)} columns are named, others are given")
        if any(count < 0 for row in counts for count in row):
            raise ValueError("a count is negative")
        with_totals = [(*row, sum(row)) for row in counts]
        with_totals.append(tuple(map(sum, zip(*with_totals, strict=True))) or (0,))
        return cls(tuple(rows), tuple(columns), tuple(with_totals))

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All of them, totals too."""
        return tuple((row, column) for row, counts in enumerate(self.counts) for column in range(len(counts)))

    def __getitem__(self, cell: Cell) -> int:
        return self.counts[cell[0]][cell[1]]


@dataclass(frozen=True)
class PublishedTable:
    """counts: as of the table, None where one is withheld. least: the fewest people that are told of."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int | None, ...], ...]
    least: int
