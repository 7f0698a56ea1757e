"""Wire types of the legal basis of a custody: how long somebody is held at most, and what stops the clock."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.contract.plain import Line, Moment
from api.contract.samples import WireModel

BasisName = Literal["pre-trial", "sentenced", "civil", "immigration", "other"]
SuspensionName = Literal["escape", "defence-delay", "other-sentence", "competence", "unfit"]


Term = Annotated[
    str,
    Field(
        max_length=64,
        pattern=r"^[0-9]{1,5} [a-z]+( [0-9]{1,5} [a-z]+)*$",
        description="Years, months, weeks and days, such as `4 years 6 months`",
    ),
]
LastDay = Annotated[date, Field(ge=date(1900, 1, 1), lt=date(3000, 1, 1))]


class BasisIn(WireModel):
    """What `POST /v1/persons/{person_id}/custody/legal-basis` takes: on what somebody is held from now on."""

    basis: BasisName
    begins: Moment | None = Field(default=None, description="None: now; the basis before it ends there")
    authority: Line = Field(description="Who ordered it")
    term: Term | None = Field(default=None, description="What the court set, such as a sentence's length")
    last_day: LastDay | None = Field(
        default=None, description="On which it holds by the court's word, whatever is suspended"
    )


class TermIn(WireModel):
    """What `PUT .../{period_id}` takes: how long it lasts at most, by the court's word."""

    term: Term | None = None
    last_day: LastDay | None = None


class ExtensionIn(WireModel):
    """What `POST .../{period_id}/extensions` takes: a court lets it last longer, as the law allows."""

    authority: Line
    granted_at: Moment | None = Field(default=None, description="None: now")
    order_id: UUID | None = Field(default=None, description="The order on record that says so")


class SuspensionIn(WireModel):
    """What `POST .../{period_id}/suspensions` takes: days that do not count, if the policy agrees."""

    reason: SuspensionName
    begins: Moment
    ends: Moment | None = Field(default=None, description="That day counts again; none: it still lasts")


class ResumeIn(WireModel):
    """What `POST .../suspensions/{suspension_id}/resume` takes: the clock goes on."""

    ends: Moment | None = Field(default=None, description="That day counts again; none: today")


class ExtensionOut(WireModel):
    """An extension; one that is revoked extends nothing."""

    id: UUID
    authority: str
    granted_at: datetime
    order_id: UUID | None
    entered_by: str
    revoked_at: datetime | None
    revoked_by: str | None


class SuspensionOut(WireModel):
    """A suspension; one that is revoked stopped nothing."""

    id: UUID
    reason: SuspensionName
    begins: datetime
    ends: datetime | None
    entered_by: str
    revoked_at: datetime | None
    revoked_by: str | None


class BasisOut(WireModel):
    """A legal basis with everything that its clock goes by."""

    id: UUID
    version: int = Field(description="A change of it takes this as its If-Match, in quotes")
    basis: str
    begins: datetime
    ends: datetime | None = Field(description="None: the person is held on it now")
    authority: str | None
    term: str | None
    last_day: date | None
    entered_by: str
    extensions: list[ExtensionOut]
    suspensions: list[SuspensionOut]


class BasisList(WireModel):
    """Of the custody that somebody is in or was in last, the first one first."""

    periods: list[BasisOut]


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    BasisIn: {
        "basis": "sentenced",
        "begins": "2026-03-02T10:00:00-04:00",
        "authority": "Juzgado Tercero, sentencia 41/2026",
        "term": "4 years 6 months",
    },
    TermIn: {"last_day": "2026-09-30"},
    ExtensionIn: {"authority": "Sala Penal, auto 12/2026", "granted_at": "2026-03-02T10:00:00-04:00"},
    SuspensionIn: {"reason": "defence-delay", "begins": "2026-03-02T10:00:00-04:00"},
    ResumeIn: {"ends": "2026-04-02T10:00:00-04:00"},
}
"""Of each body that a caller sends, for the OpenAPI document."""
