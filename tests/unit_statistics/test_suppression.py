"""Published tables against a reader who tries every table that fits them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from api.statistics.suppression import publish
from api.statistics.table import CountTable, PublishedTable

MOST = 4


@st.composite
def tables(draw: st.DrawFn) -> CountTable:
    """Small enough to try everything."""
    rows, columns = draw(st.sampled_from([(1, 2), (1, 3), (2, 2), (2, 3), (3, 2)]))
    counts = [[draw(st.integers(0, MOST)) for _ in range(columns)] for _ in range(rows)]
    return CountTable.of([f"r{i}" for i in range(rows)], [f"c{j}" for j in range(columns)], counts)


def possible(published: PublishedTable, most: int) -> NDArray[np.int64]:
    """Every table with counts up to `most` that agrees with what is told: (tables, rows + 1, columns + 1)."""
    inner = [count for row in published.counts[:-1] for count in row[:-1]]
    choices = [np.arange(most + 1) if count is None else np.array([count]) for count in inner]
    drawn = np.stack(np.meshgrid(*choices, indexing="ij"), -1)
    tables = drawn.reshape(-1, len(published.rows), len(published.columns))
    tables = np.concatenate([tables, tables.sum(2, keepdims=True)], 2)
    tables = np.concatenate([tables, tables.sum(1, keepdims=True)], 1)
    told = np.array([[-1 if count is None else count for count in row] for row in published.counts])
    agreeing: NDArray[np.int64] = tables[((told < 0) | (tables == told)).all((1, 2))]
    return agreeing


@settings(max_examples=200, deadline=None)
@given(tables(), st.integers(2, 3))
def test_no_small_count_can_be_worked_out(table: CountTable, least: int) -> None:
    published = publish(table, least)
    fitting = possible(published, MOST + least)
    assert (fitting == np.array(table.counts)).all((1, 2)).any()
    for cell in table.cells:
        if 0 < table[cell] < least:
            assert published.counts[cell[0]][cell[1]] is None
            assert len(np.unique(fitting[:, cell[0], cell[1]])) >= least


@settings(max_examples=100, deadline=None)
@given(tables(), st.integers(2, 4))
def test_what_is_told_is_true(table: CountTable, least: int) -> None:
    published = publish(table, least)
    for cell in table.cells:
        assert published.counts[cell[0]][cell[1]] in (None, table[cell])


def test_a_table_without_small_counts_is_published_whole() -> None:
    table = CountTable.of(["north", "south"], ["untried", "sentenced"], [[120, 40], [0, 75]])
    assert publish(table, 5).counts == ((120, 40, 160), (0, 75, 75), (120, 115, 235))


def test_a_lone_small_count_takes_the_cheapest_others_with_it() -> None:
    table = CountTable.of(
        ["north", "south", "west"],
        ["untried", "sentenced", "civil"],
        [[120, 40, 3], [90, 75, 12], [60, 55, 50]],
    )
    counts = publish(table, 5).counts
    withheld = {(i, j) for i, row in enumerate(counts) for j, count in enumerate(row) if count is None}
    assert withheld == {(0, 1), (0, 2), (1, 1), (1, 2)}


@pytest.mark.parametrize("counts", [[[1, 2]], [[1, 0]]])
def test_a_handful_of_people_is_not_told_at_all(counts: list[list[int]]) -> None:
    published = publish(CountTable.of(["all"], ["women", "men"], counts), 5)
    assert {count for row in published.counts for count in row} <= {None, 0}


@pytest.mark.parametrize(("rows", "counts"), [(["a"], [[1, -1]]), (["a"], [[1]]), (["a", "b"], [[1, 2]])])
def test_what_is_no_table_is_refused(rows: list[str], counts: list[list[int]]) -> None:
    with pytest.raises(ValueError, match=r"negative|named"):
        CountTable.of(rows, ["x", "y"], counts)


def test_one_person_is_never_enough() -> None:
    with pytest.raises(ValueError, match="person"):
        publish(CountTable.of(["a"], ["x"], [[4]]), 1)
