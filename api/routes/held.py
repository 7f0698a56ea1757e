"""/v1/passages: what is held at a facility's gates, one by one or all, and how an officer breaks it off."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from api import problems
from api.contract.gates import FacilityCode
from api.contract.passages import HeldList, PassageOut
from api.desks.gatehouse import Held
from api.routes.context import in_worker
from api.routes.passages import Officer

router = APIRouter(prefix="/v1/passages", tags=["gates"])


@router.get("", operation_id="list_held", responses=problems.documented(401, 404, 422))
async def held(
    request: Request, officer: Officer, facility: Annotated[FacilityCode, Query(description="Its code")]
) -> HeldList:
    """Whatever is held at a facility, the longest first."""
    found = await in_worker(request, officer.gates.house.held, facility)
    return HeldList(passages=[_out(one) for one in found])


@router.get("/{passage_id}", operation_id="read_passage", responses=problems.documented(401, 404, 422))
async def one(request: Request, passage_id: UUID, officer: Officer) -> PassageOut:
    """One asking of a gate, settled or not."""
    return _out(await in_worker(request, officer.gates.house.passage, passage_id))


@router.delete(
    "/{passage_id}",
    status_code=204,
    operation_id="abandon_passage",
    responses=problems.documented(401, 404, 409, 422),
)
async def abandon(request: Request, passage_id: UUID, officer: Officer) -> None:
    """Whoever asked went away: what was captured is destroyed; that it was asked and decided stays."""
    await in_worker(request, officer.gates.house.abandon, passage_id)


def _out(held: Held) -> PassageOut:
    passage = held.passage
    return PassageOut(
        id=passage.id,
        gate=passage.gate.value,
        facility=held.facility,
        asked_at=passage.asked_at,
        officer=passage.officer,
        person_id=passage.person_id,
        state=passage.state.value,
        settled_at=passage.settled_at,
        decision_id=passage.decision_id,
    )
