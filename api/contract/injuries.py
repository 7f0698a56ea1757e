"""Wire types of injuries: what health staff enter, and what they and the person's defender alone read."""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import Base64Bytes, BaseModel, Field, model_validator

from api.contract.plain import Line, Prose
from api.contract.samples import WireModel

MOST_PICTURES = 8
AroseName = Literal["before-reception", "in-custody", "unknown"]


class InjuryIn(WireModel):
    """What `POST /v1/persons/{person_id}/injuries` takes (Nelson Mandela Rules 7 (d), 30, 34).

    All of it but `complaint` is sealed for health staff and the person's defender. Nothing ever compares the
    pictures, and none is taken without the person's consent (Istanbul Protocol).
    """

    places: tuple[Line, ...] = Field(min_length=1, max_length=20, description="Where on the body")
    description: Prose = Field(description="What is seen")
    told: Prose | None = Field(default=None, description="What the person says of it")
    arose: AroseName = Field(default="unknown", description="Since when the person bears it")
    complaint: bool = Field(default=False, description="The person complains of ill-treatment")
    consent: bool = Field(default=False, description="The person agreed to pictures")
    pictures: tuple[Base64Bytes, ...] = Field(
        default=(), max_length=MOST_PICTURES, repr=False, description="PNG or JPEG files, in base64"
    )

    @model_validator(mode="after")
    def _no_picture_without_consent(self) -> Self:
        if self.pictures and not self.consent:
            raise ValueError("pictures need the person's consent")
        return self


class InjuryNoted(WireModel):
    """That it is on record; what it says, `GET` tells its readers.

    late: after the time that the facility's policy leaves for the record of admission. pictures: numbers.
    """

    id: UUID
    recorded_at: datetime
    recorded_by: str
    late: bool
    pictures: list[UUID]


class InjuryPictureOut(WireModel):
    """A picture; its octets are at `.../injuries/{injury}/pictures/{id}`."""

    id: UUID
    media_type: str


class InjuryOut(WireModel):
    """One injury, for one of its readers."""

    id: UUID
    recorded_at: datetime
    recorded_by: str
    late: bool
    complaint: bool
    places: list[str]
    description: str
    told: str | None
    arose: AroseName
    consent: bool
    pictures: list[InjuryPictureOut]


class InjuryList(WireModel):
    """All that were recorded of somebody, the first one first."""

    injuries: list[InjuryOut]


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    InjuryIn: {
        "places": ["left forearm"],
        "description": "Bruise, 4 cm, yellowish.",
        "told": "Says that it was done at the arrest.",
        "arose": "before-reception",
        "complaint": True,
        "consent": False,
    }
}
"""Of each body that a caller sends, for the OpenAPI document."""
