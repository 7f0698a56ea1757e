"""/v1/passages/{passage}/decision: what was decided last, to be read again by whoever takes over."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request

from api.auth.rights import Right
from api.contract.gates import DecisionOut
from api.desks.standing import standing
from api.office import Office
from api.routes.context import Language, in_worker
from api.routes.decisions import standing_out
from api.routes.once import reads

Reading = Annotated[Office, reads(Right.READ_DECISIONS)]

router = APIRouter(prefix="/v1/passages", tags=["gates"])


@router.get("/{passage_id}/decision", operation_id="read_decision")
async def latest(request: Request, passage_id: UUID, office: Reading, language: Language) -> DecisionOut:
    """The latest decision with what it waits for. Nothing is compared or decided for it."""
    found = await in_worker(request, standing, office.store, passage_id)
    return standing_out(found, language)
