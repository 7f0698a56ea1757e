"""Wire types of persons: enrolment, record, page of records."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from api.contract.facilities import HouseCode
from api.contract.samples import AbsentFingers, SampleIn, SampleOut, WireModel, require_present

GalleryName = Literal["custody", "former", "visitors", "staff"]
"""What somebody can be enrolled in."""

MembershipName = Literal["custody", "former", "visitors", "staff", "watchlist"]
"""What somebody can be in; a person is in as many as apply."""
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Enrolment(WireModel):
    """What `POST /v1/persons` takes. With `person_id` the caller mints the id, and a repeat answers 409.

    Numbers are minted by whoever acts for all facilities, such as an import: to all others an unknown one is
    not on record.
    """

    person_id: UUID | None = None
    facility: HouseCode | None = Field(
        default=None,
        description="Where they are enrolled; none: the one that the caller acts for, if it is one",
    )
    name: Name | None = None
    gallery: GalleryName = "visitors"
    samples: Annotated[list[SampleIn], Field(min_length=1, max_length=24)]
    absent_fingers: AbsentFingers = ()

    @model_validator(mode="after")
    def _absent_is_absent(self) -> Self:
        require_present(self.samples, self.absent_fingers)
        return self


ClockName = Literal["ok", "near", "over", "no_case_file"]
"""How a detention clock stands: the gravest that applies."""


class PersonOut(WireModel):
    """One enrolled person."""

    id: UUID
    name: str | None
    galleries: list[MembershipName]
    enrolled_at: datetime
    clock: ClockName | None = Field(
        description="Of somebody who is held; none: nobody holds them, or no facility or policy is recorded"
    )
    samples: list[SampleOut]


class PersonPage(WireModel):
    """Persons in the order of their ids; pass `next` as `after` for the following page."""

    persons: list[PersonOut]
    next: UUID | None
    total: int
