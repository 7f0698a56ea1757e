"""Wire types of grading: what pictures are worth before anybody is asked for anything."""

from typing import Annotated

from pydantic import Field

from api.contract.answers import ProbeSampleOut
from api.contract.samples import AbsentFingers, SampleIn, WireModel


class GradingRequest(WireModel):
    """Pictures of fingers and faces as they were just taken. Unlike a probe they are compared with nobody."""

    samples: Annotated[list[SampleIn], Field(min_length=1, max_length=24)]
    absent_fingers: AbsentFingers = ()


class Graded(WireModel):
    """Every finger and face that was found on them, and what would make it better."""

    samples: list[ProbeSampleOut]
