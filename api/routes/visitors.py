"""/v1/visitors: people on record as visitors, what they were told, and what they agreed to."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from api import problems
from api.auth.rights import Right
from api.contract.visitors import NoticeIn, VisitorIn, VisitorOut, VisitorPage, WithdrawalIn
from api.errors import InvalidRequest
from api.events.catalogue.visits import ConsentWithdrawn
from api.events.event import Event, emit
from api.gates.visits.evidence import VisitorKind
from api.office import Office
from api.openapi import json_body_of
from api.registry import coverage, facilities, galleries, moved, visitors
from api.registry.errors import Conflict
from api.registry.galleries import Gallery
from api.registry.idempotency import Answer
from api.registry.unit import Unit
from api.registry.visitors import Visitor, VisitorDetails
from api.routes.once import CHANGES, READS, After, Limit, Write, answers, reads, told, writes
from api.routes.preconditions import IfMatch, etag, require_version

router = APIRouter(prefix="/v1/visitors", tags=["visits"])

Enrolling = Annotated[Write, writes(Right.ENROL_VISITORS)]
Reading = Annotated[Office, reads(Right.READ_VISITS)]
_CHANGES = CHANGES | problems.documented(503)


@router.put(
    "/{person_id}",
    operation_id="put_visitor",
    openapi_extra=json_body_of(VisitorIn),
    responses={**answers(VisitorOut), **answers(VisitorOut, made=True), **_CHANGES},
    response_class=Response,
)
async def put(person_id: UUID, write: Enrolling, if_match: IfMatch = None) -> Response:
    """Somebody on record comes as a visitor, or what is known of them as one has changed."""
    asked = await write.body(VisitorIn)
    return await write.once(partial(_put, person_id, asked, if_match), asked, about=person_id)


@router.get("", operation_id="list_visitors", responses=READS)
def page(office: Reading, after: After = None, limit: Limit = 50) -> VisitorPage:
    """All visitors."""
    with office.store.reading() as view:
        found = visitors.page(view, after, limit)
    following = found[-1].person_id if len(found) == limit else None
    return VisitorPage(visitors=list(map(_out, found)), next=following)


@router.get("/{person_id}", operation_id="read_visitor", responses=READS)
def one(person_id: UUID, response: Response, office: Reading) -> VisitorOut:
    """One visitor."""
    with office.store.reading() as view:
        found = visitors.one(view, person_id)
    response.headers.update(etag(found.version))
    return _out(found)


@router.post(
    "/{person_id}/withdraw-consent",
    operation_id="withdraw_consent",
    openapi_extra=json_body_of(WithdrawalIn),
    responses={**answers(VisitorOut), **_CHANGES},
    response_class=Response,
)
async def withdraw(person_id: UUID, write: Enrolling, if_match: IfMatch = None) -> Response:
    """The visitor takes their consent back: their biometrics are destroyed, and they come by document.

    What was captured on another basis than consent stays: of somebody who is or was in custody, on a
    watchlist, or of the staff.
    """
    asked = await write.body(WithdrawalIn)
    work = partial(_withdraw, person_id, asked.facility, if_match)
    return await write.once(work, asked, about=person_id, erases=True)


def _put(person_id: UUID, asked: VisitorIn, if_match: str | None, unit: Unit) -> Answer:
    moved.require_current(unit, person_id)
    if asked.guardian_id == person_id:
        raise InvalidRequest("guardian_id: nobody is their own guardian")
    if asked.guardian_id is not None:
        moved.require_current(unit, asked.guardian_id)
    seen = visitors.find(unit, person_id)
    require_version(if_match, None if seen is None else seen.version)
    details = VisitorDetails(asked.born, asked.address, asked.telephone, asked.note)
    stated: dict[str, Any] = {
        "kind": VisitorKind(asked.kind),
        "guardian_id": asked.guardian_id,
        "details": details,
        **_agreed(unit, asked, seen),
    }
    galleries.enter(unit, person_id, Gallery.VISITORS)
    if seen is None:
        made = visitors.add(unit, Visitor(person_id=person_id, withdrawn=None, **stated))
        return told(_out(made), status=201, version=made.version, at=f"/v1/visitors/{person_id}")
    changed = visitors.change(unit, seen, **stated)
    return told(_out(changed), version=changed.version)


def _agreed(unit: Unit, asked: VisitorIn, seen: Visitor | None) -> dict[str, Any]:
    """What is kept of notice and consent: instants stay where nothing new was said."""
    stands = seen is not None and seen.consented is not None and seen.withdrawn is None
    if stands and asked.consent == "declined":
        raise Conflict("Consent that stands is taken back by a withdrawal.", what="visitor")
    version = language = noticed = None
    if asked.notice is not None:
        version, language, noticed = asked.notice.version, asked.notice.language, unit.now
        if seen is not None and (seen.notice, seen.notice_language) == (version, language):
            noticed = seen.noticed
    agreed: dict[str, Any] = {"notice": version, "notice_language": language, "noticed": noticed}
    if asked.consent == "given":
        agreed["consented"] = seen.consented if seen is not None and stands else unit.now
        if seen is not None:
            agreed["withdrawn"] = None
    elif seen is None:
        agreed["consented"] = None
    return agreed


def _withdraw(person_id: UUID, facility: str, if_match: str | None, unit: Unit) -> Answer:
    seen = visitors.one(unit, person_id)
    require_version(if_match, seen.version)
    where = facilities.coded(unit, facility)
    if seen.consented is None or seen.withdrawn is not None:
        raise Conflict("There is no consent that stands.", what="visitor")
    withdrawn = visitors.withdraw(unit, seen)
    if galleries.of(unit, [person_id])[person_id] <= {Gallery.VISITORS}:
        coverage.destroy(unit, person_id)
    emit(unit, Event(ConsentWithdrawn(notice=f"notice-{seen.notice}"), where.code, person_id))
    return told(_out(withdrawn), version=withdrawn.version)


def _out(known: Visitor) -> VisitorOut:
    consent = "declined" if known.consented is None else "given"
    notice = None
    if known.notice is not None and known.notice_language is not None:
        notice = NoticeIn.model_validate({"version": known.notice, "language": known.notice_language})
    return VisitorOut.model_validate(
        {
            "person_id": known.person_id,
            "kind": known.kind.value,
            "born": known.details.born,
            "guardian_id": known.guardian_id,
            "consent": "withdrawn" if known.withdrawn is not None else consent,
            "notice": notice,
            "noticed_at": known.noticed,
            "consented_at": known.consented,
            "withdrawn_at": known.withdrawn,
            "address": known.details.address,
            "telephone": known.details.telephone,
            "note": known.details.note,
        }
    )
