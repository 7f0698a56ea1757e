"""/v1/adjudication/reviews: what a reviewer sees and answers. Nothing here tells a case from a known pair."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api import problems
from api.adjudicating import AdjudicationDesk, Exhibit
from api.adjudication.judgement import Judgement
from api.auth.actor import Actor
from api.auth.asking import Acting
from api.auth.guard import Within
from api.auth.rights import Right, require
from api.contract.adjudication import JudgementIn, ReviewOut
from api.openapi import json_body_of
from api.routes.adjudication_desk import PICTURES, PREFIX, Desk, Shown, pairs_out, picture
from api.routes.bodies import read
from api.routes.context import Language, in_worker
from api.routes.repeatable import Repeatable

router = APIRouter(prefix=f"{PREFIX}/reviews", tags=["adjudication"], route_class=Repeatable)


@router.post(
    "",
    operation_id="next_review",
    response_model=ReviewOut,
    responses={204: {"description": "Nothing waits"}, **problems.documented(401, 403)},
)
async def next_review(
    request: Request, desk: Desk, actor: Acting, within: Within, language: Language
) -> ReviewOut | Response:
    """What to look at now: the review that is under way, else a new one, chosen by chance."""
    require(actor, Right.REVIEW_CASES)
    shown = await in_worker(request, desk.next_review, actor.id, within, actor.person)
    return Response(status_code=204) if shown is None else _review_out(shown, language)


@router.get("/{review_id}", operation_id="read_review")
async def review(
    request: Request, review_id: UUID, desk: Desk, actor: Acting, language: Language
) -> ReviewOut:
    """A review under way, of the one who asks."""
    return _review_out(await _own(request, desk, actor, review_id), language)


@router.get(
    "/{review_id}/pairs/{pair}/{shown}",
    operation_id="review_picture",
    response_class=Response,
    responses=PICTURES,
)
async def review_picture(
    request: Request, review_id: UUID, pair: int, shown: Shown, desk: Desk, actor: Acting
) -> Response:
    """A pair's drawing, or one of its faces."""
    return await picture(request, desk, await _own(request, desk, actor, review_id), pair, shown)


@router.put(
    "/{review_id}/judgement",
    status_code=204,
    operation_id="judge",
    openapi_extra=json_body_of(JudgementIn),
    responses=problems.documented(409),
)
async def judge(request: Request, review_id: UUID, desk: Desk, actor: Acting) -> None:
    """Answer. Nothing is told back: neither what others said, nor whether the answer was known."""
    require(actor, Right.REVIEW_CASES)
    said = await read(request, JudgementIn)
    await in_worker(request, desk.judge, review_id, actor.id, Judgement(said.judgement))


@router.delete(
    "/{review_id}",
    status_code=204,
    operation_id="give_back_review",
)
def give_back(review_id: UUID, desk: Desk, actor: Acting) -> None:
    """Do not answer: the case goes back to the queue."""
    require(actor, Right.REVIEW_CASES)
    desk.give_back(review_id, actor.id)


async def _own(request: Request, desk: AdjudicationDesk, actor: Actor, review_id: UUID) -> Exhibit:
    require(actor, Right.REVIEW_CASES)
    return await in_worker(request, desk.review, review_id, actor.id)


def _review_out(shown: Exhibit, language: str) -> ReviewOut:
    assert shown.until is not None  # noqa: S101 - every review has its end
    return ReviewOut(id=shown.id, until=shown.until, pairs=pairs_out(shown, language))
