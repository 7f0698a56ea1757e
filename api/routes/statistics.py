"""/v1/statistics: what the public may know, month by month, as it was published. There is nobody in it."""

from collections.abc import Sequence
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Query, Response

from api.auth.rights import Right
from api.contract.statistics import MonthOut, MonthText, StatisticsOut, TableName, TableOut
from api.office import Office
from api.registry import publications
from api.registry.errors import NotOnRecord
from api.registry.publications import Publication
from api.routes.once import READS, reads
from api.statistics.csv import csv_of

router = APIRouter(prefix="/v1/statistics", tags=["statistics"])

Reading = Annotated[Office, reads(Right.READ_STATISTICS)]
MOST_MONTHS = 120
CSV = "text/csv"


@router.get("", operation_id="list_statistics", responses=READS)
def every(office: Reading) -> StatisticsOut:
    """The tables there are, and the months that are published."""
    with office.store.reading() as view:
        found = publications.latest(view, MOST_MONTHS)
    return StatisticsOut(tables=list(get_args(TableName)), months=[one.month for one in found])


@router.get(
    "/{table}",
    operation_id="read_statistics",
    response_model=TableOut,
    responses={**READS, 200: {"content": {CSV: {"schema": {"type": "string"}}}}},
)
def one(
    table: TableName,
    office: Reading,
    month: Annotated[MonthText | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_MONTHS, description="Months, where none is named")] = 12,
    form: Annotated[Literal["json", "csv"], Query(alias="format")] = "json",
) -> Response:
    """One table: of one month, or of the last ones. A count that is withheld is null, or empty in CSV."""
    with office.store.reading() as view:
        found = publications.latest(view, limit) if month is None else [_of(publications.of(view, month))]
    if form == "csv":
        text = csv_of((one.month, one.tables[table]) for one in found)
        named = {"Content-Disposition": f'attachment; filename="{table}.csv"'}
        return Response(text, media_type=f"{CSV}; charset=utf-8", headers=named)
    return Response(_told(table, found).model_dump_json(), media_type="application/json")


def _of(found: Publication | None) -> Publication:
    if found is None:
        raise NotOnRecord("Nothing is published of this month.", what="publication")
    return found


def _told(table: TableName, found: Sequence[Publication]) -> TableOut:
    return TableOut(table=table, months=[_month(one, table) for one in found])


def _month(one: Publication, name: TableName) -> MonthOut:
    table = one.tables[name]
    return MonthOut(
        month=one.month,
        published_at=one.made_at,
        least=one.least,
        rows=list(table.rows),
        columns=list(table.columns),
        totals=table.totals,
        counts=[list(counts) for counts in table.counts],
    )
