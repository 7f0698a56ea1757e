"""/v1/persons/{person}/minutiae, and of one sample: stored prints as minutiae records for other systems."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.contract.samples import RecordFormat
from api.routes.context import Service, in_worker
from matcher.records import MEDIA_TYPE, RecordStandard

router = APIRouter(prefix="/v1/persons/{person_id}", tags=["samples"])

Format = Annotated[
    RecordFormat, Query(alias="format", description="The standard that the record is written by")
]
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The record",
        "content": {MEDIA_TYPE: {"schema": {"type": "string", "contentMediaType": MEDIA_TYPE}}},
    },
}


@router.get(
    "/minutiae", operation_id="export_person", response_class=Response, responses=RESPONSES, tags=["persons"]
)
async def of_person(
    request: Request, person_id: UUID, service: Service, wanted: Format = "iso-19794-2:2011"
) -> Response:
    """All of a person's prints as one record, one finger view each."""
    record = await in_worker(request, service.minutiae, person_id, None, RecordStandard(wanted))
    return _file(record, person_id)


@router.get(
    "/samples/{sample_id}/minutiae",
    operation_id="export_sample",
    response_class=Response,
    responses=RESPONSES,
)
async def of_sample(
    request: Request,
    person_id: UUID,
    sample_id: UUID,
    service: Service,
    wanted: Format = "iso-19794-2:2011",
) -> Response:
    """One stored print's minutiae as a record."""
    record = await in_worker(request, service.minutiae, person_id, sample_id, RecordStandard(wanted))
    return _file(record, sample_id)


def _file(record: bytes, name: UUID) -> Response:
    return Response(
        record,
        headers={"Content-Disposition": f'attachment; filename="{name}.fmr"'},
        media_type=MEDIA_TYPE,
    )
