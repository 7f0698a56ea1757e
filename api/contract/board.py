"""Wire types of a house's board, and of the gates that say that they are there."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from api.contract.plain import Moment
from api.contract.samples import WireModel

Count = Annotated[int, Field(ge=0)]
GateName = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$", description="A gate's or station's own name")
]


class WingFigure(WireModel):
    """One wing. code: None for those of whom nobody said where they are held."""

    code: str | None
    name: str | None
    held: Count
    capacity: int | None = Field(description="Places; none: nobody set a number")


class CustodyFigures(WireModel):
    """Whom the house answers for, and for how many it has room."""

    held: Count = Field(description="Also those who are out for a time")
    present: Count
    capacity: Count
    over_capacity: Count = Field(description="Held beyond the places there are")
    occupancy: float | None = Field(description="Per cent of the places; none: the house has no places")
    wings: list[WingFigure]


class AwayFigure(WireModel):
    """Those out for one reason. overdue: due, within the policy's grace; missing: the grace is over."""

    out: Count
    overdue: Count
    missing: Count


class AwayFigures(WireModel):
    """Who is out, and who comes."""

    court: AwayFigure
    transfer: AwayFigure
    temporary_release: AwayFigure
    next_due: datetime | None = Field(description="The first hour of return that has not passed")
    arriving: Count = Field(description="On their way here from another house")


class VisitorFigures(WireModel):
    """Who visits. list_tag: another one whenever the list of those inside is another."""

    inside: Count
    past_end: Count = Field(description="Inside although their appointment is over")
    longest_since: datetime | None
    list_tag: str


class ClockFigures(WireModel):
    """Detention clocks, one state a person: the gravest."""

    over: Count
    near: Count


class WaitingFigures(WireModel):
    """What is held at the gates. by_gate: only those at which something waits."""

    waiting: Count
    longest_since: datetime | None
    by_gate: dict[str, int]


class GateFigure(WireModel):
    """One gate. clock_off: its clock is so far from the service's that hours written by it mislead."""

    name: str
    online: bool
    silent_since: datetime | None = Field(description="When an offline gate was heard last")
    clock_off: bool


class GateFigures(WireModel):
    """Which gates are there."""

    online: Count
    offline: Count
    gates: list[GateFigure]


class BoardOut(WireModel):
    """How a house stands. as_of: when that was read; all else is what its tag stands for."""

    facility: str
    name: str
    zone: str
    as_of: datetime
    custody: CustodyFigures
    away: AwayFigures
    visitors: VisitorFigures
    clock: ClockFigures | None = Field(description="None: the house has no policy today, so nobody can tell")
    without_case_file: Count
    waiting: WaitingFigures
    gates: GateFigures


class InsideOut(WireModel):
    """One visitor inside. until: when the appointment ends; past_end: it is over."""

    visit_id: UUID
    visitor_id: UUID
    name: str | None
    prisoner_id: UUID | None
    since: datetime
    until: datetime | None
    past_end: bool


class InsidePage(WireModel):
    """The longest inside first; pass `next` as `after` for the following page."""

    visitors: list[InsideOut]
    next: UUID | None


class HeartbeatIn(WireModel):
    """What a gate says of itself. clock: its own reading, now."""

    build: Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,64}$", description="Its program's version")]
    clock: Moment


class GateOut(WireModel):
    """One gate as it was heard last. id: as events name it.

    ahead_seconds: its clock before the service's; negative: behind.
    """

    id: UUID
    name: str
    build: str
    heard_at: datetime
    ahead_seconds: int
    online: bool
    again_within_seconds: int = Field(description="When it should be heard again")


class GateList(WireModel):
    """By name."""

    gates: list[GateOut]


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    HeartbeatIn: {"build": "0.1.0", "clock": "2026-03-01T12:00:00Z"},
}
"""Of each body that a caller sends, for the OpenAPI document."""
