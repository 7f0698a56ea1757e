"""Wire types of closing time: who is still inside, who left unseen, who should not be there."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.contract.answers import CalibrationNote, Calibrations
from api.contract.facilities import HouseCode
from api.contract.gates import DeadlineOut, FindingOut, LikenessOut
from api.contract.plain import Prose
from api.contract.roll_calls import LookIn
from api.contract.samples import WireModel

InsideName = Literal["still-inside", "unaccounted", "left-unseen", "inside-after-exit"]
LookFound = Literal["without-visit", "inside-after-exit", "unknown", "doubtful"]
VisitFinding = Literal["left-unseen", "never-entered"]


class ClosingRequest(WireModel):
    """What `POST /v1/gates/visits/closing` takes: it begins a closing, or goes on with the one that runs."""

    facility: HouseCode
    search_ended: bool = Field(
        default=False, description="The whole area was walked through: whoever was not found is not there"
    )


class ClosingLookIn(LookIn):
    """What `POST /v1/gates/visits/closing/{id}/looks` takes: one look at somebody in the visiting area."""


class ReconciledIn(WireModel):
    """What a supervisor found out of a visit that has no exit."""

    found: VisitFinding = Field(
        description="`left-unseen`: they are out, and no exit was recorded; `never-entered`: they were let "
        "in and did not go"
    )
    reason: Prose = Field(description="How that is known")


class ExplainedIn(WireModel):
    """What a supervisor found out of somebody who was found in the area: who they are, where they are now."""

    reason: Prose


class ClosingVisitOut(WireModel):
    """A visit that is not as it should be at closing time."""

    visit_id: UUID
    visitor_id: UUID
    prisoner_id: UUID | None
    standing: InsideName = Field(
        description="`unaccounted`: not found yet; `left-unseen`: not found, and the search has ended; "
        "`inside-after-exit`: found although somebody has left under this visit"
    )
    entered_at: datetime
    left_at: datetime | None
    due: datetime | None = Field(description="When the appointment ended that they came for")
    overdue: bool
    alone: bool = Field(description="A minor whose guardian has left")


class ClosingLookOut(WireModel):
    """A look at somebody who has no visit, or of whom it is not certain who they are."""

    id: UUID
    at: datetime
    officer: str
    found: LookFound
    person_id: UUID | None = Field(description="Who it is; of a doubt, who it may be")


class ReconciledOut(WireModel):
    """What was found out, by whom."""

    visit_id: UUID | None
    look_id: UUID | None
    found: Literal["left-unseen", "never-entered", "explained"]
    officer: str
    at: datetime
    reason: str


class ClosingOut(WireModel):
    """A closing as it stands: whether the area can be locked, and what speaks against it, one by one."""

    id: UUID
    facility: str
    begun_at: datetime
    begun_by: str
    searched_at: datetime | None = Field(description="When the search of the area ended")
    searched_by: str | None
    locked_at: datetime | None = Field(description="When nothing spoke against it any more")
    outcome: Literal["admit", "hold"]
    sentence: str
    findings: list[FindingOut]
    deadlines: list[DeadlineOut]
    policy: str
    decision_id: UUID | None = Field(description="The last decision on record; none before the search ended")
    visits: list[ClosingVisitOut]
    looks: list[ClosingLookOut]
    reconciled: list[ReconciledOut]
    likeness: LikenessOut | None = Field(
        default=None,
        description="Of the look that was just sent: how alike they are; null where nobody came near",
    )
    calibration: Calibrations = Field(default_factory=dict)
    calibration_note: CalibrationNote = None


class ClosingLine(WireModel):
    """A closing in a list."""

    id: UUID
    facility: str
    begun_at: datetime
    begun_by: str
    searched_at: datetime | None
    locked_at: datetime | None


class ClosingPage(WireModel):
    """In the order of their numbers; pass `next` as `after` for the following page."""

    closings: list[ClosingLine]
    next: UUID | None


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    ClosingRequest: {"facility": "penal-norte", "search_ended": True},
    ClosingLookIn: {
        "id": "0197b3c0-0000-7000-8000-000000000008",
        "person_id": f"{UUID(int=1)}",
        "reason": "declined",
    },
    ReconciledIn: {"found": "left-unseen", "reason": "Seen by the guard at the outer door at 17:10."},
    ExplainedIn: {"reason": "The cleaner; signed out at the staff door."},
}
"""Of each body that a caller sends, for the OpenAPI document."""
