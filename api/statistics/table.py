"""A table of counts with its totals, as counted and as published; and several that share a grand total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

Cell = tuple[int, int]
"""Row and column; the last row and the last column are the totals, their crossing the grand total."""

LinkedCell = tuple[int, int, int]
"""Which of the linked tables, and the cell in it."""

Node = tuple[str, int, int]
"""A row or a column of one of the tables."""


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
        with_totals.append(tuple(map(sum, zip(*with_totals, strict=True))) or (0,) * (len(columns) + 1))
        return cls(tuple(rows), tuple(columns), tuple(with_totals))

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All of them, totals too."""
        return tuple((row, column) for row, counts in enumerate(self.counts) for column in range(len(counts)))

    @property
    def grand(self) -> Cell:
        """The cell of the grand total."""
        return (len(self.rows), len(self.columns))

    def __getitem__(self, cell: Cell) -> int:
        return self.counts[cell[0]][cell[1]]


@dataclass(frozen=True)
class LinkedTables:
    """The same people counted in several ways: every table has the same grand total. By name, in order."""

    tables: tuple[CountTable, ...]

    @classmethod
    def of(cls, named: Mapping[str, CountTable]) -> Self:
        """Raises ValueError where the tables are not of the same people."""
        if len({table.counts[-1][-1] for table in named.values()}) != 1:
            raise ValueError("tables that are linked have one grand total")
        return cls(tuple(named.values()))

    @cached_property
    def cells(self) -> tuple[LinkedCell, ...]:
        """All of them; the grand total once, as the first table's."""
        own = (
            (place, *cell)
            for place, table in enumerate(self.tables)
            for cell in table.cells
            if place == 0 or cell != table.grand
        )
        return tuple(own)

    def __getitem__(self, cell: LinkedCell) -> int:
        return self.tables[cell[0]][cell[1:]]

    def at(self, place: int, cell: Cell) -> LinkedCell:
        """A cell of one of the tables, as all of them know it."""
        return (0, *self.tables[0].grand) if cell == self.tables[place].grand else (place, *cell)

    @property
    def grand(self) -> int:
        """How many people there are."""
        return self.tables[0][self.tables[0].grand]

    def ends(self, cell: LinkedCell) -> tuple[Node, Node]:
        """From where to where a cell carries its count (see `attacker.py`)."""
        place, row, column = cell
        table = self.tables[place]
        by_row, by_column = self._row(place, row), ("column", place, column)
        if (row, column) == table.grand:
            return self._row(len(self.tables) - 1, len(self.tables[-1].rows)), ("column", 0, column)
        inner = row != table.grand[0] and column != table.grand[1]
        return (by_row, by_column) if inner else (by_column, by_row)

    def _row(self, place: int, row: int) -> Node:
        """The end of a table is where the next one begins: everybody goes through all of them."""
        if row == len(self.tables[place].rows) and place + 1 < len(self.tables):
            return ("column", place + 1, len(self.tables[place + 1].columns))
        return ("row", place, row)


@dataclass(frozen=True)
class PublishedTable:
    """counts: as of the table, None where one is withheld. least: the fewest people that are told of.

    totals: whether the last row and column are totals; else there are as many counts as rows and columns.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int | None, ...], ...]
    least: int
    totals: bool = True
