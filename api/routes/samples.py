"""/v1/persons/{person}/samples/{sample}: the stored image or record, opened."""

from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Response

from api.routes.context import Service
from matcher.records import MEDIA_TYPE

router = APIRouter(prefix="/v1/persons/{person_id}/samples", tags=["samples"])


@router.get(
    "/{sample_id}",
    operation_id="read_sample",
    response_class=Response,
    responses={
        200: {
            "description": "The image or record as it is kept",
            "content": {"image/*": {}, MEDIA_TYPE: {}},
        },
        304: {"description": "The caller has it"},
    },
)
def image(
    person_id: UUID, sample_id: UUID, service: Service, if_none_match: Annotated[str | None, Header()] = None
) -> Response:
    """What was captured, byte for byte; of a slap or a record of several fingers, this finger's part."""
    stored = service.sample(person_id, sample_id)
    etag = f'"{sha256(stored.sample.data).hexdigest()[:32]}"'
    if if_none_match == etag:
        return Response(status_code=304, headers={"ETag": etag})
    return Response(stored.sample.data, headers={"ETag": etag}, media_type=stored.media_type)
