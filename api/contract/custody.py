"""Wire types of custody: since when and on what footing somebody is held, and what else keeps them."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.contract.persons import ClockName
from api.contract.plain import Line, Moment, Prose, Short
from api.contract.samples import WireModel

StatusName = Literal["pre-trial", "sentenced", "civil", "immigration", "other", "unrecorded"]
GroundName = Literal["other-case", "warrant", "sentence", "extradition", "immigration"]


class ClockOut(WireModel):
    """The detention clock: legal days, the first and the last one whole, in the facility's zone."""

    state: ClockName = Field(description="The gravest that applies")
    on: date
    days: int = Field(description="Counted so far, today included")
    suspended_days: int
    limit_days: int | None = Field(description="None: the law sets no limit")
    last_day: date | None = Field(description="On which the last day falls that the law allows")


class MovementOut(WireModel):
    """One line of the ledger."""

    id: UUID
    kind: Literal["admission", "transfer", "court", "temporary-release", "release"]
    at: datetime
    origin: str | None
    destination: str | None
    due_back: datetime | None
    concluded_at: datetime | None = Field(description="None while the person is under way")
    order_id: UUID | None
    decision_id: UUID | None


class HoldIn(WireModel):
    """What `POST /v1/persons/{person_id}/custody/holds` takes: another ground to keep somebody."""

    ground: GroundName
    authority: Line = Field(description="Who asks for it")
    case: Line | None = None
    reason: Prose | None = None
    since: Moment | None = Field(default=None, description="None: from now on")
    until: Moment | None = Field(default=None, description="None: until it is lifted")


class HoldOut(WireModel):
    """A hold, past or present."""

    id: UUID
    ground: GroundName
    authority: str
    case: str | None
    reason: str | None
    since: datetime
    until: datetime | None
    lifted_at: datetime | None
    placed_by: str
    lifted_by: str | None
    holds: bool = Field(description="Whether it keeps the person now")


class CaseLinkIn(WireModel):
    """What `PUT /v1/persons/{person_id}/custody/case` takes: the court's file is found."""

    case: Line
    order_id: UUID | None = Field(default=None, description="The order that names the file")


class PlaceIn(WireModel):
    """What `PUT /v1/persons/{person_id}/custody/place` takes: where in the house somebody is held."""

    wing: Short | None = None
    cell: Short | None = None


class CustodyOut(WireModel):
    """The custody that somebody is in, or was in last, with its ledger and all that ever held them."""

    episode_id: UUID
    person_id: UUID
    facility: str | None
    wing: str | None
    cell: str | None
    admitted_at: datetime
    ended_at: datetime | None = Field(description="None while it lasts")
    legal_status: StatusName
    case: str | None = Field(description="The court's file; none: no case file")
    clock: ClockOut | None = Field(description="None: no facility is recorded, or it has no policy today")
    movements: list[MovementOut]
    holds: list[HoldOut]


class CustodyLine(WireModel):
    """Somebody who is held, in a list."""

    episode_id: UUID
    person_id: UUID
    wing: str | None
    admitted_at: datetime
    legal_status: StatusName
    out_since: datetime | None = Field(description="None while they are in")
    clock: ClockName | None = Field(description="None: the facility has no policy today")
    days: int | None
    last_day: date | None = Field(description="On which the last day falls that law and court allow")


class CustodyPage(WireModel):
    """By the custodies' numbers; pass `next` as `after` for the following page."""

    held: list[CustodyLine]
    next: UUID | None


class PrisonerFound(WireModel):
    """Somebody who is held under a name that was asked for. name: the one that is shown of them."""

    person_id: UUID
    name: str | None
    wing: str | None
    cell: str | None
    admitted_at: datetime


class PrisonersFound(WireModel):
    """Everybody of the facility who bears the name, the longest held first."""

    found: list[PrisonerFound]


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    HoldIn: {
        "ground": "warrant",
        "authority": "Juzgado Quinto",
        "case": "88/2025",
        "reason": "Arrest warrant of 3 February.",
    },
    CaseLinkIn: {"case": "1042/26"},
    PlaceIn: {"wing": "B", "cell": "B-14"},
}
"""Of each body that a caller sends, for the OpenAPI document."""
