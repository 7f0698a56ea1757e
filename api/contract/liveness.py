"""Wire types of liveness hints: a short sequence of pictures in, what an officer should look at out."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from api.contract.samples import ReasonOut, SampleIn, WireModel

Turn = Literal["left", "right"]


class LivenessRequest(WireModel):
    """Pictures of one face by one camera that stands still, in the order in which they were taken.

    They are not mirrored: the person's left is on the picture's right.
    """

    samples: Annotated[list[SampleIn], Field(min_length=2, max_length=24)]
    turn: Turn | None = Field(
        default=None, description="Which way the head was asked to turn, the person's own; null: it was not"
    )
    milliseconds_between: Annotated[int, Field(ge=10, le=5000)] | None = Field(
        default=None, description="From one picture to the next, where known: then jumps are noticed"
    )

    @model_validator(mode="after")
    def _faces_alone(self) -> Self:
        if any(sample.modality != "face" for sample in self.samples):
            raise ValueError("pictures of faces alone are watched")
        return self


class LivenessHints(WireModel):
    """What was noticed. There is no pass among the answers.

    A good replay on a good screen, a mask, or pictures fed past the camera show nothing of what is looked
    for; no error rate by ISO/IEC 30107-3 is claimed. Nothing of the pictures is kept.
    """

    sentence: str
    suspicions: list[ReasonOut] = Field(
        description="What an officer should look at before trusting the pictures; empty proves nothing"
    )
    turned: list[float | None] = Field(
        description="Of each picture, degrees to the person's left of where the first face looked, coarsely; "
        "null where no face was found"
    )
