"""/v1/roll-calls: a count of a wing, a facility or a list, look by look; it can be gone on with anywhere."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from api.audit import act
from api.auth.guard import Within
from api.auth.rights import Right
from api.contract.facilities import HouseCode
from api.contract.roll_calls import (
    DoubtOut,
    ExtraOut,
    LookIn,
    LookOut,
    RollCallIn,
    RollCallLine,
    RollCallOut,
    RollCallPage,
)
from api.desks.rollcall.count import Count
from api.desks.rollcall.desk import Certainty, RollCallDesk
from api.desks.service import Gates
from api.office import Office
from api.openapi import body_of, json_body_of
from api.registry import roll_calls
from api.registry.belonging import shown
from api.registry.idempotency import Answer
from api.registry.roll_calls import Look, RollCall
from api.registry.unit import Unit, View
from api.routes.answers import calibration_note
from api.routes.context import Language, in_worker, part
from api.routes.decisions import likeness_out
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

router = APIRouter(prefix="/v1/roll-calls", tags=["roll-calls"])

Counting = Annotated[Write, writes(Right.COUNT_PRISONERS)]
Reading = Annotated[Office, reads(Right.READ_ROLL_CALLS)]


def _desk(request: Request) -> RollCallDesk:
    return part(request, "gates", Gates).roll_call


Desk = Annotated[RollCallDesk, Depends(_desk)]


@router.post(
    "",
    status_code=201,
    operation_id="open_roll_call",
    openapi_extra=json_body_of(RollCallIn),
    responses={**answers(RollCallOut, made=True), **WRITES},
    response_class=Response,
)
async def begin(write: Counting, desk: Desk) -> Response:
    """Begin a count. Whom it expects is settled now; who leaves meanwhile is not missed."""
    asked = await write.body(RollCallIn)
    return await write.once(partial(_begin, desk, asked, write.actor.id), asked)


@router.get("", operation_id="list_roll_calls", responses=READS)
def page(
    office: Reading,
    within: Within,
    *,
    facility: Annotated[HouseCode | None, Query(description="Its code; none: every facility")] = None,
    running: Annotated[bool | None, Query(description="Whether it goes on; none: either way")] = None,
    after: After = None,
    limit: Limit = 50,
) -> RollCallPage:
    """Counts, the oldest first; `running` finds those to go on with."""
    with office.store.reading() as view:
        found = roll_calls.page(
            view,
            *shown("roll_call", within),
            facility_id=id_of(view, facility),
            running=running,
            after=after,
            limit=limit,
        )
        lines = [_line(view, one) for one in found]
    return RollCallPage(roll_calls=lines, next=found[-1].id if len(found) == limit else None)


@router.get("/{roll_call_id}", operation_id="read_roll_call", responses=READS)
def one(roll_call_id: UUID, _office: Reading, desk: Desk) -> RollCallOut:
    """How a count stands now: expected, present, missing, one too many, and who nobody can tell."""
    return _out(desk.read(roll_call_id))


@router.post(
    "/{roll_call_id}/observations",
    status_code=201,
    operation_id="observe",
    openapi_extra=body_of(LookIn),
    responses={**answers(LookOut, made=True), **WRITES},
    response_class=Response,
)
async def observe(
    request: Request, roll_call_id: UUID, write: Counting, desk: Desk, language: Language
) -> Response:
    """Somebody was looked at, by finger, face or by an officer's eyes. A repeat counts nobody twice."""
    asked = await write.body(LookIn)
    once = asked_once(request, write.actor, write.key, asked)
    act.told(purpose="roll-call", basis="policy", reference=f"roll-call/{roll_call_id}")
    render = partial(_look_answer, language=language)
    return as_response(await in_worker(request, desk.look, roll_call_id, asked, write.actor, once, render))


@router.post(
    "/{roll_call_id}/close",
    operation_id="close_roll_call",
    responses={**answers(RollCallOut), **WRITES},
    response_class=Response,
)
async def close(roll_call_id: UUID, write: Counting, desk: Desk) -> Response:
    """The round is through: whoever was not found is missing. It stays as it stands now."""
    return await write.once(partial(_close, desk, roll_call_id, write.actor.id))


def _begin(desk: RollCallDesk, asked: RollCallIn, officer: str, unit: Unit) -> Answer:
    shown = _out(desk.open(unit, asked, officer))
    return told(shown, status=201, at=f"/v1/roll-calls/{shown.id}")


def _close(desk: RollCallDesk, roll_call_id: UUID, officer: str, unit: Unit) -> Answer:
    return told(_out(desk.close(unit, roll_call_id, officer)))


def _out(count: Count) -> RollCallOut:
    call, tally = count.call, count.tally
    return RollCallOut(
        id=call.id,
        facility=count.facility,
        wing=call.wing,
        listed=call.listed,
        opened_at=call.opened,
        opened_by=call.opened_by,
        closed_at=call.closed,
        closed_by=call.closed_by,
        standing=tally.standing.value,
        expected=len(tally.expected),
        present=sorted(tally.present),
        awaited=sorted(tally.awaited),
        missing=sorted(tally.missing),
        extra=[ExtraOut(person_id=who, why=why.value) for who, why in sorted(count.extra.items())],
        doubtful=[
            DoubtOut(
                observation_id=one.observation_id,
                perhaps=one.perhaps,
                case_id=count.looks[one.observation_id].case_id,
            )
            for one in tally.doubtful
            if one.perhaps is not None
        ],
        unknown=[one.observation_id for one in tally.strangers],
        by_hand=sorted(tally.by_hand),
        repeated=sorted(tally.repeated),
    )


def _look_answer(count: Count, look: Look, sure: Certainty, *, language: str) -> Answer:
    """What one look found and how surely, in the count that it belongs to."""
    tally, person = count.tally, look.person_id
    why = None
    if look.id in {one.observation_id for one in tally.strangers}:
        found, person = "unknown", None
    elif look.id in {one.observation_id for one in tally.doubtful}:
        found = "doubtful"
    else:
        why = None if person is None else count.extra.get(person)
        found = "present" if why is None else "extra"
    shown = LookOut.model_validate(
        {
            "id": look.id,
            "at": look.at,
            "found": found,
            "person_id": person,
            "why": None if why is None else why.value,
            "by_hand": look.reason is not None,
            "case_id": look.case_id,
            "likeness": likeness_out(sure.get("nearest"), True, language),
            "calibration": sure.get("calibration", {}),
            "calibration_note": calibration_note(sure.get("calibration", {}), language),
            "standing": tally.standing.value,
            "expected": len(tally.expected),
            "present": len(tally.present),
            "awaited": len(tally.awaited),
        }
    )
    return told(shown, status=201)


def _line(view: View, call: RollCall) -> RollCallLine:
    return RollCallLine(
        id=call.id,
        facility=code_of(view, call.facility_id),
        wing=call.wing,
        listed=call.listed,
        opened_at=call.opened,
        opened_by=call.opened_by,
        closed_at=call.closed,
        closed_by=call.closed_by,
    )
