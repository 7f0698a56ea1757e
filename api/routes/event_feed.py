"""/v1/events: the feed. /v1/event-types: what there is to subscribe to."""

from uuid import UUID

from fastapi import APIRouter

from api import problems
from api.auth.asking import Acting
from api.contract.events import EventTypeOut, EventTypes, FeedOut
from api.events import schemas
from api.events.facts import PREFIX
from api.routes.event_context import EventsHere, Part
from api.routes.subscriptions import partner_of

router = APIRouter(prefix="/v1", tags=["events"])


@router.get("/events", operation_id="read_events", responses=problems.documented(409, 410))
def feed(
    events: EventsHere,
    actor: Acting,
    subscription: UUID,
    part: Part,
) -> FeedOut:
    """What happened since: the same events under the same terms, for a partner who asks instead.

    Everything that was committed before the call is there; no event ever appears before a position that was
    given. 410 says that events after it are no longer kept.
    """
    page = events.feed.page(subscription, partner_of(actor), part.after, part.limit)
    return FeedOut(events=list(page.events), next=page.last, more=page.more)


@router.get("/event-types", operation_id="list_event_types")
def types() -> EventTypes:
    """Every type of event, what it says, and the schema of its data."""
    return EventTypes(
        types=[
            EventTypeOut(
                type=PREFIX + facts.type,
                says=schemas.says(facts),
                attributes=list(facts.model_fields),
                dataschema=schemas.json_schema(facts)["$id"],
                json_schema=schemas.json_schema(facts),
            )
            for facts in schemas.every()
        ]
    )
