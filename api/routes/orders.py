"""/v1/orders: courts' orders as the case system registers them. Each serves once, at a gate."""

from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.auth.rights import Right
from api.contract.facilities import HouseCode
from api.contract.orders import OrderIn, OrderOut, OrderPage
from api.errors import InvalidRequest
from api.events.catalogue.custody import OrderRegistered, OrderRevoked
from api.events.event import Event, emit
from api.events.facts import Facts
from api.gates.evidence import OrderKind, Signature
from api.office import Office
from api.openapi import json_body_of
from api.registry import custody, facilities, moved, orders
from api.registry.errors import NotInCustody
from api.registry.idempotency import Answer
from api.registry.orders import Order, OrderStatus, OrderText
from api.registry.unit import Unit, View
from api.routes.once import CHANGES, READS, WRITES, After, Limit, Write, answers, reads, told, writes
from api.routes.places import id_of
from api.routes.preconditions import IfMatch, etag, require_version

router = APIRouter(prefix="/v1/orders", tags=["orders"])

Registering = Annotated[Write, writes(Right.REGISTER_ORDERS)]
Reading = Annotated[Office, reads(Right.READ_ORDERS)]
KindName = Literal["commitment", "release", "transfer", "court", "temporary-release"]
StatusName = Literal["open", "used", "revoked"]


@router.post(
    "",
    status_code=201,
    operation_id="register_order",
    openapi_extra=json_body_of(OrderIn),
    responses={**answers(OrderOut, made=True), **WRITES},
    response_class=Response,
)
async def register(write: Registering) -> Response:
    """Enter an order as the court wrote it, whatever its signature is worth: `signature` says what that is.

    A court's number comes once. Which signatures a gate accepts, its policy says.
    """
    asked = await write.body(OrderIn)
    checked = write.office.keys.check(asked)
    return await write.once(partial(_register, asked, checked, write.actor.id), asked)


@router.get("", operation_id="list_orders", responses=READS)
def page(
    office: Reading,
    *,
    person_id: Annotated[UUID | None, Query(description="Whom they name")] = None,
    facility: Annotated[
        HouseCode | None, Query(description="Where they can be carried out; those without a place everywhere")
    ] = None,
    kind: Annotated[list[KindName], Query(max_length=8, description="None: every kind")] = [],  # noqa: B006 - FastAPI copies it
    status: Annotated[StatusName | None, Query(description="None: whatever became of them")] = None,
    after: After = None,
    limit: Limit = 50,
) -> OrderPage:
    """The orders that name a person, or that a facility can carry out, in the order of their registration.

    Either is said: nobody reads all orders of all facilities.
    """
    if person_id is None and facility is None:
        raise InvalidRequest("person_id or facility: one of them is needed")
    with office.store.reading() as view:
        if person_id is not None:
            moved.require_current(view, person_id)
        found = orders.page(
            view,
            person_id=person_id,
            facility_id=id_of(view, facility),
            kinds=[OrderKind(one) for one in kind],
            status=None if status is None else OrderStatus(status),
            after=after,
            limit=limit,
        )
        listed = [_out(view, one) for one in found]
    return OrderPage(orders=listed, next=found[-1].id if len(found) == limit else None)


@router.get("/{order_id}", operation_id="read_order", responses=READS)
def one(order_id: UUID, response: Response, office: Reading) -> OrderOut:
    """One order."""
    with office.store.reading() as view:
        found = orders.one(view, order_id)
        shown = _out(view, found)
    response.headers.update(etag(found.version))
    return shown


@router.post(
    "/{order_id}/revoke",
    operation_id="revoke_order",
    responses={**answers(OrderOut), **CHANGES},
    response_class=Response,
)
async def revoke(order_id: UUID, write: Registering, if_match: IfMatch = None) -> Response:
    """The court takes it back: no gate accepts it from now on. Once it was used it is too late for that."""
    return await write.once(partial(_revoke, order_id, if_match))


def _register(asked: OrderIn, checked: Signature, by: str, unit: Unit) -> Answer:
    if asked.person_id is not None:
        moved.require_current(unit, asked.person_id)
    facility = None if asked.facility is None else facilities.coded(unit, asked.facility)
    new = orders.register(
        unit,
        Order(
            kind=OrderKind(asked.kind),
            facility_id=None if facility is None else facility.id,
            person_id=asked.person_id,
            valid_from=asked.valid_from,
            expires=asked.expires,
            signature=checked,
            key_id=asked.key_id,
            registered_by=by,
            registered_at=unit.now,
            text=OrderText(
                asked.court,
                asked.number,
                asked.issued,
                asked.case,
                asked.named,
                asked.grounds,
                asked.signature,
            ),
        ),
    )
    _tell(unit, new, OrderRegistered(order_id=new.id, kind=new.kind.value))
    return told(_out(unit, new), status=201, version=new.version, at=f"/v1/orders/{new.id}")


def _revoke(order_id: UUID, if_match: str | None, unit: Unit) -> Answer:
    seen = orders.one(unit, order_id, locked=True)
    if if_match is not None:  # a revocation overrules whatever else was changed, so it needs no version
        require_version(if_match, seen.version)
    orders.revoke(unit, order_id)
    revoked = orders.one(unit, order_id)
    _tell(unit, revoked, OrderRevoked(order_id=order_id, kind=revoked.kind.value))
    return told(_out(unit, revoked), version=revoked.version)


def _tell(unit: Unit, order: Order, facts: Facts) -> None:
    emit(unit, Event(facts, _where(unit, order), order.person_id))


def _where(view: View, order: Order) -> str:
    """The facility that the order is for, or that holds the person; empty where neither is known."""
    facility_id = order.facility_id
    if facility_id is None and order.person_id is not None:
        try:
            facility_id = custody.open_of(view, order.person_id).facility_id
        except NotInCustody:
            return ""
    return "" if facility_id is None else facilities.one(view, facility_id).code


def _out(view: View, order: Order) -> OrderOut:
    text, facility_id = order.text, order.facility_id
    return OrderOut(
        id=order.id,
        kind=order.kind.value,
        court=text.court,
        number=text.number,
        issued=text.issued,
        valid_from=order.valid_from,
        expires=order.expires,
        facility=None if facility_id is None else facilities.one(view, facility_id).code,
        person_id=order.person_id,
        case=text.case,
        named=text.named,
        grounds=text.grounds,
        signature=order.signature.value,
        key_id=order.key_id,
        status=order.status.value,
        settled_at=order.settled_at,
        decision_id=order.decision_id,
        registered_by=order.registered_by,
        registered_at=order.registered_at,
    )
