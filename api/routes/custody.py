"""/v1/persons/{person}/custody: since when somebody is held, on what footing, and what else keeps them."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from api.auth.rights import Right
from api.contract.custody import CaseLinkIn, CustodyOut, HoldIn, HoldOut, PlaceIn
from api.events.catalogue.custody import CaseLinked
from api.events.event import Event, emit
from api.office import Office
from api.openapi import json_body_of
from api.registry import custody, holds, moved, orders, persons
from api.registry.custody import Episode
from api.registry.errors import NotOnRecord
from api.registry.holds import Hold, HoldGround, HoldOrigin
from api.registry.idempotency import Answer
from api.registry.unit import Unit, View
from api.routes.custody_answers import custody_out, hold_out
from api.routes.once import CHANGES, READS, WRITES, Write, answers, reads, told, writes
from api.routes.places import code_of, require_order
from api.routes.preconditions import IfMatch, etag, require_version

router = APIRouter(prefix="/v1/persons/{person_id}/custody", tags=["custody"])

Placing = Annotated[Write, writes(Right.PLACE_HOLDS)]


@router.get("", operation_id="read_custody", responses=READS)
def one(
    person_id: UUID, response: Response, office: Annotated[Office, reads(Right.READ_CUSTODY)]
) -> CustodyOut:
    """The custody that somebody is in or was in last, with the state of its clock now."""
    with office.store.reading() as view:
        moved.require_current(view, person_id)
        episode = _latest(view, person_id)
        shown = custody_out(view, episode, office.policies, office.clock.now())
    response.headers.update(etag(episode.version))
    return shown


@router.put(
    "/case",
    operation_id="link_case",
    openapi_extra=json_body_of(CaseLinkIn),
    responses={**answers(CustodyOut), **CHANGES},
    response_class=Response,
)
async def link(
    person_id: UUID, write: Annotated[Write, writes(Right.LINK_CASES)], if_match: IfMatch = None
) -> Response:
    """The court's file is found, or another one: the custody is listed as without case file no more."""
    asked = await write.body(CaseLinkIn)
    return await write.once(partial(_link, person_id, asked, write.office, if_match), asked)


@router.put(
    "/place",
    operation_id="place_prisoner",
    openapi_extra=json_body_of(PlaceIn),
    responses={**answers(CustodyOut), **CHANGES},
    response_class=Response,
)
async def move(
    person_id: UUID, write: Annotated[Write, writes(Right.PLACE_PRISONERS)], if_match: IfMatch = None
) -> Response:
    """In which wing and cell somebody is held from now on; roll-call counts them there."""
    asked = await write.body(PlaceIn)
    return await write.once(partial(_move, person_id, asked, write.office, if_match), asked)


@router.post(
    "/holds",
    status_code=201,
    operation_id="place_hold",
    openapi_extra=json_body_of(HoldIn),
    responses={**answers(HoldOut, made=True), **WRITES},
    response_class=Response,
)
async def place(person_id: UUID, write: Placing) -> Response:
    """Another ground to keep somebody whom one order would set free."""
    asked = await write.body(HoldIn)
    return await write.once(partial(_place, person_id, asked, write.actor.id), asked)


@router.post(
    "/holds/{hold_id}/lift",
    operation_id="lift_hold",
    responses={**answers(HoldOut), **WRITES},
    response_class=Response,
)
async def lift(person_id: UUID, hold_id: UUID, write: Placing) -> Response:
    """End a hold. That needs no version: a hold changes in no other way."""
    return await write.once(partial(_lift, person_id, hold_id, write.actor.id))


def _latest(view: View, person_id: UUID) -> Episode:
    found = custody.of(view, person_id)
    if not found:
        raise NotOnRecord("This person was never in custody.", what="episode")
    return found[-1]


def _link(person_id: UUID, asked: CaseLinkIn, office: Office, if_match: str | None, unit: Unit) -> Answer:
    moved.require_current(unit, person_id)
    seen = custody.open_of(unit, person_id, locked=True)
    require_version(if_match, seen.version)
    if asked.order_id is not None:
        orders.one(unit, asked.order_id)
    linked = custody.link_case(unit, seen, asked.case)
    facts = CaseLinked(episode_id=seen.id, order_id=asked.order_id)
    emit(unit, Event(facts, code_of(unit, seen.facility_id) or "", person_id))
    return told(custody_out(unit, linked, office.policies, unit.now), version=linked.version)


def _move(person_id: UUID, asked: PlaceIn, office: Office, if_match: str | None, unit: Unit) -> Answer:
    moved.require_current(unit, person_id)
    seen = custody.open_of(unit, person_id, locked=True)
    require_version(if_match, seen.version)
    here = custody.place(unit, seen, facility_id=seen.facility_id, wing=asked.wing, cell=asked.cell)
    return told(custody_out(unit, here, office.policies, unit.now), version=here.version)


def _place(person_id: UUID, asked: HoldIn, by: str, unit: Unit) -> Answer:
    since = asked.since or unit.now
    require_order(since, asked.until)
    moved.require_current(unit, person_id)
    persons.lock(unit, person_id)  # a release that weighs the person's holds waits, or is waited for
    new = Hold(
        person_id=person_id,
        ground=HoldGround(asked.ground),
        since=since,
        until=asked.until,
        placed_by=by,
        origin=HoldOrigin(asked.authority, asked.case, asked.reason),
    )
    shown = hold_out(holds.place(unit, new), unit.now)
    return told(shown, status=201)


def _lift(person_id: UUID, hold_id: UUID, by: str, unit: Unit) -> Answer:
    if holds.one(unit, hold_id).person_id != person_id:
        raise NotOnRecord("This person has no such hold.", what="hold")
    holds.lift(unit, hold_id, by=by)
    return told(hold_out(holds.one(unit, hold_id), unit.now))
