"""Published tables against a reader who tries every table that fits them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from api.statistics.suppression import publish, publish_linked
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


@st.composite
def linked(draw: st.DrawFn) -> dict[str, CountTable]:
    """The same few people, counted in two ways."""
    people = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=9))
    first = [[sum(one == cell for one, _ in people) for cell in (2 * row, 2 * row + 1)] for row in range(2)]
    second = [[sum(other == cell for _, other in people) for cell in range(3)]]
    return {
        "first": CountTable.of(["r0", "r1"], ["c0", "c1"], first),
        "second": CountTable.of(["all"], ["x", "y", "z"], second),
    }


@settings(max_examples=150, deadline=None)
@given(linked(), st.integers(2, 3))
def test_no_small_count_can_be_worked_out_from_several_tables(
    tables: dict[str, CountTable], least: int
) -> None:
    published = publish_linked(tables, least)
    fitting = {name: possible(told, MOST + least + 3) for name, told in published.items()}
    totals = [set(fits[:, -1, -1]) for fits in fitting.values()]
    shared = list(set.intersection(*totals))
    for name, table in tables.items():
        agreeing = fitting[name][np.isin(fitting[name][:, -1, -1], shared)]
        for cell in table.cells:
            told = published[name].counts[cell[0]][cell[1]]
            assert told in (None, table[cell])
            if 0 < table[cell] < least:
                assert told is None
                assert len(np.unique(agreeing[:, cell[0], cell[1]])) >= least


def test_a_total_that_one_table_tells_protects_nothing_in_the_other() -> None:
    """One small count beside a withheld total: told alone it is safe, beside the other table it is not."""
    small = CountTable.of(["all"], ["x", "y"], [[3, 40]])
    whole = CountTable.of(["all"], ["u", "v"], [[20, 23]])
    alone = publish(small, 5).counts[0]
    told = publish_linked({"small": small, "whole": whole}, 5)
    assert alone.count(None) == 2
    assert {told["small"].counts[0][2], told["whole"].counts[0][2]} in ({43}, {None})
    if told["small"].counts[0][2] is None:
        assert told["whole"].counts[0][:2] != (20, 23)


def test_tables_of_different_people_are_not_linked() -> None:
    with pytest.raises(ValueError, match="grand total"):
        publish_linked({"a": CountTable.of(["r"], ["c"], [[4]]), "b": CountTable.of(["r"], ["c"], [[5]])}, 2)


def test_many_visits_by_few_people_are_protected_like_a_few_people() -> None:
    table = CountTable.of(["north", "south"], ["a", "b"], [[60, 50], [70, 80]])
    counts = publish(table, 5, sensitive=[(0, 0)]).counts
    assert counts[0][0] is None
    assert sum(count is None for row in counts for count in row) >= 4


def test_what_the_reader_knows_protects_nobody() -> None:
    """The cheapest cells to withhold are known: others are, and the known ones stay as they are."""
    table = CountTable.of(["north", "south"], ["a", "b", "c"], [[3, 9, 50], [9, 9, 60]])
    counts = publish(table, 5, known=[(0, 1)]).counts
    assert counts[0][1] == 9
    assert counts[0][0] is None
    assert counts[0][2] is None or counts[0][3] is None


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
