"""Wire types of the public's statistics."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api.contract.samples import WireModel

TableName = Literal[
    "custody-by-facility", "custody-by-status-and-sex", "custody-by-age", "custody-by-nationality",
    "detention-clock", "admissions-and-releases", "length-of-stay", "visits", "decisions",
]  # fmt: skip
MonthText = Annotated[
    str, Field(pattern=r"^(20\d\d|2100)-(0[1-9]|1[0-2])$", description="A month, as 2026-02")
]


class MonthOut(WireModel):
    """One month of one table. counts: row by row; null: withheld. totals: the last row and column are totals.

    least: of how many people a count had to be.
    """

    month: str
    published_at: datetime
    least: int
    rows: list[str]
    columns: list[str]
    totals: bool
    counts: list[list[int | None]]


class TableOut(WireModel):
    """One table, the newest month first."""

    table: TableName
    months: list[MonthOut]


class StatisticsOut(WireModel):
    """What is published. months: the newest first."""

    tables: list[TableName]
    months: list[str]
