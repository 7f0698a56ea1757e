"""/v1/passages: what is held at a facility's gates, until it is signed, decided anew or broken off."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api import problems
from api.contract.gates import FacilityCode, SignatureIn
from api.contract.passages import HeldList, HeldUntil, PassageOut
from api.desks.gatehouse import Held
from api.openapi import json_body_of
from api.routes.bodies import read
from api.routes.context import in_worker
from api.routes.once import After, Limit
from api.routes.passages import DECIDED, Officer
from api.routes.repeatable import Repeatable

router = APIRouter(prefix="/v1/passages", tags=["gates"], route_class=Repeatable)


@router.get("", operation_id="list_held")
async def held(
    request: Request,
    officer: Officer,
    facility: Annotated[FacilityCode, Query(description="Its code")],
    after: After = None,
    limit: Limit = 200,
) -> HeldList:
    """Whatever is held at a facility, the longest first."""
    found = await in_worker(request, officer.gates.house.held, facility, after, limit)
    following = found[-1].passage.id if len(found) == limit else None
    return HeldList(passages=[_out(one) for one in found], next=following)


@router.get("/{passage_id}", operation_id="read_passage")
async def one(request: Request, passage_id: UUID, officer: Officer) -> PassageOut:
    """One asking of a gate, settled or not."""
    return _out(await in_worker(request, officer.gates.house.passage, passage_id))


@router.post(
    "/{passage_id}/signatures",
    operation_id="sign_passage",
    openapi_extra=json_body_of(SignatureIn),
    responses=DECIDED,
    response_class=Response,
)
async def sign(request: Request, passage_id: UUID, officer: Officer) -> Response:
    """Another officer than the one who asked agrees to a matter of `awaited`; the gate decides anew."""
    matter = (await read(request, SignatureIn)).matter
    return await officer.answer(officer.gates.sign, passage_id, matter, officer.actor)


@router.post(
    "/{passage_id}/decision",
    operation_id="decide_passage",
    responses=DECIDED,
    response_class=Response,
)
async def again(passage_id: UUID, officer: Officer) -> Response:
    """The gate decides anew on what was captured: reviewers looked, an order came, time has passed."""
    return await officer.answer(officer.gates.again, passage_id)


@router.delete(
    "/{passage_id}",
    status_code=204,
    operation_id="abandon_passage",
    responses=problems.documented(409),
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
        ending=None if passage.ending is None else passage.ending.value,
        deadlines=[
            HeldUntil(matter=one.matter, decider=one.decider, due=one.due, overdue=one.due <= held.read)
            for one in held.deadlines
        ],
        decision_id=passage.decision_id,
    )
