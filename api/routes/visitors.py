"""/v1/visitors: people on record as visitors, what they were told, and what they agreed to."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from api import problems
from api.auth.guard import Within
from api.auth.rights import Right
from api.contract.visitors import NoticeIn, VisitorIn, VisitorOut, VisitorPage, WithdrawalIn
from api.desks.policies import PolicyShelf
from api.desks.visits import withdrawal
from api.errors import InvalidRequest
from api.events.catalogue.visits import ConsentWithdrawn
from api.events.event import Event, emit
from api.gates.visits.evidence import VisitorKind
from api.office import Office
from api.openapi import json_body_of
from api.registry import coverage, facilities, galleries, moved, visitors
from api.registry.belonging import shown
from api.registry.errors import Conflict
from api.registry.galleries import Gallery
from api.registry.idempotency import Answer
from api.registry.unit import Unit, View
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
def page(office: Reading, within: Within, after: After = None, limit: Limit = 50) -> VisitorPage:
    """All visitors whom the facilities know that the caller acts for."""
    with office.store.reading() as view:
        found = visitors.page(view, after, limit, *shown("visitor", within))
        listed = _all_out(view, found)
    following = found[-1].person_id if len(found) == limit else None
    return VisitorPage(visitors=listed, next=following)


@router.get("/{person_id}", operation_id="read_visitor", responses=READS)
def one(person_id: UUID, response: Response, office: Reading) -> VisitorOut:
    """One visitor."""
    with office.store.reading() as view:
        found = visitors.one(view, person_id)
        response.headers.update(etag(found.version))
        return _out(view, found)


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
    watchlist, or of the staff. Of one who is banned it stays until the ban has ended, where the facility's
    policy names a law for it (`kept_for_ban`): only searches among the banned find it then.
    """
    asked = await write.body(WithdrawalIn)
    work = partial(_withdraw, person_id, asked.facility, if_match, write.office.policies)
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
    if seen is None or seen.withdrawn is None or asked.consent == "given":
        galleries.enter(unit, person_id, Gallery.VISITORS)
    if seen is None:
        made = visitors.add(unit, Visitor(person_id=person_id, withdrawn=None, **stated))
        return told(_out(unit, made), status=201, version=made.version, at=f"/v1/visitors/{person_id}")
    changed = visitors.change(unit, seen, **stated)
    return told(_out(unit, changed), version=changed.version)


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


def _withdraw(
    person_id: UUID, facility: str, if_match: str | None, policies: PolicyShelf, unit: Unit
) -> Answer:
    seen = visitors.one(unit, person_id)
    require_version(if_match, seen.version)
    where = facilities.coded(unit, facility)
    if seen.consented is None or seen.withdrawn is not None:
        raise Conflict("There is no consent that stands.", what="visitor")
    changed = visitors.withdraw(unit, seen)
    withdrawal.withdrawn(unit, person_id, where.code, policies)
    emit(unit, Event(ConsentWithdrawn(notice=f"notice-{seen.notice}"), where.code, person_id))
    return told(_out(unit, changed), version=changed.version)


def _out(view: View, known: Visitor) -> VisitorOut:
    return _all_out(view, [known])[0]


def _all_out(view: View, found: Sequence[Visitor]) -> list[VisitorOut]:
    """Of those who withdrew, whether a ban keeps what was captured is looked up for all at once."""
    kept = visitors.still_captured(view, [one.person_id for one in found if one.withdrawn])
    return [_told(one, one.person_id in kept and coverage.on_consent(view, one.person_id)) for one in found]


def _told(known: Visitor, kept_for_ban: bool) -> VisitorOut:
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
            "kept_for_ban": kept_for_ban,
            "address": known.details.address,
            "telephone": known.details.telephone,
            "note": known.details.note,
        }
    )
