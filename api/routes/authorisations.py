"""/v1/authorisations: which visitor may see which prisoner."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.auth.guard import Within
from api.auth.rights import Right
from api.contract.visiting import AuthorisationIn, AuthorisationOut, AuthorisationPage
from api.errors import InvalidRequest
from api.gates.visits.grants import Grantor
from api.office import Office
from api.openapi import json_body_of
from api.registry import authorisations, moved, visitors
from api.registry.authorisations import Authorisation
from api.registry.belonging import shown
from api.registry.errors import Conflict
from api.registry.idempotency import Answer
from api.registry.unit import Unit
from api.routes.once import CHANGES, READS, WRITES, After, Limit, Write, answers, reads, told, writes
from api.routes.places import require_order
from api.routes.preconditions import IfMatch, etag, require_version

router = APIRouter(prefix="/v1/authorisations", tags=["visits"])

Granting = Annotated[Write, writes(Right.AUTHORISE_VISITS)]
Reading = Annotated[Office, reads(Right.READ_VISITS)]


@router.post(
    "",
    status_code=201,
    operation_id="authorise_visits",
    openapi_extra=json_body_of(AuthorisationIn),
    responses={**answers(AuthorisationOut, made=True), **WRITES},
    response_class=Response,
)
async def grant(write: Granting) -> Response:
    """A visitor on record may see a prisoner. Two people have one that was not revoked."""
    asked = await write.body(AuthorisationIn)
    return await write.once(partial(_grant, asked, write), asked)


@router.get("", operation_id="list_authorisations", responses=READS)
def page(
    office: Reading,
    within: Within,
    visitor_id: Annotated[UUID | None, Query()] = None,
    prisoner_id: Annotated[UUID | None, Query()] = None,
    after: After = None,
    limit: Limit = 50,
) -> AuthorisationPage:
    """All that were ever granted to a visitor or for a prisoner, or all."""
    now = office.clock.now()
    with office.store.reading() as view:
        found = authorisations.page(
            view, visitor_id, prisoner_id, after, limit, *shown("authorisation", within)
        )
    following = found[-1].id if len(found) == limit else None
    return AuthorisationPage(authorisations=[_out(one, one.holds(now)) for one in found], next=following)


@router.get("/{authorisation_id}", operation_id="read_authorisation", responses=READS)
def one(authorisation_id: UUID, response: Response, office: Reading) -> AuthorisationOut:
    """One of them."""
    with office.store.reading() as view:
        found = authorisations.one(view, authorisation_id)
    response.headers.update(etag(found.version))
    return _out(found, found.holds(office.clock.now()))


@router.post(
    "/{authorisation_id}/revoke",
    operation_id="revoke_authorisation",
    responses={**answers(AuthorisationOut), **CHANGES},
    response_class=Response,
)
async def revoke(authorisation_id: UUID, write: Granting, if_match: IfMatch = None) -> Response:
    """The visitor may see the prisoner no more."""
    return await write.once(partial(_revoke, authorisation_id, if_match))


def _grant(asked: AuthorisationIn, write: Write, unit: Unit) -> Answer:
    since = asked.since or unit.now
    require_order(since, asked.until)
    if asked.visitor_id == asked.prisoner_id:
        raise InvalidRequest("prisoner_id: nobody visits themselves")
    moved.require_current(unit, asked.visitor_id, asked.prisoner_id)
    visitors.one(unit, asked.visitor_id)
    new = Authorisation(
        visitor_id=asked.visitor_id,
        prisoner_id=asked.prisoner_id,
        relationship=asked.relationship,
        consents=tuple(map(Grantor, dict.fromkeys(asked.consents))),
        granted_by=write.actor.id,
        since=since,
        until=asked.until,
    )
    made = authorisations.grant(unit, new)
    shown = _out(made, made.holds(unit.now))
    return told(shown, status=201, version=made.version, at=f"/v1/authorisations/{made.id}")


def _revoke(authorisation_id: UUID, if_match: str | None, unit: Unit) -> Answer:
    seen = authorisations.one(unit, authorisation_id)
    require_version(if_match, seen.version)
    if seen.revoked is not None:
        raise Conflict("This authorisation was revoked before.", what="authorisation")
    revoked = authorisations.revoke(unit, seen)
    return told(_out(revoked, holds=False), version=revoked.version)


def _out(one: Authorisation, holds: bool) -> AuthorisationOut:
    return AuthorisationOut(
        id=one.id,
        visitor_id=one.visitor_id,
        prisoner_id=one.prisoner_id,
        relationship=one.relationship,
        consents=[each.value for each in one.consents],
        granted_by=one.granted_by,
        since=one.since,
        until=one.until,
        revoked_at=one.revoked,
        holds=holds,
    )
