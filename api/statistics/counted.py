"""What a month was counted to be, before anything of it is withheld. It is never stored and never sent."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from api.statistics.table import Cell, CountTable


@dataclass(frozen=True, slots=True)
class HeldPerson:
    """Somebody in custody when the month ended, by the groups of `groups.py` and codes of the registry."""

    facility: str
    status: str
    sex: str
    age: str
    nationality: str
    clock: str


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened `times` times to or by somebody. person: None: nobody on record is meant."""

    row: str
    column: str
    person: Hashable | None
    times: int


@dataclass(frozen=True, slots=True)
class Freed:
    """Somebody who was released. days: how long this custody lasted."""

    person: Hashable
    days: float


@dataclass(frozen=True, slots=True)
class MonthCounted:
    """facilities: their codes, also where nobody was. admitted: who was received, once for each time."""

    facilities: Sequence[str]
    held: Sequence[HeldPerson]
    admitted: Sequence[Hashable]
    freed: Sequence[Freed]
    visits: Sequence[Happened]
    decisions: Sequence[Happened]


def people(rows: Sequence[str], columns: Sequence[str], pairs: Iterable[tuple[str, str]]) -> CountTable:
    """Persons by row and column; rows and columns that nobody named come last, so that nobody is left out."""
    counts = Counter(pairs)
    rows, columns = (
        _complete(rows, (row for row, _ in counts)),
        _complete(columns, (col for _, col in counts)),
    )
    return CountTable.of(rows, columns, [[counts[row, column] for column in columns] for row in rows])


def happenings(
    rows: Sequence[str], columns: Sequence[str], what: Sequence[Happened], least: int
) -> tuple[CountTable, frozenset[Cell]]:
    """How often it happened, and the cells, totals among them, that few people stand behind."""
    rows, columns = (
        _complete(rows, (one.row for one in what)),
        _complete(columns, (one.column for one in what)),
    )
    times: Counter[Cell] = Counter()
    behind: defaultdict[Cell, set[Hashable]] = defaultdict(set)
    for number, one in enumerate(what):
        row, column = rows.index(one.row), columns.index(one.column)
        times[row, column] += one.times
        for cell in ((row, column), (row, len(columns)), (len(rows), column), (len(rows), len(columns))):
            behind[cell].add((number,) if one.person is None else one.person)
    table = CountTable.of(
        rows, columns, [[times[row, column] for column in range(len(columns))] for row in range(len(rows))]
    )
    return table, frozenset(cell for cell in behind if len(behind[cell]) < least)


def _complete(named: Sequence[str], met: Iterable[str]) -> tuple[str, ...]:
    return (*named, *sorted(set(met) - set(named)))
