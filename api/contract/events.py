"""Wire types of events: subscriptions, how far their deliveries are, the feed, and the list of types."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.contract.samples import WireModel

State = Literal["active", "paused"]
DeliveryState = Literal["pending", "delivered", "dead", "discarded"]
Party = Literal["court", "defender", "consulate", "police", "health", "family", "supervisor", "ombudsman"]
PartnerId = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$", description="Id of the actor whose it is")
]
TypeName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9.-]{0,63}$", description="Without `umbral.`")]
Attribute = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
FacilityCode = Annotated[str, Field(min_length=1, max_length=32)]


class TermsIn(WireModel):
    """What is told, and where. Nothing is told that is not named here."""

    types: Annotated[list[TypeName], Field(min_length=1, max_length=128)]
    attributes: Annotated[tuple[Attribute, ...], Field(max_length=128)] = ()
    facilities: Annotated[
        list[FacilityCode] | None, Field(max_length=128, description="Codes; null: every facility")
    ] = None
    party: Annotated[Party | None, Field(description="Only events that address this party")] = None
    clients: Annotated[
        bool, Field(description="Only events about persons whom the partner defends: a defender's")
    ] = False
    url: Annotated[
        str | None, Field(max_length=500, description="Of the receiver; null: read from the feed")
    ] = None


class SubscriptionIn(TermsIn):
    """What `POST /v1/subscriptions` takes."""

    partner: PartnerId


class SubscriptionOut(WireModel):
    """One subscription. `waiting` and `dead` count events that its receiver does not have yet."""

    id: UUID
    partner: PartnerId
    state: State
    created_at: datetime
    types: list[TypeName]
    attributes: list[Attribute]
    facilities: list[FacilityCode] | None
    party: Party | None
    clients: bool
    url: str | None
    waiting: int
    dead: int


class SubscriptionWithSecret(SubscriptionOut):
    """The answer that shows the secret: the only one. Whoever loses it has a new one made."""

    secret: Annotated[str, Field(repr=False, description="`whsec_` and base64: the key of the signatures")]


class SubscriptionList(WireModel):
    """All that the caller may see, the oldest first."""

    subscriptions: list[SubscriptionOut]


class StateChange(WireModel):
    """What `PATCH /v1/subscriptions/{id}` takes. While it is paused, events wait for it."""

    state: State


class DeliveryOut(WireModel):
    """How far the delivery of one event is. `failure`: why the last attempt failed, as a code."""

    event_id: UUID
    position: int
    type: TypeName
    sequence: int | None
    recorded_at: datetime
    state: DeliveryState
    attempts: int
    failure: str | None
    failing_since: datetime | None
    due_at: datetime
    settled_at: datetime | None


class DeliveryPage(WireModel):
    """In the order of events; pass `next` as `after` for the following page."""

    deliveries: list[DeliveryOut]
    next: int | None


class EventsChosen(WireModel):
    """Which deliveries: these events', or with null all that are dead."""

    events: Annotated[list[UUID] | None, Field(max_length=500)] = None


class Changed(WireModel):
    """How many deliveries were changed."""

    changed: int


class FeedOut(WireModel):
    """Events (CloudEvents 1.0, JSON) in their order; pass `next` as `after` to go on, now or later."""

    events: list[dict[str, Any]]
    next: int
    more: bool = Field(description="Whether the following page can be asked for at once")


class EventTypeOut(WireModel):
    """One type of event. `json_schema`: of `data`, of which a subscription sees the attributes it names."""

    type: str
    says: str
    attributes: list[Attribute]
    dataschema: str
    json_schema: dict[str, Any]


class EventTypes(WireModel):
    """All types, in the order of the documentation."""

    types: list[EventTypeOut]


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    SubscriptionIn: {
        "partner": "case-system",
        "types": ["release.done", "clock.over"],
        "attributes": ["episode_id", "order_id"],
        "facilities": ["north"],
        "url": "https://cases.example/umbral",
    },
    StateChange: {"state": "paused"},
    EventsChosen: {"events": ["0197b3c0-0000-7000-8000-000000000001"]},
}
"""Of each body that a caller sends, for the OpenAPI document."""
