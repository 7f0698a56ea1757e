"""/v1/warrants: searches beyond what a gate may search, asked for, signed by several, and accounted for."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.auth.actor import Actor
from api.auth.right_errors import RoleMissing
from api.auth.rights import Right
from api.contract.facilities import HouseCode
from api.contract.warrants import WarrantIn, WarrantOut, WarrantPage, WarrantSearchOut, WarrantSignatureOut
from api.desks.searches import defects, warrant_of
from api.gates.evidence import GalleryKind
from api.gates.galleries import GalleriesPolicy
from api.office import Office
from api.openapi import json_body_of
from api.registry import facilities, warrants
from api.registry.idempotency import Answer
from api.registry.unit import Unit, View
from api.registry.warrants import StoredWarrant, WarrantText
from api.routes.once import READS, WRITES, After, Limit, Write, answers, reads, told, writes
from api.routes.places import require_order

router = APIRouter(prefix="/v1/warrants", tags=["warrants"])

Reading = Annotated[Office, reads(Right.READ_WARRANTS)]
RULED = {**WRITES}


@router.post(
    "",
    status_code=201,
    operation_id="ask_warrant",
    openapi_extra=json_body_of(WarrantIn),
    responses={**answers(WarrantOut, made=True), **RULED},
    response_class=Response,
)
async def ask(write: Annotated[Write, writes(Right.ASK_WARRANTS)]) -> Response:
    """Ask for a search. It is allowed once enough officers of the facility's choice have signed."""
    asked = await write.body(WarrantIn)
    return await write.once(partial(_ask, asked, write), asked)


@router.get("", operation_id="list_warrants", responses={**READS})
def page(
    office: Reading,
    facility: Annotated[HouseCode, Query(description="Its code")],
    after: After = None,
    limit: Limit = 50,
) -> WarrantPage:
    """All of a facility, with who signed and what was searched."""
    with office.store.reading() as view:
        found = warrants.page(view, facilities.coded(view, facility).id, after, limit)
        listed = [_out(view, office, one) for one in found]
    return WarrantPage(warrants=listed, next=found[-1].id if len(found) == limit else None)


@router.get("/{warrant_id}", operation_id="read_warrant", responses={**READS})
def one(warrant_id: UUID, office: Reading) -> WarrantOut:
    """One of them."""
    with office.store.reading() as view:
        return _out(view, office, warrants.one(view, warrant_id))


@router.post(
    "/{warrant_id}/signatures",
    operation_id="sign_warrant",
    responses={**answers(WarrantOut), **RULED},
    response_class=Response,
)
async def sign(warrant_id: UUID, write: Annotated[Write, writes(Right.SIGN_WARRANTS)]) -> Response:
    """Agree to it, in a role that the facility's policy names. Whoever asked may sign as one of them."""
    return await write.once(partial(_sign, warrant_id, write))


@router.post(
    "/{warrant_id}/revoke",
    operation_id="revoke_warrant",
    responses={**answers(WarrantOut), **RULED},
    response_class=Response,
)
async def revoke(warrant_id: UUID, write: Annotated[Write, writes(Right.SIGN_WARRANTS)]) -> Response:
    """It allows nothing from now on. One officer of those roles is enough."""
    return await write.once(partial(_revoke, warrant_id, write))


def _ask(asked: WarrantIn, write: Write, unit: Unit) -> Answer:
    require_order(unit.now, asked.expires_at)
    facility = facilities.coded(unit, asked.facility)
    new = StoredWarrant(
        facility_id=facility.id,
        galleries=tuple(sorted({GalleryKind(one) for one in asked.galleries})),
        legal_basis=asked.legal_basis,
        text=WarrantText(asked.purpose, asked.case),
        asked_by=write.actor.id,
        asked_at=unit.now,
        expires=asked.expires_at,
    )
    shown = _out(unit, write.office, warrants.ask(unit, new))
    return told(shown, status=201, at=f"/v1/warrants/{new.id}")


def _sign(warrant_id: UUID, write: Write, unit: Unit) -> Answer:
    stored = warrants.one(unit, warrant_id)
    role = _role(write.actor, _policy(unit, write.office, stored))
    warrants.sign(unit, warrant_id, officer=write.actor.id, role=role)
    return told(_out(unit, write.office, stored))


def _revoke(warrant_id: UUID, write: Write, unit: Unit) -> Answer:
    _role(write.actor, _policy(unit, write.office, warrants.one(unit, warrant_id)))
    warrants.revoke(unit, warrant_id, by=write.actor.id)
    return told(_out(unit, write.office, warrants.one(unit, warrant_id)))


def _role(actor: Actor, policy: GalleriesPolicy) -> str:
    """As what somebody signs. Raises RoleMissing."""
    counting = sorted(actor.roles & policy.warrant_roles)
    if not counting:
        wanted = ", ".join(sorted(policy.warrant_roles))
        raise RoleMissing(f"This needs another role than {actor.id} has: {wanted}.", roles=wanted)
    return counting[0]


def _policy(view: View, office: Office, stored: StoredWarrant) -> GalleriesPolicy:
    facility = facilities.one(view, stored.facility_id)
    return office.policies.of(facility.code, office.clock.now()).galleries


def _out(view: View, office: Office, stored: StoredWarrant) -> WarrantOut:
    policy = _policy(view, office, stored)
    return WarrantOut.model_validate(
        {
            "id": stored.id,
            "facility": facilities.one(view, stored.facility_id).code,
            "galleries": stored.galleries,
            "purpose": stored.text.purpose,
            "legal_basis": stored.legal_basis,
            "case": stored.text.case,
            "asked_by": stored.asked_by,
            "asked_at": stored.asked_at,
            "expires_at": stored.expires,
            "revoked_at": stored.revoked_at,
            "revoked_by": stored.revoked_by,
            "signatures": [
                WarrantSignatureOut(officer=one.officer, role=one.role, at=one.at)
                for one in warrants.signatures(view, stored.id)
            ],
            "defects": defects(warrant_of(view, stored), policy, office.clock.now()),
            "searches": [
                WarrantSearchOut.model_validate(
                    {"officer": one.officer, "at": one.at, "galleries": one.galleries, "defects": one.defects}
                )
                for one in warrants.searches(view, stored.id)
            ],
        }
    )
