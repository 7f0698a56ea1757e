"""/v1/subscriptions: who is told what. An administrator makes and ends them; a partner sees its own."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from api import problems
from api.auth.actor import Actor, Role
from api.auth.asking import Acting
from api.auth.rights import Right, require
from api.contract.events import (
    Changed,
    DeliveryPage,
    DeliveryState,
    EventsChosen,
    StateChange,
    SubscriptionIn,
    SubscriptionList,
    SubscriptionOut,
    SubscriptionWithSecret,
)
from api.openapi import json_body_of
from api.registry.outbox_tables import DeliveryState as Stored
from api.registry.outbox_tables import SubscriptionState
from api.routes.bodies import read
from api.routes.event_answers import delivery_out, subscription_out, terms_of, with_secret
from api.routes.event_context import EventsHere, Part
from api.routes.repeatable import Repeatable

router = APIRouter(prefix="/v1/subscriptions", tags=["events"], route_class=Repeatable)


def partner_of(actor: Actor) -> str | None:
    """Whose subscriptions the actor may see: None for those of everybody. Raises RoleMissing."""
    require(actor, Right.READ_SUBSCRIPTIONS)
    return None if Role.ADMINISTRATOR in actor.roles else actor.id


@router.post(
    "",
    status_code=201,
    operation_id="subscribe",
    openapi_extra=json_body_of(SubscriptionIn),
    responses=problems.documented(409),
)
async def create(
    request: Request, response: Response, events: EventsHere, actor: Acting
) -> SubscriptionWithSecret:
    """Have a partner told of what happens from now on. The secret is in this answer and in no other."""
    require(actor, Right.CHANGE_SUBSCRIPTIONS)
    asked = await read(request, SubscriptionIn)
    made = await run_in_threadpool(events.subscriptions.create, asked.partner, terms_of(asked))
    events.changed()
    response.headers["Location"] = f"/v1/subscriptions/{made.id}"
    return with_secret(made, {})


@router.get("", operation_id="list_subscriptions")
def every(events: EventsHere, actor: Acting) -> SubscriptionList:
    """All of them, or a partner's own."""
    found = events.subscriptions.list(partner_of(actor))
    counted = [subscription_out(one, events.subscriptions.counts(one.id)) for one in found]
    return SubscriptionList(subscriptions=counted)


@router.get(
    "/{subscription_id}",
    operation_id="read_subscription",
)
def one(subscription_id: UUID, events: EventsHere, actor: Acting) -> SubscriptionOut:
    """One of them."""
    found = events.subscriptions.one(subscription_id, partner_of(actor))
    return subscription_out(found, events.subscriptions.counts(found.id))


@router.patch(
    "/{subscription_id}",
    operation_id="change_subscription",
    openapi_extra=json_body_of(StateChange),
    responses=problems.documented(409),
)
async def change(
    request: Request, subscription_id: UUID, events: EventsHere, actor: Acting
) -> SubscriptionOut:
    """Pause or resume."""
    require(actor, Right.CHANGE_SUBSCRIPTIONS)
    state = SubscriptionState((await read(request, StateChange)).state)
    changed = await run_in_threadpool(events.subscriptions.set_state, subscription_id, state)
    events.changed()
    counts = await run_in_threadpool(events.subscriptions.counts, subscription_id)
    return subscription_out(changed, counts)


@router.delete(
    "/{subscription_id}",
    status_code=204,
    operation_id="unsubscribe",
)
def delete(subscription_id: UUID, events: EventsHere, actor: Acting) -> None:
    """End it; what was still to be told is not."""
    require(actor, Right.CHANGE_SUBSCRIPTIONS)
    events.subscriptions.delete(subscription_id)
    events.changed()


@router.post(
    "/{subscription_id}/secret",
    operation_id="renew_secret",
    responses=problems.documented(409),
)
def renew_secret(subscription_id: UUID, events: EventsHere, actor: Acting) -> SubscriptionWithSecret:
    """A new secret. For a day messages are signed with the last one as well."""
    require(actor, Right.CHANGE_SUBSCRIPTIONS)
    renewed = events.subscriptions.renew_secret(subscription_id)
    return with_secret(renewed, events.subscriptions.counts(subscription_id))


@router.get(
    "/{subscription_id}/deliveries",
    operation_id="list_deliveries",
)
def deliveries(
    subscription_id: UUID,
    events: EventsHere,
    actor: Acting,
    part: Part,
    state: DeliveryState | None = None,
) -> DeliveryPage:
    """How far the deliveries are, in the order of events; dead ones are those that were given up."""
    wanted = None if state is None else Stored(state)
    whose = partner_of(actor)
    found = events.subscriptions.deliveries(subscription_id, whose, wanted, part.after, part.limit)
    following = found[-1].event.position if len(found) == part.limit else None
    return DeliveryPage(deliveries=[delivery_out(one) for one in found], next=following)


@router.post(
    "/{subscription_id}/redeliveries",
    operation_id="redeliver",
    openapi_extra=json_body_of(EventsChosen),
    responses=problems.documented(409),
)
async def redeliver(request: Request, subscription_id: UUID, events: EventsHere, actor: Acting) -> Changed:
    """Deliver these events once more, or all dead ones. Later events of the same person wait for them."""
    require(actor, Right.CHANGE_SUBSCRIPTIONS)
    chosen = (await read(request, EventsChosen)).events
    changed = await run_in_threadpool(events.subscriptions.redeliver, subscription_id, chosen)
    events.changed()
    return Changed(changed=changed)


@router.post(
    "/{subscription_id}/discards",
    operation_id="discard",
    openapi_extra=json_body_of(EventsChosen),
)
async def discard(request: Request, subscription_id: UUID, events: EventsHere, actor: Acting) -> Changed:
    """Let dead deliveries go, these or all: what waits behind them is delivered."""
    require(actor, Right.CHANGE_SUBSCRIPTIONS)
    chosen = (await read(request, EventsChosen)).events
    changed = await run_in_threadpool(events.subscriptions.discard, subscription_id, chosen)
    events.changed()
    return Changed(changed=changed)
