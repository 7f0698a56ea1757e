"""/v1/persons/{person}/verify: is this who they say?"""

from uuid import UUID

from fastapi import APIRouter, Request

from api.auth.asking import Acting
from api.auth.rights import Right, may
from api.contract.answers import Verification, VerifyRequest
from api.openapi import body_of
from api.routes.answers import verification_out
from api.routes.bodies import read
from api.routes.context import Language, Service, in_worker
from api.sampling import captured

router = APIRouter(prefix="/v1/persons/{person_id}/verify", tags=["comparisons"])


@router.post(
    "",
    operation_id="verify",
    openapi_extra=body_of(VerifyRequest),
)
async def verify(
    request: Request, person_id: UUID, service: Service, actor: Acting, language: Language
) -> Verification:
    """1:1. Compare one person's samples with the person in the path. Nothing is stored."""
    service.require_ready()
    asked = await read(request, VerifyRequest)
    answer = await in_worker(
        request,
        service.verify,
        person_id,
        captured(asked.samples, asked.absent_fingers),
        explain=asked.explain and may(actor, Right.SEE_CAPTURES),
    )
    return verification_out(answer, language)
