"""/v1/adjudication/cases: opened by whoever holds a doubtful candidate, settled by others."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api import problems
from api.adjudicating import AdjudicationDesk, Exhibit
from api.adjudication.judgement import Judgement
from api.auth.actor import Actor
from api.auth.asking import Acting
from api.auth.guard import Within
from api.auth.rights import Right, require
from api.contract.adjudication import CaseList, CaseOut, CaseRequest, Created, DisputeOut, RulingIn
from api.openapi import json_body_of
from api.routes.adjudication_desk import PICTURES, PREFIX, Desk, Shown, case_out, pairs_out, picture
from api.routes.bodies import read
from api.routes.context import Language, in_worker
from api.routes.once import After, Limit
from api.routes.repeatable import Repeatable

router = APIRouter(prefix=f"{PREFIX}/cases", tags=["adjudication"], route_class=Repeatable)


@router.post(
    "",
    status_code=201,
    operation_id="open_case",
    openapi_extra=json_body_of(CaseRequest),
)
async def open_case(request: Request, response: Response, desk: Desk, actor: Acting) -> CaseOut:
    """Ask two reviewers. An unsettled case of the same encounter and person is given back, not doubled."""
    require(actor, Right.OPEN_CASES)
    asked = await read(request, CaseRequest)
    stored = await in_worker(
        request,
        desk.open_case,
        asked.person_id,
        asked.encounter_id,
        opened_by=actor.id,
        captured_by=asked.captured_by,
    )
    response.headers["Location"] = f"{PREFIX}/cases/{stored.row.id}"
    return case_out(stored)


@router.get("", operation_id="list_cases")
def unsettled(desk: Desk, actor: Acting, within: Within, after: After = None, limit: Limit = 200) -> CaseList:
    """Cases that wait for a reviewer or for the supervisor, the oldest first."""
    require(actor, Right.READ_CASES)
    found = desk.unsettled(after, limit, within)
    following = found[-1].row.id if len(found) == limit else None
    return CaseList(cases=[case_out(stored) for stored in found], next=following)


@router.get("/{case_id}", operation_id="read_case")
def case(case_id: UUID, desk: Desk, actor: Acting) -> CaseOut:
    """Where a case stands. What a reviewer answered is not told before it is settled."""
    require(actor, Right.READ_CASES)
    return case_out(desk.case(case_id))


@router.delete(
    "/{case_id}",
    status_code=204,
    operation_id="withdraw_case",
    responses=problems.documented(409),
)
def withdraw(case_id: UUID, desk: Desk, actor: Acting) -> None:
    """Withdraw a case that nobody needs any more."""
    require(actor, Right.SETTLE_CASES)
    desk.withdraw(case_id)


@router.get(
    "/{case_id}/dispute",
    operation_id="read_dispute",
    responses=problems.documented(409),
)
async def dispute(
    request: Request, case_id: UUID, desk: Desk, actor: Acting, language: Language
) -> DisputeOut:
    """What two reviewers disagree about, for the supervisor who is to decide: the pictures alone."""
    shown = await _disputed(request, desk, actor, case_id)
    return DisputeOut(id=shown.id, pairs=pairs_out(shown, language))


@router.get(
    "/{case_id}/dispute/pairs/{pair}/{shown}",
    operation_id="dispute_picture",
    response_class=Response,
    responses=PICTURES,
)
async def dispute_picture(
    request: Request, case_id: UUID, pair: int, shown: Shown, desk: Desk, actor: Acting
) -> Response:
    """A pair's drawing, or one of its faces."""
    return await picture(request, desk, await _disputed(request, desk, actor, case_id), pair, shown)


@router.put(
    "/{case_id}/ruling",
    status_code=204,
    operation_id="rule_case",
    openapi_extra=json_body_of(RulingIn),
    responses=problems.documented(409),
)
async def rule(request: Request, case_id: UUID, desk: Desk, actor: Acting) -> None:
    """Decide where two reviewers disagree."""
    require(actor, Right.SETTLE_CASES)
    said = await read(request, RulingIn)
    judgement = Judgement(said.judgement)
    await in_worker(request, desk.rule, case_id, actor.id, judgement, said.grounds, actor.person)


@router.post(
    "/{case_id}/known",
    status_code=201,
    operation_id="keep_case_as_known",
    responses=problems.documented(409),
)
def keep_as_known(case_id: UUID, desk: Desk, actor: Acting) -> Created:
    """Mix a settled case into the queue of those who have not seen it, as a pair whose answer is known."""
    require(actor, Right.SETTLE_CASES)
    return Created(id=desk.add_settled(case_id, by=actor.id))


async def _disputed(request: Request, desk: AdjudicationDesk, actor: Actor, case_id: UUID) -> Exhibit:
    require(actor, Right.SETTLE_CASES)
    return await in_worker(request, desk.dispute, case_id, actor.id, actor.person)
