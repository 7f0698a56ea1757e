"""/v1/gates/visits/closing: may the visiting area be locked? Look by look, and gone on with anywhere."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from api.audit import act
from api.auth.guard import Within
from api.auth.rights import Right
from api.contract.closing import (
    ClosingLine,
    ClosingLookIn,
    ClosingOut,
    ClosingPage,
    ClosingRequest,
    ExplainedIn,
    ReconciledIn,
)
from api.contract.facilities import HouseCode
from api.desks.service import Gates
from api.desks.visits.area import Area
from api.desks.visits.closing import Certainty, ClosingDesk
from api.office import Office
from api.openapi import body_of, json_body_of
from api.registry import closings
from api.registry.belonging import shown
from api.registry.closings import Closing, Finding
from api.registry.idempotency import Answer
from api.registry.unit import Unit, View
from api.routes.closing_answers import closing_out
from api.routes.context import Language, in_worker, part
from api.routes.once import (
    READS,
    WRITES,
    After,
    Limit,
    Write,
    answers,
    as_response,
    asked_once,
    reads,
    told,
    writes,
)
from api.routes.places import code_of, id_of

router = APIRouter(prefix="/v1", tags=["visits"])

Closers = Annotated[Write, writes(Right.CLOSE_VISITS)]
Supervising = Annotated[Write, writes(Right.RECONCILE_VISITS)]
Reading = Annotated[Office, reads(Right.READ_VISITS)]
_ASKED = {**answers(ClosingOut), **WRITES}


def _desk(request: Request) -> ClosingDesk:
    return part(request, "gates", Gates).closing


Desk = Annotated[ClosingDesk, Depends(_desk)]


@router.post(
    "/gates/visits/closing",
    operation_id="close_visits",
    openapi_extra=json_body_of(ClosingRequest),
    responses=_ASKED,
    response_class=Response,
)
async def close(write: Closers, desk: Desk, language: Language) -> Response:
    """Begin a closing, or go on with the one that runs. `admit`: the area can be locked, and it is over."""
    asked = await write.body(ClosingRequest)

    def work(unit: Unit) -> Answer:
        return _answer(desk.ask(unit, asked, write.actor.id), language)

    return await write.once(work, asked)


@router.get("/gates/visits/closing", operation_id="list_closings", responses=READS)
def page(
    office: Reading,
    within: Within,
    *,
    facility: Annotated[HouseCode | None, Query(description="Its code; none: every facility")] = None,
    running: Annotated[bool | None, Query(description="Whether it goes on; none: either way")] = None,
    after: After = None,
    limit: Limit = 50,
) -> ClosingPage:
    """Closings, the oldest first; `running` finds the one to go on with."""
    with office.store.reading() as view:
        found = closings.page(
            view,
            *shown("closing", within),
            facility_id=id_of(view, facility),
            running=running,
            after=after,
            limit=limit,
        )
        lines = [_line(view, one) for one in found]
    return ClosingPage(closings=lines, next=found[-1].id if len(found) == limit else None)


@router.get("/gates/visits/closing/{closing_id}", operation_id="read_closing", responses=READS)
def one(closing_id: UUID, _office: Reading, desk: Desk, language: Language) -> ClosingOut:
    """How a closing stands now; one after which the area was locked, as it stood then."""
    return closing_out(desk.read(closing_id), language)


@router.post(
    "/gates/visits/closing/{closing_id}/looks",
    operation_id="look_at_closing",
    openapi_extra=body_of(ClosingLookIn),
    responses=_ASKED,
    response_class=Response,
)
async def look(closing_id: UUID, write: Closers, desk: Desk, language: Language) -> Response:
    """Somebody was found in the area. A look that comes again counts once."""
    asked = await write.body(ClosingLookIn)
    once = asked_once(write.request, write.actor, write.key, asked)
    act.told(purpose="visits-closing", basis="policy", reference=f"closing/{closing_id}")
    show = partial(_look_answer, language=language)
    return as_response(await in_worker(write.request, desk.look, closing_id, asked, write.actor, once, show))


@router.post(
    "/gates/visits/closing/{closing_id}/looks/{look_id}/explain",
    operation_id="explain_look",
    openapi_extra=json_body_of(ExplainedIn),
    responses=_ASKED,
    response_class=Response,
)
async def explain(
    closing_id: UUID, look_id: UUID, write: Supervising, desk: Desk, language: Language
) -> Response:
    """A supervisor found out who somebody is who was found, and where they are now."""
    asked = await write.body(ExplainedIn)
    officer = write.actor.id

    def work(unit: Unit) -> Answer:
        return _answer(desk.explain(unit, closing_id, look_id, asked.reason, officer), language)

    return await write.once(work, asked)


@router.post(
    "/visits/{visit_id}/reconcile",
    operation_id="reconcile_visit",
    openapi_extra=json_body_of(ReconciledIn),
    responses=_ASKED,
    response_class=Response,
)
async def reconcile(visit_id: UUID, write: Supervising, desk: Desk, language: Language) -> Response:
    """A supervisor found out what became of a visitor without exit: the visit is over, under their name."""
    asked = await write.body(ReconciledIn)
    finding, officer = Finding(asked.found), write.actor.id

    def work(unit: Unit) -> Answer:
        return _answer(desk.reconcile(unit, visit_id, finding, asked.reason, officer), language)

    return await write.once(work, asked)


def _answer(standing: Area, language: str) -> Answer:
    return told(closing_out(standing, language))


def _look_answer(standing: Area, sure: Certainty, language: str) -> Answer:
    return told(closing_out(standing, language, sure))


def _line(view: View, one: Closing) -> ClosingLine:
    return ClosingLine(
        id=one.id,
        facility=code_of(view, one.facility_id),
        begun_at=one.begun,
        begun_by=one.begun_by,
        searched_at=one.searched,
        locked_at=one.locked,
    )
