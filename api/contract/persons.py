"""Wire types of persons: enrolment, record, page of records."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.contract.samples import SampleIn, SampleOut, WireModel

GalleryName = Literal["custody", "former", "visitors", "staff"]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Enrolment(WireModel):
    """What `POST /v1/persons` takes. With `person_id` the caller mints the id, and a repeat answers 409."""

    person_id: UUID | None = None
    name: Name | None = None
    gallery: GalleryName = "visitors"
    samples: Annotated[list[SampleIn], Field(min_length=1, max_length=24)]


class PersonOut(WireModel):
    """One enrolled person."""

    id: UUID
    name: str | None
    gallery: GalleryName
    enrolled_at: datetime
    samples: list[SampleOut]


class PersonPage(WireModel):
    """Persons in the order of their ids; pass `next` as `after` for the following page."""

    persons: list[PersonOut]
    next: UUID | None
    total: int
