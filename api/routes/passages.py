"""/v1/gates: may this happen, and why?"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api import problems, stages
from api.auth.actor import Actor
from api.auth.asking import Acting
from api.auth.rights import Right, require
from api.contract.gates import (
    DecisionOut,
    DepartureRequest,
    IntakeRequest,
    Presented,
    ReleaseRequest,
    ReturnRequest,
    VisitEntryRequest,
    VisitExitRequest,
    VisitorEnrolmentRequest,
)
from api.desks.gatehouse import AnyDesk, Render
from api.desks.service import Gates
from api.openapi import body_of
from api.registry.idempotency import Answer
from api.routes.bodies import read
from api.routes.context import Language, in_worker, part
from api.routes.decisions import decision_answer
from api.routes.once import Key, as_response, asked_once

router = APIRouter(prefix="/v1", tags=["gates"])

_TIMED = {
    "description": "Milliseconds of decode, extraction, store, search and rules",
    "schema": {"type": "string"},
}
DECIDED = {
    200: {"model": DecisionOut, "description": "What the gate decided", "headers": {stages.HEADER: _TIMED}},
    **problems.documented(400, 409, 410, 415),
}


@dataclass(frozen=True, slots=True)
class AtDesk:
    """An officer at a desk: who asks, and in which language the answer is."""

    request: Request
    gates: Gates
    actor: Actor
    language: str

    async def ask(self, desk: AnyDesk, model: type[Presented], key: str) -> Response:
        """Ask a gate for the first time."""
        presented = await read(self.request, model)
        once = asked_once(self.request, self.actor, key, presented)
        return await self.answer(self.gates.house.ask, desk, presented, self.actor, once)

    async def answer(self, decide: Callable[..., Answer], *args: object) -> Response:
        """What a function of the gates answers, its last argument being how it is put in words."""
        render: Render = partial(decision_answer, language=self.language)
        with stages.timed() as timed:
            answer = as_response(await in_worker(self.request, decide, *args, render))
        answer.headers[stages.HEADER] = timed.header()
        return answer


async def _at_desk(request: Request, actor: Acting, language: Language) -> AtDesk:
    """Raises RoleMissing."""
    require(actor, Right.ASK_GATES)
    return AtDesk(request, part(request, "gates", Gates), actor, language)


Officer = Annotated[AtDesk, Depends(_at_desk)]


@router.post(
    "/gates/intake",
    operation_id="receive",
    openapi_extra=body_of(IntakeRequest),
    responses=DECIDED,
    response_class=Response,
)
async def intake(officer: Officer, key: Key) -> Response:
    """Somebody was brought. If the answer is `admit`, they are in custody, and the order is used."""
    return await officer.ask(officer.gates.intake, IntakeRequest, key)


@router.post(
    "/gates/visits/enrolment",
    operation_id="enrol_visitor",
    openapi_extra=body_of(VisitorEnrolmentRequest),
    responses=DECIDED,
    response_class=Response,
)
async def enrolment(officer: Officer, key: Key) -> Response:
    """Somebody wants to be a visitor. If the answer is `admit`, they are on record under `person_id`."""
    require(officer.actor, Right.ENROL_VISITORS)
    return await officer.ask(officer.gates.enrolment, VisitorEnrolmentRequest, key)


@router.post(
    "/gates/visits/entry",
    operation_id="enter_visit",
    openapi_extra=body_of(VisitEntryRequest),
    responses=DECIDED,
    response_class=Response,
)
async def entry(officer: Officer, key: Key) -> Response:
    """A visitor wants to come in to a prisoner. If the answer is `admit`, the visit has begun."""
    return await officer.ask(officer.gates.entry, VisitEntryRequest, key)


@router.post(
    "/gates/visits/exit",
    operation_id="leave_visit",
    openapi_extra=body_of(VisitExitRequest),
    responses=DECIDED,
    response_class=Response,
)
async def exit_(officer: Officer, key: Key) -> Response:
    """Somebody wants to leave under a visit. If the answer is `admit`, the visit is over."""
    return await officer.ask(officer.gates.exit, VisitExitRequest, key)


@router.post(
    "/gates/release",
    operation_id="release",
    openapi_extra=body_of(ReleaseRequest),
    responses=DECIDED,
    response_class=Response,
)
async def release(officer: Officer, key: Key) -> Response:
    """A prisoner is to be set free. If the answer is `admit`, they are, and the order is used."""
    return await officer.ask(officer.gates.release, ReleaseRequest, key)


@router.post(
    "/gates/departure",
    operation_id="depart",
    openapi_extra=body_of(DepartureRequest),
    responses=DECIDED,
    response_class=Response,
)
async def departure(officer: Officer, key: Key) -> Response:
    """A prisoner is to leave for a time. If the answer is `admit`, they are under way, the order is used."""
    return await officer.ask(officer.gates.departure, DepartureRequest, key)


@router.post(
    "/gates/return",
    operation_id="return_to_custody",
    openapi_extra=body_of(ReturnRequest),
    responses=DECIDED,
    response_class=Response,
)
async def return_(officer: Officer, key: Key) -> Response:
    """A prisoner comes back or arrives. If the answer is `admit`, they are in again."""
    return await officer.ask(officer.gates.homecoming, ReturnRequest, key)
