"""/v1/bans: bans keep a visitor out, sanctions keep a prisoner from visits."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from starlette.concurrency import run_in_threadpool

from api.auth.guard import Within
from api.auth.rights import Right
from api.contract.bans import BanIn, BanOut, BanPage
from api.desks.visits import withdrawal
from api.events.catalogue.visits import VisitBanRecognised
from api.events.event import Event, emit
from api.gates.decision import Party
from api.office import Office
from api.openapi import json_body_of
from api.registry import bans, moved, visits
from api.registry.bans import Ban, BanKind
from api.registry.belonging import shown
from api.registry.idempotency import Answer
from api.registry.unit import Unit, View
from api.registry.visits import Visit
from api.routes.once import READS, WRITES, After, Limit, Write, answers, reads, told, writes
from api.routes.places import code_of, holds, id_of, require_order

router = APIRouter(prefix="/v1/bans", tags=["visits"])

Imposing = Annotated[Write, writes(Right.IMPOSE_BANS)]
Reading = Annotated[Office, reads(Right.READ_VISITS)]


@router.post(
    "",
    status_code=201,
    operation_id="impose_ban",
    openapi_extra=json_body_of(BanIn),
    responses={**answers(BanOut, made=True), **WRITES},
    response_class=Response,
)
async def impose(write: Imposing) -> Response:
    """Keep somebody out, or from visits. It follows them under every name that they come under."""
    asked = await write.body(BanIn)
    return await write.once(partial(_impose, asked, write), asked)


@router.get("", operation_id="list_bans", responses=READS)
def page(
    office: Reading,
    within: Within,
    person_id: Annotated[UUID | None, Query(description="On whom; none: on anybody")] = None,
    after: After = None,
    limit: Limit = 50,
) -> BanPage:
    """All that were ever imposed; `holds` tells those that hold now."""
    now = office.clock.now()
    with office.store.reading() as view:
        found = bans.page(view, person_id, after, limit, *shown("ban", within))
        listed = [_out(view, one, holds(one.since, one.until, one.lifted, now)) for one in found]
    return BanPage(bans=listed, next=found[-1].id if len(found) == limit else None)


@router.get("/{ban_id}", operation_id="read_ban", responses=READS)
def one(ban_id: UUID, office: Reading) -> BanOut:
    """One of them."""
    with office.store.reading() as view:
        found = bans.one(view, ban_id)
        return _out(view, found, holds(found.since, found.until, found.lifted, office.clock.now()))


@router.post(
    "/{ban_id}/lift",
    operation_id="lift_ban",
    responses={**answers(BanOut), **WRITES},
    response_class=Response,
)
async def lift(ban_id: UUID, write: Imposing) -> Response:
    """End it before its time. That needs no version: a ban changes in no other way.

    What was kept of the visitor for it alone, who withdrew their consent, is destroyed with it.
    """
    whose = await run_in_threadpool(_banned, write.office, ban_id)
    return await write.once(partial(_lift, ban_id, write), about=whose, erases=True)


def _impose(asked: BanIn, write: Write, unit: Unit) -> Answer:
    since = asked.since or unit.now
    require_order(since, asked.until)
    moved.require_current(unit, asked.person_id)
    if asked.prisoner_id is not None:
        moved.require_current(unit, asked.prisoner_id)
    new = Ban(
        person_id=asked.person_id,
        kind=BanKind(asked.kind),
        facility_id=id_of(unit, asked.facility),
        prisoner_id=asked.prisoner_id,
        since=since,
        until=asked.until,
        imposed_by=write.actor.id,
        reason=asked.reason,
    )
    made = bans.impose(unit, new)
    standing = holds(made.since, made.until, made.lifted, unit.now)
    visit = _against(unit, made) if standing else None
    if visit is not None:
        found = VisitBanRecognised(visit_id=visit.id, ban_id=made.id, assumed_identity=False)
        emit(unit, Event(found, code_of(unit, visit.facility_id) or "", made.person_id, (Party.SUPERVISOR,)))
    answer = _out(unit, made, standing).model_copy(update={"visit_id": visit.id if visit else None})
    return told(answer, status=201, at=f"/v1/bans/{made.id}")


def _against(view: View, made: Ban) -> Visit | None:
    """The visit under which somebody is inside whom a ban keeps out of there."""
    visit = visits.open_of(view, made.person_id) if made.kind is BanKind.BAN else None
    if visit is None or made.facility_id not in (None, visit.facility_id):
        return None
    return visit if made.prisoner_id in (None, visit.prisoner_id) else None


def _banned(office: Office, ban_id: UUID) -> UUID:
    with office.store.reading() as view:
        return bans.one(view, ban_id).person_id


def _lift(ban_id: UUID, write: Write, unit: Unit) -> Answer:
    bans.one(unit, ban_id)
    bans.lift(unit, ban_id, by=write.actor.id)
    withdrawal.lapsed(unit, bans.one(unit, ban_id).person_id)
    return told(_out(unit, bans.one(unit, ban_id), standing=False))


def _out(view: View, one: Ban, standing: bool) -> BanOut:
    return BanOut(
        id=one.id,
        person_id=one.person_id,
        kind=one.kind.value,
        facility=code_of(view, one.facility_id),
        prisoner_id=one.prisoner_id,
        since=one.since,
        until=one.until,
        lifted_at=one.lifted,
        imposed_by=one.imposed_by,
        lifted_by=one.lifted_by,
        reason=one.reason,
        holds=standing,
    )
