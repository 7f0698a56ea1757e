"""A whole month of tables, and the one before, against a reader who tries everything that fits them."""

from collections.abc import Sequence
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from api.contract.statistics import TableName
from api.statistics import tables as made
from api.statistics.counted import Freed, Happened, HeldPerson, MonthCounted, happenings
from api.statistics.csv import csv_of
from api.statistics.table import PublishedTable
from api.statistics.tables import CLOCK, DECISIONS, FACILITY, FLOWS, NAMES, STAY, VISITS, tables_of

PERSON = HeldPerson("north", "pre-trial", "men", "25-34", "national", "ok")
LINKED = ("intake", "release", "visit-entry")


def month(
    held: int = 60,
    admitted: int = 20,
    freed: int = 10,
    visits: int = 40,
    decisions: Sequence[tuple[str, str, int]] = (),
    *,
    visitors: int | None = None,
    days: Sequence[float] = (),
) -> MonthCounted:
    """A month in which as many things happened to as many people; admissions and so on were decided so."""
    own = [("intake", "admit", admitted), ("release", "admit", freed), ("visit-entry", "admit", visits)]
    return MonthCounted(
        ["north"],
        [PERSON] * held,
        range(admitted),
        [Freed(who, days[who] if days else 10.0) for who in range(freed)],
        [Happened("north", "biometric", who % (visitors or visits), 1) for who in range(visits)],
        [
            Happened(gate, outcome, (gate, who % (visitors or times) if gate == "visit-entry" else who), 1)
            for gate, outcome, times in (*own, *decisions)
            for who in range(times)
        ],
    )


def grand(tables: dict[str, PublishedTable]) -> int | None:
    return tables[FACILITY].counts[-1][-1]


def at(tables: dict[str, PublishedTable], gate: str, outcome: str) -> int | None:
    decisions = tables[DECISIONS]
    return decisions.counts[decisions.rows.index(gate)][decisions.columns.index(outcome)]


def test_the_tables_have_the_names_of_the_contract() -> None:
    told = tables_of(month(), 5)
    assert tuple(told) == NAMES == get_args(TableName)
    assert told[FLOWS].counts == ((20, 10),)
    assert told[STAY].counts == ((10,),)
    assert told[FACILITY].counts == ((60, 60), (60, 60))
    assert sum(told[CLOCK].counts[0][:-1]) == 60  # type: ignore[arg-type] # all are told
    assert at(told, "intake", "admit") == 20
    assert told[VISITS].counts[-1][-1] == 40


@pytest.mark.parametrize(("admitted", "freed"), [(3, 20), (20, 3)])
def test_one_small_flow_takes_the_other_and_what_was_decided_of_both_with_it(
    admitted: int, freed: int
) -> None:
    told = tables_of(month(60, admitted, freed), 5, tables_of(month(60 + freed - admitted), 5))
    assert told[FLOWS].counts == ((None, None),)
    assert told[STAY].counts == ((None,),)
    assert at(told, "intake", "admit") is at(told, "release", "admit") is None
    assert told[DECISIONS].counts[-1][0] is None
    assert told[DECISIONS].counts[-1][-1] is None


def test_where_the_number_of_the_held_is_withheld_no_flow_tells_it() -> None:
    few, many = tables_of(month(3), 5), tables_of(month(60), 5)
    assert grand(few) is None
    assert few[FLOWS].counts == ((None, None),)
    assert tables_of(month(60), 5, few)[FLOWS].counts == ((None, None),)
    assert tables_of(month(60), 5, many)[FLOWS].counts == ((20, 10),)


def test_one_long_stay_is_not_told_as_a_mean() -> None:
    days = [3.0] * 9 + [4000.0]
    assert tables_of(month(days=days), 5)[STAY].counts == ((None,),)
    assert tables_of(month(freed=0), 5)[STAY].counts == ((None,),)


def test_many_visits_by_few_visitors_are_withheld_in_both_tables() -> None:
    told = tables_of(month(visits=40, visitors=3), 5)
    assert told[VISITS].counts[-1][-1] is None
    assert at(told, "visit-entry", "admit") is None


def test_decisions_about_nobody_on_record_may_each_be_of_somebody_else() -> None:
    what = [Happened("intake", "hold", None, 1)] * 6 + [Happened("intake", "admit", "one", 6)]
    _, few = happenings(("intake",), ("admit", "hold"), what, 5)
    assert few == {(0, 0), (1, 0)}


def fitting(table: PublishedTable, most: int) -> dict[tuple[str, str], NDArray[np.int8]]:
    """Every set of counts of the linked gates that agrees with what is told: by cell, one entry a set."""
    rows, columns = [table.rows.index(gate) for gate in LINKED], range(len(table.columns))
    told = [[table.counts[row][column] for column in (*columns, len(columns))] for row in rows]
    inner = [count for row in told for count in row[:-1]]
    choices = [
        np.arange(most + 1, dtype=np.int8) if one is None else np.array([one], dtype=np.int8) for one in inner
    ]
    drawn = np.stack(np.meshgrid(*choices, indexing="ij"), -1).reshape(-1, len(rows), len(columns))
    drawn = drawn[_equal(drawn.sum(2), [row[-1] for row in told]).all(1)]
    drawn = drawn[_equal(drawn.sum(1), table.counts[-1][:-1]).all(1)]
    drawn = drawn[_equal(drawn.sum((1, 2)), table.counts[-1][-1])]
    return {
        (gate, outcome): drawn[:, row, column]
        for row, gate in enumerate(LINKED)
        for column, outcome in enumerate(table.columns)
    }


def _equal(counts: NDArray[Any], told: Sequence[int | None] | int | None) -> NDArray[np.bool_]:
    """Which counts agree with what is told; None: nothing is."""
    if told is None or isinstance(told, int):
        return np.ones(len(counts), bool) if told is None else np.asarray(counts == told)
    known = np.array([-1 if one is None else one for one in told])
    agreeing: NDArray[np.bool_] = (known < 0) | (counts == known)
    return agreeing


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, 4),
    st.tuples(*[st.integers(0, 2)] * 3),
    st.tuples(*[st.integers(0, 2)] * 3),
    st.booleans(),
)
def test_no_small_flow_and_no_small_decision_can_be_worked_out(
    held: int, own: tuple[int, int, int], more: tuple[int, int, int], published_before: bool
) -> None:
    """The reader knows all tables of two months, and which of them tell the same."""
    least, most = 2, 3
    admitted, freed, visits = own
    assume(held + freed - admitted >= 0)
    decisions = [(gate, "hold", times) for gate, times in zip(LINKED, more, strict=True)]
    before = tables_of(month(held + freed - admitted), least) if published_before else None
    told = tables_of(month(held, admitted, freed, visits, decisions), least, before)
    possible = fitting(told[DECISIONS], most)
    agreeing = _agreeing(possible, told, before)
    true = {("intake", "admit"): admitted, ("release", "admit"): freed, ("visit-entry", "admit"): visits}
    true |= {(gate, outcome): times for gate, outcome, times in decisions}
    truth = [possible[cell] == count for cell, count in true.items()]
    assert np.logical_and.reduce([agreeing, *truth]).any()
    for cell, count in true.items():
        if 0 < count < least:
            assert len(np.unique(possible[cell][agreeing])) >= least, cell


def _agreeing(
    possible: dict[tuple[str, str], NDArray[np.int8]],
    told: dict[str, PublishedTable],
    before: dict[str, PublishedTable] | None,
) -> NDArray[np.bool_]:
    """What a reader of the flows, the visits and both grand totals holds for possible."""
    admitted, freed = possible["intake", "admit"], possible["release", "admit"]
    agreeing = _equal(admitted, told[FLOWS].counts[0][0]) & _equal(freed, told[FLOWS].counts[0][1])
    agreeing &= _equal(possible["visit-entry", "admit"], told[VISITS].counts[-1][-1])
    now, then = grand(told), None if before is None else grand(before)
    return agreeing if now is None or then is None else agreeing & (admitted - freed == now - then)


def test_csv_has_one_count_a_line_and_says_what_is_withheld() -> None:
    table = PublishedTable(("a", 'b "x", y'), ("n",), ((7, 7), (None, None), (None, None)), 5)
    assert csv_of([("2026-02", table)]).split("\r\n") == [
        "month,row,column,count,withheld",
        "2026-02,a,n,7,0",
        "2026-02,a,total,7,0",
        '2026-02,"b ""x"", y",n,,1',
        '2026-02,"b ""x"", y",total,,1',
        "2026-02,total,n,,1",
        "2026-02,total,total,,1",
        "",
    ]
    assert csv_of([("2026-02", tables_of(month(), 5)[FLOWS])]).endswith("everybody,releases,10,0\r\n")
    assert made.EVERYBODY == "everybody"
