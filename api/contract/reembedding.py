"""Wire types of a move of all faces to other models."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.contract.samples import ReasonOut, WireModel

ReembeddingState = Literal[
    "none", "moving", "waiting", "stopped", "clearing", "done", "cancelling", "cancelled"
]


class ReembeddingRequest(WireModel):
    """What `POST /v1/reembedding` takes; once more with the same models it changes `accept_losses`."""

    to: Annotated[
        str,
        Field(
            pattern="^[a-z][a-z0-9-]{1,23}$", description="fallback, recommended, or a model of the site's"
        ),
    ]
    accept_losses: Annotated[
        int,
        Field(
            ge=0,
            description="How many persons may be found no more afterwards: those of whom the new models read "
            "no face and who have no print on record",
        ),
    ] = 0


class LossOut(WireModel):
    """A stored face that the new models do not read. The picture stays on record."""

    person_id: UUID
    sample_id: UUID
    findable: bool = Field(description="Whether the person can be found by a print or another picture")
    reason: ReasonOut


class Reembedding(WireModel):
    """Where the move is, or where the last one ended.

    moving: faces are read by the new models, answers come from the old ones. waiting: all are read, but more
    persons would be lost than was accepted. stopped: as moving, but the work ended at `problem`; ask again to
    go on. clearing: answers come from the new models, templates of the old ones are being deleted. done: they
    are gone. cancelling, cancelled: given up, answers come from the old models. none: there never was a move.
    """

    state: ReembeddingState
    in_use: str = Field(description="Models and versions of the face templates that are compared")
    source: str | None = None
    target: str | None = None
    faces: int = Field(default=0, description="Face pictures on record")
    made: int = Field(default=0, description="Of them read by the new models")
    lost: int = Field(default=0, description="Of them not readable by the new models")
    unfindable: int = Field(default=0, description="Persons who would have no template left")
    accept_losses: int = 0
    losses: list[LossOut] = Field(default=[], description="The first hundred, the unfindable first")
    problem: ReasonOut | None = None
    started_at: datetime | None = None
    settled_at: datetime | None = Field(default=None, description="When it was switched or given up")
    finished_at: datetime | None = None
