"""/v1/erasures and /v1/archive: who is erased before it is due, receipts, and the restricted archive."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api import problems
from api.audit.act import about
from api.auth.actor import Actor, Role
from api.auth.asking import Acting
from api.auth.guard import in_reach
from api.auth.rights import Right, require
from api.contract.archive import ArchiveContent, ArchiveOut
from api.contract.defenders import Account
from api.contract.retention import (
    ErasureIn,
    ErasureOut,
    ErasurePage,
    ErasureRequestOut,
    ErasureRequestPage,
)
from api.office import Office
from api.officers import one_officer
from api.openapi import json_body_of
from api.papers.erasure import page as printed
from api.registry import archives, audit_log, belonging, facilities, moved, persons, receipts
from api.registry.archives import Archived
from api.registry.belonging import Kind
from api.registry.errors import SameOfficer
from api.registry.idempotency import Answer
from api.registry.receipts import Erasure, ErasureRequest
from api.registry.unit import Unit, View
from api.retention import archiving
from api.retention.erasing import Eraser
from api.retention.errors import NotArchived
from api.routes.context import Language
from api.routes.once import (
    CHANGES,
    JSON,
    READS,
    WRITES,
    After,
    Here,
    Limit,
    Write,
    answers,
    reads,
    told,
    writes,
)
from api.routes.papers import HTML, likes_html
from api.routes.repeatable import Repeatable
from api.routes.retention import Erases, Keeps, require_reach

router = APIRouter(prefix="/v1", tags=["retention"])
admitting = APIRouter(prefix="/v1", tags=["retention"], route_class=Repeatable)

Reading = Annotated[Office, reads(Right.READ_RETENTION)]
Erasing = Annotated[Write, writes(Right.ERASE_PERSONS)]
SHOWN = {
    200: {
        "model": ErasureOut,
        "description": "The erasure; as a printable receipt where `Accept` likes HTML better than JSON",
        "content": {HTML: {"schema": {"type": "string"}}},
    },
    **READS,
}


@router.post(
    "/erasures/requests",
    status_code=201,
    operation_id="ask_erasure",
    openapi_extra=json_body_of(ErasureIn),
    responses={**answers(ErasureRequestOut, made=True), **WRITES},
    response_class=Response,
)
async def ask(write: Erasing, eraser: Erases) -> Response:
    """Ask that somebody be erased before it is due. Another officer has to agree; meanwhile the person or
    their defender can take the account of who looked at them along."""
    asked = await write.body(ErasureIn)
    return await write.once(partial(_asked, asked, write.actor.id, eraser), asked)


@router.get("/erasures/requests", operation_id="list_erasure_requests", responses=READS)
def waiting(request: Request, office: Reading, after: After = None, limit: Limit = 50) -> ErasureRequestPage:
    """Those that wait for a second officer."""
    with office.store.reading() as view:
        found = receipts.requests(view, after=after, limit=limit)
        known = [one for one in found if in_reach(request, view, Kind.PERSON, one.person_id)]
    return ErasureRequestPage(
        requests=[_request_out(one) for one in known], next=found[-1].id if len(found) == limit else None
    )


@router.post(
    "/erasures/requests/{erasure_request_id}/sign",
    operation_id="sign_erasure",
    responses={**answers(ErasureOut), **CHANGES},
    response_class=Response,
)
async def sign(erasure_request_id: UUID, write: Erasing, eraser: Erases, keeper: Keeps) -> Response:
    """A second officer agrees: the person is erased now. Whoever was in custody goes to the archive."""
    with write.office.store.reading() as view:
        whose = receipts.request(view, erasure_request_id).person_id
        require_reach(write, view, whose)
    work = partial(_signed, erasure_request_id, whose, write.actor.id, eraser)
    answer = await write.once(work, about=whose, erases=True)
    keeper.wake()
    return answer


@router.post(
    "/erasures/requests/{erasure_request_id}/withdraw",
    operation_id="withdraw_erasure",
    status_code=204,
    responses=CHANGES,
    response_class=Response,
)
async def withdraw(erasure_request_id: UUID, write: Erasing) -> Response:
    """Nothing is to be erased."""

    def withdrawn(unit: Unit) -> Answer:
        require_reach(write, unit, receipts.request(unit, erasure_request_id).person_id)
        receipts.withdraw(unit, erasure_request_id)
        return Answer(204, "", "")

    return await write.once(withdrawn)


@router.get("/erasures", operation_id="list_erasures", responses=READS)
def page(office: Reading, after: After = None, limit: Limit = 50) -> ErasurePage:
    """All there ever were, of nobody who is named."""
    with office.store.reading() as view:
        found = receipts.page(view, after=after, limit=limit)
    return ErasurePage(
        erasures=[_out(one) for one in found], next=found[-1].id if len(found) == limit else None
    )


@router.get("/erasures/{erasure_id}", operation_id="read_erasure", response_model=ErasureOut, responses=SHOWN)
def one(request: Request, erasure_id: UUID, office: Reading, language: Language) -> Response:
    """One, with its receipt."""
    with office.store.reading() as view:
        found = receipts.one(view, erasure_id)
        key = audit_log.signing_key(view).public_key().public_bytes_raw().hex()
    if likes_html(request.headers.get("accept", "")):
        return HTMLResponse(printed(found, key, language), headers={"Content-Language": language})
    return Response(_out(found).model_dump_json(), media_type=JSON)


@router.get("/archive/{archived_id}", operation_id="read_archive", responses=READS)
def archived(
    archived_id: UUID, office: Annotated[Office, reads(Right.READ_ARCHIVE)], actor: Acting
) -> ArchiveOut:
    """What stays of somebody's custody: for auditors of a facility that held them, for whoever defended
    them, and for themselves. What is on record of injuries, the defender alone is told.

    archived_id: the person's number.
    """
    with office.store.reading() as view:
        found = archives.of_person(view, archived_id)
        if found is None or not _may_read(view, actor, archived_id, found):
            raise NotArchived("Nothing is in the archive under this number.")
        about(archived_id)
        defends = Role.DEFENDER in actor.roles and actor.id in archives.readers(view, found.id)
        content = archiving.shown(view, found.content, to_defender=defends)
    return ArchiveOut(
        person_id=archived_id,
        archived_at=found.archived_at,
        erased_from=found.erased_from,
        rule=found.rule,
        content=content,
    )


@admitting.put(
    "/archive/{archived_id}/readers/{account}",
    status_code=204,
    operation_id="admit_archive_reader",
    responses=problems.documented(409),
)
def admit(archived_id: UUID, account: Account, office: Here, actor: Acting) -> None:
    """An account defends somebody whose record lies in the archive: it reads that record from now on. The
    court's case system says so, as it does of those who are on record; said twice it is said once.
    """
    require(actor, Right.NAME_DEFENDERS)
    with office.store.writing(office.clock.now()) as unit:
        found = archives.of_person(unit, archived_id)
        if found is None or not _held_there(unit, actor, found.content):
            raise NotArchived("Nothing is in the archive under this number.")
        about(archived_id)
        archives.admit_reader(unit, found.id, account)


def _held_there(view: View, actor: Actor, content: ArchiveContent) -> bool:
    """Whether a facility that somebody acts for held the person: by its name, as the record has it."""
    if actor.facilities is None:
        return True
    own = {facilities.one(view, one).name for one in belonging.houses(view, actor.facilities)}
    return any(one.custody.facility in own for one in content.custodies)


def _may_read(view: View, actor: Actor, person_id: UUID, found: Archived) -> bool:
    if Role.PERSON in actor.roles and actor.person == person_id:
        return True
    if Role.AUDITOR in actor.roles and _held_there(view, actor, found.content):
        return True
    return Role.DEFENDER in actor.roles and actor.id in archives.readers(view, found.id)


def _asked(asked: ErasureIn, by: str, eraser: Eraser, unit: Unit) -> Answer:
    persons.lock(unit, asked.person_id)
    moved.require_current(unit, asked.person_id)
    eraser.require_free(unit, asked.person_id)
    new = ErasureRequest(person_id=asked.person_id, asked_at=unit.now, asked_by=by, reason=asked.reason)
    return told(_request_out(receipts.ask(unit, new)), status=201)


def _signed(request_id: UUID, person_id: UUID, by: str, eraser: Eraser, unit: Unit) -> Answer:
    persons.lock(unit, person_id)
    asked = receipts.request(unit, request_id, locked=True)
    if one_officer(asked.asked_by, by):
        raise SameOfficer("Nobody agrees to their own request.")
    receipts.require_open(asked)
    return told(_out(eraser.order(unit, person_id, (asked.asked_by, by))))


def _request_out(one: ErasureRequest) -> ErasureRequestOut:
    return ErasureRequestOut(
        id=one.id, person_id=one.person_id, asked_at=one.asked_at, asked_by=one.asked_by, reason=one.reason
    )


def _out(one: Erasure) -> ErasureOut:
    return ErasureOut.model_validate(
        {
            "id": one.id,
            "scope": one.scope.value,
            "rule": one.rule,
            "facility": one.facility,
            "at": one.at,
            "asked_by": one.asked_by,
            "signed_by": one.signed_by,
            "destroyed": one.destroyed,
            "finished": one.finished,
            "receipt": one.receipt,
            "signature": one.signature,
        }
    )
