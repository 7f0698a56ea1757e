"""/v1/adjudication/known and /reviewers: pairs whose answer is known, and what they say of reviewers."""

from fastapi import APIRouter, Request

from api.auth.asking import Acting
from api.auth.rights import Right, require
from api.contract.adjudication import Created, KnownOut, KnownRequest, ReviewerList, ReviewerOut
from api.openapi import json_body_of
from api.routes.adjudication_desk import PREFIX, Desk, rate_out
from api.routes.bodies import read
from api.routes.context import Service, in_worker
from api.routes.repeatable import Repeatable
from api.sampling import captured

router = APIRouter(prefix=PREFIX, tags=["adjudication"], route_class=Repeatable)


@router.post(
    "/known",
    status_code=201,
    operation_id="add_known_pair",
    openapi_extra=json_body_of(KnownRequest),
)
async def add(request: Request, service: Service, desk: Desk, actor: Acting) -> Created:
    """Mix a pair into everybody's queue. Prints that look unlike this site's own give themselves away."""
    require(actor, Right.ENTER_KNOWN_PAIRS)
    asked = await read(request, KnownRequest)
    first, second = [
        (await in_worker(request, service.see, captured(side))).samples
        for side in (asked.first, asked.second)
    ]
    known_id = await in_worker(
        request, desk.add_known, mated=asked.mated, first=first, second=second, by=actor.id
    )
    return Created(id=known_id)


@router.get("/known", operation_id="count_known_pairs")
def known(desk: Desk, actor: Acting) -> KnownOut:
    """How many pairs there are."""
    require(actor, Right.READ_REVIEWERS)
    mated, non_mated = desk.known()
    return KnownOut(mated=mated, non_mated=non_mated, share=desk.known_share)


@router.get("/reviewers", operation_id="list_reviewers")
def reviewers(desk: Desk, actor: Acting) -> ReviewerList:
    """Error rates. Reviewers do not see their own: whoever watches the count knows the known pairs."""
    require(actor, Right.READ_REVIEWERS)
    return ReviewerList(
        reviewers=[
            ReviewerOut(
                reviewer=reviewer,
                false_same=rate_out(rates.false_same),
                false_different=rate_out(rates.false_different),
                cannot_tell=rate_out(rates.cannot_tell),
            )
            for reviewer, rates in desk.rates().items()
        ]
    )
