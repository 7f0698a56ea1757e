"""The public's tables as a page shows them: each with its newest month, and lists as bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.contract import words
from api.registry.publications import Publication
from api.statistics.csv import TOTAL, csv_of
from api.statistics.table import PublishedTable
from api.statistics.tables import EVERYBODY, FLOWS, NAMES, STAY

WIDEST = 320.0
"""Length of the longest bar, in the drawing's own units."""


@dataclass(frozen=True, slots=True)
class Bar:
    """label: in words. value: as it is written, None where it is withheld. length: in the drawing's units."""

    label: str
    value: str | None
    length: float


@dataclass(frozen=True, slots=True)
class TableView:
    """One table. header, lines: cells in words; None: withheld. bars: of a list or a series, else empty."""

    name: str
    header: list[str]
    lines: list[tuple[str, list[str | None]]]
    bars: list[Bar]


def views(months: Sequence[Publication], language: str) -> list[TableView]:
    """All tables of the newest month; flows and stays as a series of all months. months: the newest first."""
    if not months:
        return []
    return [
        _series(months, name, language) if name in (FLOWS, STAY) else _newest(months[0], name, language)
        for name in NAMES
    ]


def table_csv(months: Sequence[Publication], name: str) -> str:
    """One table of all months as comma-separated values."""
    return csv_of((one.month, one.tables[name]) for one in months)


def _newest(publication: Publication, name: str, language: str) -> TableView:
    table = publication.tables[name]
    listed = table.rows == (EVERYBODY,)
    rows = [*table.rows, TOTAL]
    lines = [
        (_label(row, language), [_written(count, language) for count in counts])
        for row, counts in zip(rows, table.counts, strict=True)
        if not (listed and row == TOTAL) and _tells(row, counts)
    ]
    header = [_label(column, language) for column in (*table.columns, TOTAL)]
    return TableView(name, header, lines, _bars(table, language) if listed else [])


def _bars(table: PublishedTable, language: str) -> list[Bar]:
    counts = table.counts[0][:-1]
    most = max((count or 0 for count in counts), default=0) or 1
    return [
        Bar(_label(column, language), _written(count, language), round(WIDEST * (count or 0) / most, 1))
        for column, count in zip(table.columns, counts, strict=True)
    ]


def _series(months: Sequence[Publication], name: str, language: str) -> TableView:
    columns = months[0].tables[name].columns
    counted = [(one.month, one.tables[name].counts[0]) for one in months]
    lines = [(month, [_written(count, language) for count in counts]) for month, counts in counted]
    most = max((counts[0] or 0 for _, counts in counted), default=0) or 1
    bars = [
        Bar(month, _written(counts[0], language), round(WIDEST * (counts[0] or 0) / most, 1))
        for month, counts in reversed(counted)
    ]
    return TableView(name, [_label(column, language) for column in columns], lines, bars)


def _tells(row: str, counts: Sequence[int | None]) -> bool:
    """A row of zeros under `unrecorded` says nothing worth a line."""
    return row != "unrecorded" or any(count != 0 for count in counts)


def _label(code: str, language: str) -> str:
    """A code in words; a facility's own code as it is."""
    key = f"statistics.label.{code}"
    return words.text(key, language) if key in words.texts(language) else code


def _written(count: int | None, language: str) -> str | None:
    return None if count is None else words.number(count, language)
