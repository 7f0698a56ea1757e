"""Wire types of adjudication: cases, what a reviewer is shown, answers, rulings, known pairs, error rates."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.contract.samples import Modality, Position, SampleIn, WireModel

JudgementName = Literal["same", "different", "cannot-tell"]
CaseState = Literal["open", "reviewed-once", "in-dispute", "settled", "withdrawn"]
Officer = Annotated[str, Field(min_length=1, max_length=128)]
Samples = Annotated[list[SampleIn], Field(min_length=1, max_length=24)]


class CaseRequest(WireModel):
    """Asks two reviewers whether an encounter on record, of this person or of another, shows the person."""

    person_id: UUID
    encounter_id: UUID
    captured_by: Annotated[tuple[Officer, ...], Field(max_length=16)] = Field(
        default=(), description="Officers who captured either side: none of them reviews the case"
    )


class CaseOut(WireModel):
    """A case. `result` is what two reviewers agreed on, or the supervisor's ruling."""

    id: UUID
    person_id: UUID
    encounter_id: UUID | None = Field(description="The probe; null where it belongs to nobody on record")
    state: CaseState
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    result: JudgementName | None
    settled_by: list[str] = Field(description="Who looked and said so; empty until it is settled")
    ruled_by: str | None


class CaseList(WireModel):
    """Cases that wait for a reviewer or for the supervisor, the oldest first; pass `next` as `after`."""

    cases: list[CaseOut]
    next: UUID | None


class SideOut(WireModel):
    """How good one of the two samples is to look at, in words."""

    quality: Literal["good", "poor"] | None = Field(description="Null where it was not graded")
    remarks: list[str] = Field(description="What is wrong with it, in the asked language")


class PairOut(WireModel):
    """Two samples to be looked at together. Prints are drawn in one picture, faces in two."""

    modality: Modality
    position: Position
    left: SideOut
    right: SideOut


class ReviewOut(WireModel):
    """What a reviewer is to judge: nothing but pictures. It comes back to the queue at `until`."""

    id: UUID
    until: datetime
    pairs: list[PairOut]


class DisputeOut(WireModel):
    """What a supervisor is to decide: the same pictures that the reviewers disagree about."""

    id: UUID
    pairs: list[PairOut]


class JudgementIn(WireModel):
    """A reviewer's answer. "cannot-tell" is one."""

    judgement: JudgementName


class RulingIn(WireModel):
    """A supervisor's decision where two reviewers disagree, with its grounds."""

    judgement: JudgementName
    grounds: Annotated[str, Field(min_length=3, max_length=2000)]


class KnownRequest(WireModel):
    """A pair whose answer is known: of one person (`mated`) or of two."""

    mated: bool
    first: Samples
    second: Samples


class KnownOut(WireModel):
    """How many pairs there are, and the share of known pairs among what a reviewer sees."""

    mated: int
    non_mated: int
    share: float


class Created(WireModel):
    """The number of what was entered."""

    id: UUID


class RateOut(WireModel):
    """Errors of trials, their share (null without trials) and Wilson's 95 % interval."""

    count: int
    trials: int
    share: float | None
    low: float
    high: float


class ReviewerOut(WireModel):
    """One reviewer's error rates, counted on known pairs alone."""

    reviewer: str
    false_same: RateOut = Field(description='"same" said of two persons')
    false_different: RateOut = Field(description='"different" said of one person')
    cannot_tell: RateOut


class ReviewerList(WireModel):
    """Everybody who answered a known pair."""

    reviewers: list[ReviewerOut]
