"""/v1/quality: is this picture good enough, or should it be taken again?"""

from fastapi import APIRouter, Request

from api.contract.grading import Graded, GradingRequest
from api.openapi import body_of
from api.routes.answers import samples_out
from api.routes.bodies import read
from api.routes.context import Language, Service, in_worker
from api.sampling import captured

router = APIRouter(prefix="/v1/quality", tags=["comparisons"])


@router.post(
    "",
    operation_id="grade",
    openapi_extra=body_of(GradingRequest),
)
async def grade(request: Request, service: Service, language: Language) -> Graded:
    """What prints and pictures are worth, told at the counter while the person is still there.

    Nothing is compared and nothing is stored: to know that a finger is too dry, nobody need be searched.
    """
    asked = await read(request, GradingRequest)
    taken = captured(asked.samples, asked.absent_fingers)
    return Graded(samples=samples_out(await in_worker(request, service.grade, taken), language))
