"""Wire types of roll-call: who should be in a place, who was found there, and what differs."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from api.contract.answers import CalibrationNote, Calibrations
from api.contract.facilities import HouseCode
from api.contract.gates import ExceptionName, LikenessOut
from api.contract.plain import Moment, Short
from api.contract.samples import AbsentFingers, SampleIn, WireModel, require_present

StandingName = Literal["under-way", "in-doubt", "agrees", "differs"]
ExtraName = Literal["elsewhere", "another-wing", "away", "unlisted", "free"]
Numbers = Annotated[list[UUID], Field(description="Persons")]


class RollCallIn(WireModel):
    """What `POST /v1/roll-calls` takes: a facility, a wing of it, or a list of persons."""

    facility: HouseCode
    wing: Short | None = Field(default=None, description="None: the whole facility, or the list")
    persons: Annotated[tuple[UUID, ...], Field(max_length=5000)] = Field(
        default=(), description="Who is to be counted; none: everybody of the wing or the facility"
    )

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if self.wing is not None and self.persons:
            raise ValueError("a count is of a wing or of a list of persons")
        return self


class LookIn(WireModel):
    """What `POST /v1/roll-calls/{id}/observations` takes: one look at somebody.

    With samples they are searched for; without, an officer names them and says why nothing was captured.
    """

    id: UUID = Field(description="Made where the look is made; a repeat is known by it")
    at: Moment | None = Field(default=None, description="When, of a device that was offline; none: now")
    samples: Annotated[tuple[SampleIn, ...], Field(max_length=24)] = ()
    absent_fingers: AbsentFingers = ()
    person_id: UUID | None = Field(default=None, description="By hand: who it is")
    reason: ExceptionName | None = Field(default=None, description="By hand: why nothing was captured")

    @model_validator(mode="after")
    def _by_capture_or_by_hand(self) -> Self:
        require_present(self.samples, self.absent_fingers)
        by_hand = self.person_id is not None and self.reason is not None
        if bool(self.samples) == by_hand or (self.person_id is None) != (self.reason is None):
            raise ValueError("a look has samples, or a person_id with a reason")
        return self


class ExtraOut(WireModel):
    """Somebody who was found and is one too many."""

    person_id: UUID
    why: ExtraName = Field(
        description="`elsewhere`: held in another facility; `away`: recorded as out; `unlisted`: held here "
        "and not to be counted; `free`: in nobody's custody"
    )


class DoubtOut(WireModel):
    """A look at somebody who may be a person on record."""

    observation_id: UUID
    perhaps: UUID
    case_id: UUID | None = Field(description="Where reviewers look whether it is that person")


class RollCallOut(WireModel):
    """How a count stands: as it is read while it goes on, as it was closed afterwards.

    A person counts once, however often they are found.
    """

    id: UUID
    facility: str
    wing: str | None
    listed: bool = Field(description="A list of persons is counted, and no place")
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str | None
    standing: StandingName
    expected: int
    present: Numbers
    awaited: Numbers = Field(description="Expected and not found; once it is closed, they are missing")
    missing: Numbers
    extra: list[ExtraOut]
    doubtful: list[DoubtOut]
    unknown: list[UUID] = Field(description="Looks at somebody who is like nobody in custody")
    by_hand: Numbers = Field(description="Found on an officer's word alone")
    repeated: Numbers = Field(description="Found more than once")


class LookOut(WireModel):
    """What a look found, and how the count stands with it."""

    id: UUID
    at: datetime
    found: Literal["present", "extra", "doubtful", "unknown"]
    person_id: UUID | None = Field(description="Who it is; of a doubt, who it may be")
    why: ExtraName | None = Field(description="Of somebody who is one too many")
    by_hand: bool
    case_id: UUID | None = Field(description="Of a doubt, where reviewers look")
    likeness: LikenessOut | None = Field(
        default=None, description="How alike they are; null where nobody came near, and of a look sent again"
    )
    calibration: Calibrations = Field(default_factory=dict)
    calibration_note: CalibrationNote = None
    standing: StandingName
    expected: int
    present: int
    awaited: int


class RollCallLine(WireModel):
    """A count in a list."""

    id: UUID
    facility: str
    wing: str | None
    listed: bool
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str | None


class RollCallPage(WireModel):
    """In the order of their numbers; pass `next` as `after` for the following page."""

    roll_calls: list[RollCallLine]
    next: UUID | None


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    RollCallIn: {"facility": "penal-norte", "wing": "B"},
    LookIn: {
        "id": "0197b3c0-0000-7000-8000-000000000007",
        "person_id": f"{UUID(int=2)}",
        "reason": "bandaged",
    },
}
"""Of each body that a caller sends, for the OpenAPI document."""
