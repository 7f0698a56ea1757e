"""/v1/identify: who is this?"""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Security
from starlette.concurrency import run_in_threadpool

from api.auth.asking import asked as asked_by
from api.auth.asking import documented
from api.auth.guard import known_persons
from api.auth.rights import Right, may, require
from api.contract.answers import Identification, IdentifyRequest
from api.desks.searches import Purpose, Searches, Wanted
from api.openapi import body_of
from api.registry.galleries import Gallery
from api.routes.answers import identification_out
from api.routes.bodies import read
from api.routes.context import Language, Service, in_worker, part
from api.sampling import captured

router = APIRouter(prefix="/v1/identify", tags=["comparisons"])


@router.post(
    "",
    operation_id="identify",
    openapi_extra=body_of(IdentifyRequest),
    dependencies=[Security(documented)],
)
async def identify(request: Request, service: Service, language: Language) -> Identification:
    """1:N. Compare one person's samples with everybody in the named galleries. Nothing captured is stored."""
    service.require_ready()
    asked = await read(request, IdentifyRequest)
    galleries = await run_in_threadpool(_permitted, request, asked)
    answer = await in_worker(
        request,
        service.identify,
        captured(asked.samples, asked.absent_fingers),
        k=asked.k,
        galleries=galleries,
        explain=asked.explain and may(asked_by(request), Right.SEE_CAPTURES),
    )
    ids = [found.person.id for found in answer.found]
    known = await run_in_threadpool(known_persons, request, ids)
    return identification_out(answer, language, known=known, ruled=asked.facility is not None)


def _permitted(request: Request, asked: IdentifyRequest) -> Sequence[str]:
    """The galleries that may be searched. Raises SearchForbidden, ActorMissing, RoleMissing."""
    searches = part(request, "searches", Searches)
    if asked.facility is None:
        searches.require_free()
        return asked.galleries
    actor = asked_by(request)
    require(actor, Right.SEARCH_GALLERIES)
    wanted = Wanted(
        facility=asked.facility,
        purpose=None if asked.purpose is None else Purpose(asked.purpose),
        basis=asked.legal_basis,
        reference=asked.reference,
        warrant_id=asked.warrant_id,
        galleries=tuple(Gallery(one) for one in asked.galleries),
    )
    return searches.permit(wanted, actor)
