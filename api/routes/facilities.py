"""/v1/facilities: where people are held. An administrator enters and changes them."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.auth.guard import Within
from api.auth.rights import Right
from api.contract.facilities import FacilityIn, FacilityOut, FacilityPage, HouseCode, WingIn
from api.office import Office
from api.openapi import json_body_of
from api.registry import facilities
from api.registry.belonging import shown
from api.registry.facilities import Facility, Wing
from api.registry.idempotency import Answer
from api.registry.ids import uuid7
from api.registry.unit import Unit
from api.routes.once import CHANGES, READS, Limit, Write, answers, reads, told, writes
from api.routes.preconditions import IfMatch, etag, require_version

router = APIRouter(prefix="/v1/facilities", tags=["facilities"])


@router.put(
    "/{code}",
    operation_id="put_facility",
    openapi_extra=json_body_of(FacilityIn),
    responses={**answers(FacilityOut), **answers(FacilityOut, made=True), **CHANGES},
    response_class=Response,
)
async def put(
    code: HouseCode, write: Annotated[Write, writes(Right.CHANGE_FACILITIES)], if_match: IfMatch = None
) -> Response:
    """Enter a facility, or change the one that was read: all of it is what is sent, from now on."""
    asked = await write.body(FacilityIn)
    return await write.once(partial(_put, code, asked, if_match), asked)


@router.get("", operation_id="list_facilities", responses=READS)
def page(
    office: Annotated[Office, reads(Right.READ_FACILITIES)],
    within: Within,
    after: Annotated[
        str | None, Query(pattern=r"^[\x21-\x7e]{1,64}$", description="`next` of the page before")
    ] = None,
    limit: Limit = 50,
) -> FacilityPage:
    """All that the caller acts for."""
    with office.store.reading() as view:
        found = facilities.page(view, after, limit, *shown("facility", within))
    following = found[-1].code if len(found) == limit else None
    return FacilityPage(facilities=list(map(_out, found)), next=following)


@router.get("/{code}", operation_id="read_facility", responses=READS)
def one(
    code: HouseCode, response: Response, office: Annotated[Office, reads(Right.READ_FACILITIES)]
) -> FacilityOut:
    """One of them."""
    with office.store.reading() as view:
        found = facilities.coded(view, code)
    response.headers.update(etag(found.version))
    return _out(found)


def _put(code: str, asked: FacilityIn, if_match: str | None, unit: Unit) -> Answer:
    seen = facilities.by_code(unit, code)
    require_version(if_match, None if seen is None else seen.version)
    wings = tuple(Wing(one.code, one.name, one.capacity) for one in asked.wings)
    if seen is None:
        new = Facility(uuid7(), code, asked.name, asked.zone, asked.capacity, wings)
        made = facilities.add(unit, new)
        return told(_out(made), status=201, version=made.version, at=f"/v1/facilities/{code}")
    changed = facilities.change(
        unit, seen, name=asked.name, zone=asked.zone, capacity=asked.capacity, wings=wings
    )
    return told(_out(changed), version=changed.version)


def _out(found: Facility) -> FacilityOut:
    wings = tuple(WingIn(code=one.code, name=one.name, capacity=one.capacity) for one in found.wings)
    return FacilityOut(
        code=found.code, name=found.name, zone=found.zone, capacity=found.capacity, wings=wings
    )
