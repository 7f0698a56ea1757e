"""/v1/stations: machines that capture. An administrator invites them; they keep their own keys."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api import problems
from api.auth.asking import Acting
from api.auth.guard import Within
from api.auth.rights import Right, require
from api.auth.stations import SignatureRefused, given_with, require_fresh, require_signed, station_of
from api.contract.stations import (
    EnrolmentIn,
    FacilityCode,
    NextKeyIn,
    RotatedOut,
    SelfOut,
    StationCodeOut,
    StationIn,
    StationOut,
    StationPage,
)
from api.office import Office
from api.openapi import json_body_of
from api.registry import facilities, sealing_keys, stations
from api.registry.belonging import shown
from api.registry.idempotency import Answer
from api.registry.unit import Unit
from api.routes.bodies import read
from api.routes.once import READS, WRITES, After, Here, Limit, Write, answers, reads, told, writes
from api.stations import enrolling, keeping

router = APIRouter(prefix="/v1/stations", tags=["stations"])

Keeping = Annotated[Write, writes(Right.KEEP_STATIONS)]
Reading = Annotated[Office, reads(Right.READ_STATIONS)]
SIGNED = problems.documented(400, 401, 403, 404, 409, 413, 415, 422)


@router.post(
    "",
    operation_id="invite_station",
    openapi_extra=json_body_of(StationIn),
    responses={**answers(StationCodeOut, made=True), **WRITES},
    response_class=Response,
)
async def invite(write: Keeping) -> Response:
    """A station is to be enrolled. Its code is told this once, is kept as a hash, and serves for an hour."""
    asked = await write.body(StationIn)
    return await _with_code(write, partial(keeping.invite, asked=asked, actor=write.actor), asked)


@router.post(
    "/{station_id}/code",
    operation_id="renew_station_code",
    responses={**answers(StationCodeOut, made=True), **WRITES},
    response_class=Response,
)
async def code(station_id: UUID, write: Keeping) -> Response:
    """Another code for a station: for the first time, or for one that lost its key. The last one is void."""
    return await _with_code(write, partial(keeping.another_code, station_id=station_id), None)


@router.get("", operation_id="list_stations", responses=READS)
def page(
    office: Reading,
    within: Within,
    facility: Annotated[FacilityCode | None, Query()] = None,
    after: After = None,
    limit: Limit = 50,
) -> StationPage:
    """All of them, or those of a facility."""
    with office.store.reading() as view:
        here = None if facility is None else facilities.coded(view, facility).id
        found = stations.page(view, here, after, limit, *shown("station", within))
        listed = [keeping.shown(one, facilities.one(view, one.facility_id)) for one in found]
    return StationPage(stations=listed, next=found[-1].id if len(found) == limit else None)


@router.post(
    "/enrolment",
    operation_id="enrol_station",
    status_code=201,
    openapi_extra=json_body_of(EnrolmentIn),
    responses=SIGNED,
)
async def enrol(request: Request, office: Here) -> SelfOut:
    """A station uses its code, in a request that is signed with the key that it names: it holds that key."""
    given = given_with(request)
    body = await request.body()
    asked = await read(request, EnrolmentIn)
    if given.keyid != keeping.keyid_of(asked.key) or not given.covers(body):
        raise SignatureRefused("The request is not signed by the key that it names.")
    require_signed(given, bytes.fromhex(asked.key))
    require_fresh(given, office.clock.now())
    enrolled = await run_in_threadpool(_enrolled, office, asked)
    request.app.state.events.wake()
    return enrolled


@router.get("/self", operation_id="read_own_station", responses=READS)
def own(office: Here, actor: Acting) -> SelfOut:
    """What the station that asks is on record as, and the service's keys."""
    require(actor, Right.SEND_PACKETS)
    with office.store.reading() as view:
        return enrolling.themself(view, station_of(actor))


@router.post(
    "/self/key",
    operation_id="replace_station_key",
    openapi_extra=json_body_of(NextKeyIn),
    responses=SIGNED,
)
async def replace_key(request: Request, office: Here, actor: Acting) -> SelfOut:
    """The station's next key; the request is signed by the one that it replaces."""
    require(actor, Right.SEND_PACKETS)
    asked = await read(request, NextKeyIn)
    replaced = await run_in_threadpool(_replaced, office, station_of(actor), asked)
    request.app.state.events.wake()
    return replaced


@router.post(
    "/sealing-keys",
    operation_id="rotate_sealing_key",
    responses={**answers(RotatedOut, made=True), **WRITES},
    response_class=Response,
)
async def rotate(write: Annotated[Write, writes(Right.ROTATE_KEYS)]) -> Response:
    """Packets are sealed for a new key from now on; the former one opens for 30 days more."""
    return await write.once(_rotated)


@router.get("/{station_id}", operation_id="read_station", responses=READS)
def one(station_id: UUID, office: Reading) -> StationOut:
    """One of them."""
    with office.store.reading() as view:
        return keeping.shown(*keeping.known(view, station_id))


@router.post(
    "/{station_id}/suspend",
    operation_id="suspend_station",
    responses={**answers(StationOut), **WRITES},
    response_class=Response,
)
async def suspend(station_id: UUID, write: Keeping) -> Response:
    """Nothing is taken of it, from this moment on until it is resumed."""
    return await write.once(lambda unit: told(keeping.shown(*keeping.suspend(unit, station_id))))


@router.post(
    "/{station_id}/resume",
    operation_id="resume_station",
    responses={**answers(StationOut), **WRITES},
    response_class=Response,
)
async def resume(station_id: UUID, write: Keeping) -> Response:
    """It is in use again."""
    return await write.once(lambda unit: told(keeping.shown(*keeping.resume(unit, station_id))))


@router.post(
    "/{station_id}/retire",
    operation_id="retire_station",
    responses={**answers(StationOut), **WRITES},
    response_class=Response,
)
async def retire(station_id: UUID, write: Keeping) -> Response:
    """It is in use no more, for good: its key is forgotten."""
    return await write.once(lambda unit: told(keeping.shown(*keeping.retire(unit, station_id))))


async def _with_code(write: Write, make: keeping.Making, asked: StationIn | None) -> Response:
    """The code stands in this answer alone: what is kept for a repeat has none."""
    made: list[tuple[StationOut, str]] = []

    def work(unit: Unit) -> Answer:
        station, house, code = make(unit)
        out = keeping.shown(station, house)
        made.append((out, f"{code}.{keeping.fingerprint(unit)}"))
        return told(StationCodeOut(station=out, code=None), status=201, at=f"/v1/stations/{station.id}")

    answer = await write.once(work, asked)
    if made:
        out, code = made[0]
        answer.body = StationCodeOut(station=out, code=code).model_dump_json().encode()
        answer.headers["content-length"] = str(len(answer.body))
    return answer


def _enrolled(office: Office, asked: EnrolmentIn) -> SelfOut:
    with office.store.writing(office.clock.now()) as unit:
        return enrolling.enrol(unit, asked)


def _replaced(office: Office, station_id: UUID, asked: NextKeyIn) -> SelfOut:
    with office.store.writing(office.clock.now()) as unit:
        return enrolling.replace_key(unit, station_id, asked)


def _rotated(unit: Unit) -> Answer:
    made, still_open = sealing_keys.rotate(unit)
    return told(RotatedOut(sealing=made.public, still_open=still_open), status=201)
