"""/v1/persons/{person}/merge, /move, /origins and /relinks, /v1/relinks: who turned out to be whom."""

from uuid import UUID

from fastapi import APIRouter, Request

from api import problems
from api.auth.asking import Acting
from api.auth.rights import Right, require
from api.contract.relinking import (
    EncounterOut,
    MergeRequest,
    MoveRequest,
    NameOut,
    OriginsOut,
    ReliedOut,
    RelinkList,
    RelinkOut,
    UndoRequest,
)
from api.openapi import json_body_of
from api.relinking import Origins, Relinked
from api.routes.bodies import read
from api.routes.context import Service, in_worker
from api.routes.repeatable import Repeatable

router = APIRouter(prefix="/v1", tags=["records"], route_class=Repeatable)

_PROBLEMS = problems.documented(409, 410)


@router.get(
    "/persons/{person_id}/origins",
    operation_id="read_origins",
    responses=problems.documented(410),
)
def origins(person_id: UUID, service: Service, actor: Acting) -> OriginsOut:
    """What is kept of a person, and what of it came from a record that was merged into this one."""
    require(actor, Right.READ_ORIGINS)
    return _origins_out(service.relinking.origins(person_id))


@router.get("/persons/{person_id}/relinks", operation_id="list_relinks")
def history(person_id: UUID, service: Service, actor: Acting) -> RelinkList:
    """Every move to or from a person, the first one first: also by a number that ceased."""
    require(actor, Right.READ_ORIGINS)
    return RelinkList(relinks=[_relink_out(one) for one in service.relinking.history(person_id)])


@router.post(
    "/persons/{person_id}/merge",
    operation_id="merge_persons",
    openapi_extra=json_body_of(MergeRequest),
    responses=_PROBLEMS,
)
async def merge(request: Request, person_id: UUID, service: Service, actor: Acting) -> RelinkOut:
    """`source` and this person are one: everything of `source` goes to this person."""
    require(actor, Right.RELINK_RECORDS)
    service.require_ready()
    asked = await read(request, MergeRequest)
    done = await in_worker(
        request,
        service.relinking.merge,
        into=person_id,
        source=asked.source,
        case_id=asked.case_id,
        by=actor.id,
    )
    return _relink_out(done)


@router.post(
    "/persons/{person_id}/move",
    operation_id="move_encounters",
    openapi_extra=json_body_of(MoveRequest),
    responses=_PROBLEMS,
)
async def move(request: Request, person_id: UUID, service: Service, actor: Acting) -> RelinkOut:
    """Encounters of this person are somebody else's."""
    require(actor, Right.RELINK_RECORDS)
    service.require_ready()
    asked = await read(request, MoveRequest)
    done = await in_worker(
        request,
        service.relinking.move,
        asked.encounters,
        source=person_id,
        to=asked.to,
        case_id=asked.case_id,
        by=actor.id,
        names=asked.names,
        episodes=asked.episodes,
    )
    return _relink_out(done)


@router.post(
    "/relinks/{relink_id}/undo",
    operation_id="undo_relink",
    openapi_extra=json_body_of(UndoRequest),
    responses=_PROBLEMS,
)
async def undo(request: Request, relink_id: UUID, service: Service, actor: Acting) -> RelinkOut:
    """A merge or a move was wrong itself: take it back, row by row."""
    require(actor, Right.RELINK_RECORDS)
    service.require_ready()
    asked = await read(request, UndoRequest)
    done = await in_worker(request, service.relinking.undo, relink_id, case_id=asked.case_id, by=actor.id)
    return _relink_out(done)


def _relink_out(done: Relinked) -> RelinkOut:
    relink = done.relink
    return RelinkOut(
        id=relink.id,
        kind=relink.kind.value,
        from_id=relink.from_id,
        to_id=relink.to_id,
        case_id=relink.case_id,
        undoes_id=relink.undoes_id,
        at=relink.at,
        by=relink.by,
        relied=[
            ReliedOut(
                id=one.id,
                person_id=one.subject_id,
                gate=one.gate,
                outcome=one.outcome,
                at=one.at,
                told=list(one.addressed),
            )
            for one in done.decisions
            if one.subject_id is not None
        ],
    )


def _origins_out(found: Origins) -> OriginsOut:
    return OriginsOut(
        encounters=[
            EncounterOut(
                id=one.id, captured_at=one.captured_at, samples=list(one.samples), came_from=one.came_from
            )
            for one in found.encounters
        ],
        names=[
            NameOut(id=one.id, name=one.name, kind=one.kind.value, came_from=found.came_from(one.id))
            for one in found.names
        ],
        episodes=list(found.episodes),
        ceased=list(found.ceased),
    )
