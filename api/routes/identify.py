"""/v1/identify: who is this?"""

from fastapi import APIRouter, Request

from api import problems
from api.contract.answers import Identification, IdentifyRequest
from api.openapi import body_of
from api.routes.answers import identification_out
from api.routes.bodies import read
from api.routes.context import Language, Service, in_worker
from api.sampling import captured

router = APIRouter(prefix="/v1/identify", tags=["comparisons"])


@router.post(
    "",
    operation_id="identify",
    openapi_extra=body_of(IdentifyRequest),
    responses=problems.documented(400, 413, 415, 422, 503),
)
async def identify(request: Request, service: Service, language: Language) -> Identification:
    """1:N. Compare one person's samples with everybody in the named galleries. Nothing is stored."""
    service.require_ready()
    asked = await read(request, IdentifyRequest)
    answer = await in_worker(
        request,
        service.identify,
        captured(asked.samples, asked.absent_fingers),
        k=asked.k,
        galleries=asked.galleries,
        explain=asked.explain,
    )
    return identification_out(answer, language)
