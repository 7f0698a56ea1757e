"""/v1/retention and /v1/legal-holds: what is due to go, and what may not."""

from datetime import date
from functools import partial
from itertools import islice
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from api.auth.actor import Role
from api.auth.asking import Acting
from api.auth.guard import in_reach
from api.auth.rights import Right, require
from api.contract.retention import (
    DueList,
    DueOut,
    EndingIn,
    EndingOut,
    LegalHoldIn,
    LegalHoldOut,
    LegalHoldPage,
    RunOut,
)
from api.errors import OutOfReach
from api.gates.retention.policy import Ending
from api.office import Office
from api.openapi import json_body_of
from api.registry import custody, endings, legal_holds, moved, persons
from api.registry.belonging import Kind
from api.registry.endings import CustodyEnding
from api.registry.errors import NotInCustody
from api.registry.idempotency import Answer
from api.registry.legal_holds import HoldBasis, HoldGrounds, PlacedHold
from api.registry.unit import Unit, View
from api.retention.erasing import Due, Eraser
from api.retention.keeper import Keeper
from api.routes.context import in_worker, part
from api.routes.once import CHANGES, READS, WRITES, After, Limit, Write, answers, reads, told, writes
from api.routes.repeatable import Repeatable

router = APIRouter(prefix="/v1", tags=["retention"])
running = APIRouter(prefix="/v1", tags=["retention"], route_class=Repeatable)

Reading = Annotated[Office, reads(Right.READ_RETENTION)]
Holding = Annotated[Write, writes(Right.PLACE_LEGAL_HOLDS)]
MOST = 5_000


def _keeper(request: Request) -> Keeper:
    return part(request, "keeper", Keeper)


def _eraser(keeper: Annotated[Keeper, Depends(_keeper)]) -> Eraser:
    return keeper.eraser


Keeps = Annotated[Keeper, Depends(_keeper)]
Erases = Annotated[Eraser, Depends(_eraser)]


@router.get("/retention/due", operation_id="list_due", responses=READS)
def due(
    request: Request,
    office: Reading,
    eraser: Erases,
    within_days: Annotated[int | None, Query(ge=0, le=36_500, description="And what changes so soon")] = None,
) -> DueList:
    """Of whom something is due or kept back by a hold; of at most 5,000 persons."""
    listed = [one for one in eraser.due() if _told_of(one, eraser.today(), within_days)]
    with office.store.reading() as view:
        known = (one for one in listed if in_reach(request, view, Kind.PERSON, one.person_id))
        return DueList(due=[_due_out(one) for one in islice(known, MOST)])


@running.post("/retention/runs", operation_id="run_retention")
async def run(request: Request, actor: Acting, eraser: Erases) -> RunOut:
    """Carry out what is due now, and prove it; the service does so by itself from time to time."""
    require(actor, Right.RUN_RETENTION)
    return RunOut(done=await in_worker(request, eraser.run))


@router.post(
    "/persons/{person_id}/endings",
    status_code=201,
    operation_id="say_ending",
    openapi_extra=json_body_of(EndingIn),
    responses={**answers(EndingOut, made=True), **WRITES},
    response_class=Response,
)
async def say_ending(
    person_id: UUID, write: Annotated[Write, writes(Right.SAY_ENDINGS)], keeper: Keeps
) -> Response:
    """How somebody's last custody ended in law. A final acquittal destroys the biometrics at once, or as soon
    as the person is free."""
    asked = await write.body(EndingIn)
    answer = await write.once(partial(_said, person_id, asked, write.actor.id), asked)
    keeper.look_at(person_id)
    return answer


@router.post(
    "/legal-holds",
    status_code=201,
    operation_id="place_legal_hold",
    openapi_extra=json_body_of(LegalHoldIn),
    responses={**answers(LegalHoldOut, made=True), **WRITES},
    response_class=Response,
)
async def place(write: Holding) -> Response:
    """A court's stands at once (the case system says it), an officer's as soon as another has signed."""
    asked = await write.body(LegalHoldIn)
    court = Role.CASE_SYSTEM in write.actor.roles
    return await write.once(partial(_placed, asked, write.actor.id, court), asked)


@router.get("/legal-holds", operation_id="list_legal_holds", responses=READS)
def holds(request: Request, office: Reading, after: After = None, limit: Limit = 50) -> LegalHoldPage:
    """Those that were not lifted."""
    with office.store.reading() as view:
        found = legal_holds.page(view, after=after, limit=limit)
        known = [one for one in found if in_reach(request, view, Kind.PERSON, one.person_id)]
    return LegalHoldPage(
        holds=[_hold_out(one) for one in known], next=found[-1].id if len(found) == limit else None
    )


@router.post(
    "/legal-holds/{legal_hold_id}/sign",
    operation_id="sign_legal_hold",
    responses={**answers(LegalHoldOut), **CHANGES},
    response_class=Response,
)
async def sign(legal_hold_id: UUID, write: Holding) -> Response:
    """A second officer agrees: it stands from now on."""

    def signed(unit: Unit) -> Answer:
        require_reach(write, unit, legal_holds.one(unit, legal_hold_id).person_id)
        return told(_hold_out(legal_holds.sign(unit, legal_hold_id, by=write.actor.id)))

    return await write.once(signed)


@router.post(
    "/legal-holds/{legal_hold_id}/lift",
    operation_id="lift_legal_hold",
    responses={**answers(LegalHoldOut), **CHANGES},
    response_class=Response,
)
async def lift(legal_hold_id: UUID, write: Holding, keeper: Keeps) -> Response:
    """A court's ends by its word; an officers' is lifted by two of them, the first of whom asks for it."""
    court = Role.CASE_SYSTEM in write.actor.roles

    def lifted(unit: Unit) -> Answer:
        require_reach(write, unit, legal_holds.one(unit, legal_hold_id).person_id)
        return told(_hold_out(legal_holds.lift(unit, legal_hold_id, by=write.actor.id, court=court)))

    answer = await write.once(lifted)
    keeper.wake()
    return answer


def require_reach(write: Write, view: View, person_id: UUID) -> None:
    """Raise OutOfReach for who may not know of this person."""
    if not in_reach(write.request, view, Kind.PERSON, person_id):
        raise OutOfReach("Nothing is on record under this number.")


def _said(person_id: UUID, asked: EndingIn, by: str, unit: Unit) -> Answer:
    persons.lock(unit, person_id)
    moved.require_current(unit, person_id)
    episodes = custody.of(unit, person_id)
    if not episodes:
        raise NotInCustody("The person was never in custody.")
    new = endings.enter(
        unit,
        CustodyEnding(
            episode_id=episodes[-1].id,
            person_id=person_id,
            ending=Ending(asked.ending),
            final=asked.final,
            entered_at=unit.now,
            entered_by=by,
            authority=asked.authority,
        ),
    )
    shown = EndingOut(
        id=new.id,
        episode_id=new.episode_id,
        ending=asked.ending,
        final=new.final,
        entered_at=new.entered_at,
        entered_by=by,
    )
    return told(shown, status=201)


def _placed(asked: LegalHoldIn, by: str, court: bool, unit: Unit) -> Answer:
    persons.lock(unit, asked.person_id)
    new = PlacedHold(
        person_id=asked.person_id,
        basis=HoldBasis.COURT if court else HoldBasis.OFFICERS,
        biometrics=asked.biometrics,
        placed_at=unit.now,
        placed_by=by,
        since=unit.now if court else None,
        signed_by=by if court else None,
        until=asked.until,
        grounds=HoldGrounds(asked.authority, asked.reason, asked.reference),
    )
    return told(_hold_out(legal_holds.place(unit, new)), status=201)


def _told_of(one: Due, today: date, within_days: int | None) -> bool:
    """Whether it is on the list: something is due, kept back, or changes soon where that is asked for."""
    if one.standing.step is not None or one.standing.held:
        return True
    following = one.standing.next
    return following is not None and within_days is not None and (following - today).days <= within_days


def _due_out(one: Due) -> DueOut:
    stands = one.standing
    return DueOut(
        person_id=one.person_id,
        archived=one.archived,
        step=None if stands.step is None else stands.step.value,
        rule=f"{stands.rule} {stands.policy}".strip(),
        next=stands.next,
        held=stands.held,
    )


def _hold_out(one: PlacedHold) -> LegalHoldOut:
    return LegalHoldOut(
        id=one.id,
        person_id=one.person_id,
        basis=one.basis.value,
        biometrics=one.biometrics,
        placed_at=one.placed_at,
        placed_by=one.placed_by,
        since=one.since,
        signed_by=one.signed_by,
        until=one.until,
        lifted=one.lifted,
        lift_asked_by=one.lift_asked_by,
        lifted_by=one.lifted_by,
        authority=one.grounds.authority,
        reference=one.grounds.reference,
        reason=one.grounds.reason,
    )
