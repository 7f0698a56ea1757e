"""Wire types of visiting: who may see whom, when they are expected, who is inside."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.contract.facilities import HouseCode
from api.contract.plain import Moment
from api.contract.samples import WireModel

GrantorName = Literal["prisoner", "judge", "facility"]


class AuthorisationIn(WireModel):
    """What `POST /v1/authorisations` takes. relationship: a code of the facility's policy."""

    visitor_id: UUID
    prisoner_id: UUID
    relationship: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
    consents: Annotated[tuple[GrantorName, ...], Field(max_length=8, description="Who agreed to it")] = ()
    since: Moment | None = Field(default=None, description="None: from now on")
    until: Moment | None = None


class AuthorisationOut(WireModel):
    """Which visitor may see which prisoner, as what."""

    id: UUID
    visitor_id: UUID
    prisoner_id: UUID
    relationship: str
    consents: list[GrantorName]
    granted_by: str
    since: datetime
    until: datetime | None
    revoked_at: datetime | None
    holds: bool = Field(description="Whether it lets the visitor in now")


class AuthorisationPage(WireModel):
    """In the order in which they were granted; pass `next` as `after` for the following page."""

    authorisations: list[AuthorisationOut]
    next: UUID | None


class AppointmentIn(WireModel):
    """What `POST /v1/appointments` takes."""

    visitor_id: UUID
    prisoner_id: UUID
    facility: HouseCode
    begins: Moment
    ends: Moment


class AppointmentOut(WireModel):
    """When a visitor is expected, and with whom."""

    id: UUID
    visitor_id: UUID
    prisoner_id: UUID
    facility: str
    begins: datetime
    ends: datetime
    status: Literal["booked", "kept", "cancelled"]
    booked_by: str


class AppointmentPage(WireModel):
    """In the order in which they were booked; pass `next` as `after` for the following page."""

    appointments: list[AppointmentOut]
    next: UUID | None


class VisitOut(WireModel):
    """One visit. path: how the visitor's identity was established at the way in."""

    id: UUID
    visitor_id: UUID
    prisoner_id: UUID | None = Field(description="None: the prisoner's record was erased")
    facility: str
    path: Literal["biometric", "document", "accompanied"]
    entered_at: datetime
    left_at: datetime | None
    brought_by: UUID | None = Field(description="Of a child: the visit of whoever brought it")


class VisitPage(WireModel):
    """Visits by their numbers, the earliest first; pass `next` as `after` for the following page."""

    visits: list[VisitOut]
    next: UUID | None


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    AuthorisationIn: {
        "visitor_id": f"{UUID(int=1)}",
        "prisoner_id": f"{UUID(int=2)}",
        "relationship": "parent",
        "consents": ["prisoner"],
        "until": "2026-12-31T23:59:59Z",
    },
    AppointmentIn: {
        "visitor_id": f"{UUID(int=1)}",
        "prisoner_id": f"{UUID(int=2)}",
        "facility": "penal-norte",
        "begins": "2026-03-07T14:00:00Z",
        "ends": "2026-03-07T16:00:00Z",
    },
}
"""Of each body that a caller sends, for the OpenAPI document."""
