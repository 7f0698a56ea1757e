"""A table as comma-separated values (RFC 4180), one count a line, so that every program reads it alike."""

import csv
import io
from collections.abc import Iterable

from api.statistics.table import PublishedTable

HEADER = ("month", "row", "column", "count", "withheld")
TOTAL = "total"


def csv_of(months: Iterable[tuple[str, PublishedTable]]) -> str:
    """months: each with its table. A withheld count is left empty, with 1 in the last column."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for month, table in months:
        rows, columns = ([*names, TOTAL] if table.totals else names for names in (table.rows, table.columns))
        for row, counts in zip(rows, table.counts, strict=True):
            for column, count in zip(columns, counts, strict=True):
                withheld = count is None
                writer.writerow((month, row, column, "" if withheld else count, int(withheld)))
    return text.getvalue()
