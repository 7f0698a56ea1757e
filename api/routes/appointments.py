"""/v1/appointments: when visitors are expected, and with whom."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.auth.rights import Right
from api.contract.facilities import HouseCode
from api.contract.plain import Moment
from api.contract.visiting import AppointmentIn, AppointmentOut, AppointmentPage
from api.errors import InvalidRequest
from api.office import Office
from api.openapi import json_body_of
from api.registry import appointments, moved, visitors
from api.registry.appointments import Appointment
from api.registry.idempotency import Answer
from api.registry.unit import Unit, View
from api.routes.once import CHANGES, READS, WRITES, After, Limit, Write, answers, reads, told, writes
from api.routes.places import code_of, id_of, require_order
from api.routes.preconditions import IfMatch, etag, require_version

router = APIRouter(prefix="/v1/appointments", tags=["visits"])

Booking = Annotated[Write, writes(Right.BOOK_VISITS)]
Reading = Annotated[Office, reads(Right.READ_VISITS)]


@router.post(
    "",
    status_code=201,
    operation_id="book_visit",
    openapi_extra=json_body_of(AppointmentIn),
    responses={**answers(AppointmentOut, made=True), **WRITES},
    response_class=Response,
)
async def book(write: Booking) -> Response:
    """Expect a visitor. Whether they may come is decided at the gate when they do."""
    asked = await write.body(AppointmentIn)
    return await write.once(partial(_book, asked, write), asked)


@router.get("", operation_id="list_appointments", responses=READS)
def page(
    office: Reading,
    *,
    facility: Annotated[HouseCode, Query()],
    begins: Annotated[Moment, Query(description="Those that begin then or later")],
    ends: Annotated[Moment, Query(description="and before this instant")],
    after: After = None,
    limit: Limit = 50,
) -> AppointmentPage:
    """A facility's slots of a span, whatever became of them."""
    require_order(begins, ends, ends="query.ends")
    with office.store.reading() as view:
        found = appointments.page(view, id_of(view, facility), (begins, ends), after, limit)
    following = found[-1].id if len(found) == limit else None
    return AppointmentPage(appointments=[_out(one, facility) for one in found], next=following)


@router.get("/{appointment_id}", operation_id="read_appointment", responses=READS)
def one(appointment_id: UUID, response: Response, office: Reading) -> AppointmentOut:
    """One of them."""
    with office.store.reading() as view:
        found = appointments.one(view, appointment_id)
        shown = _shown(view, found)
    response.headers.update(etag(found.version))
    return shown


@router.post(
    "/{appointment_id}/cancel",
    operation_id="cancel_appointment",
    responses={**answers(AppointmentOut), **CHANGES},
    response_class=Response,
)
async def cancel(appointment_id: UUID, write: Booking, if_match: IfMatch = None) -> Response:
    """Nobody is expected any more."""
    return await write.once(partial(_cancel, appointment_id, if_match))


def _book(asked: AppointmentIn, write: Write, unit: Unit) -> Answer:
    require_order(asked.begins, asked.ends, ends="ends")
    if asked.visitor_id == asked.prisoner_id:
        raise InvalidRequest("prisoner_id: nobody visits themselves")
    moved.require_current(unit, asked.visitor_id, asked.prisoner_id)
    visitors.one(unit, asked.visitor_id)
    new = Appointment(
        visitor_id=asked.visitor_id,
        prisoner_id=asked.prisoner_id,
        facility_id=id_of(unit, asked.facility),
        begins=asked.begins,
        ends=asked.ends,
        booked_by=write.actor.id,
    )
    made = appointments.book(unit, new)
    return told(
        _out(made, asked.facility), status=201, version=made.version, at=f"/v1/appointments/{made.id}"
    )


def _cancel(appointment_id: UUID, if_match: str | None, unit: Unit) -> Answer:
    require_version(if_match, appointments.one(unit, appointment_id).version)
    appointments.cancel(unit, appointment_id)
    cancelled = appointments.one(unit, appointment_id)
    return told(_shown(unit, cancelled), version=cancelled.version)


def _shown(view: View, one: Appointment) -> AppointmentOut:
    return _out(one, code_of(view, one.facility_id))


def _out(one: Appointment, facility: str) -> AppointmentOut:
    return AppointmentOut(
        id=one.id,
        visitor_id=one.visitor_id,
        prisoner_id=one.prisoner_id,
        facility=facility,
        begins=one.begins,
        ends=one.ends,
        status=one.status.value,
        booked_by=one.booked_by,
    )
