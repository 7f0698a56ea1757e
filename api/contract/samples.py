"""Wire types of captured samples: what a caller hands in and what is told of it afterwards."""

from base64 import b64encode
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, model_validator


class WireModel(BaseModel):
    """Unknown fields are refused: a misspelt one must not pass as absent."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Modality = Literal["finger", "face"]
Position = Annotated[int, Field(ge=0, le=10, description="ISO/IEC 19794-2 finger position; 0 = unknown")]
Dpi = Annotated[
    float, Field(gt=0, le=5000, description="Resolution that the device states; overrides the file's own")
]


class SampleIn(WireModel):
    """One captured image. `data` is the image file (PNG, JPEG, JPEG 2000, TIFF, BMP, WSQ) in base64."""

    modality: Modality
    position: Position = 0
    dpi: Dpi | None = None
    principal: bool = Field(
        default=False,
        description="Where the picture shows several faces: take the one that it is about, do not refuse",
    )
    data: Base64Bytes = Field(repr=False)

    @classmethod
    def holding(
        cls,
        data: bytes,
        modality: Modality,
        *,
        position: Position = 0,
        dpi: Dpi | None = None,
        principal: bool = False,
    ) -> Self:
        """A sample over an image file's bytes."""
        encoded = b64encode(data)
        return cls(modality=modality, position=position, dpi=dpi, principal=principal, data=encoded)

    @model_validator(mode="after")
    def _a_face_is_no_finger(self) -> Self:
        if self.modality == "face" and (self.position or self.dpi is not None):
            raise ValueError("a face has neither position nor dpi")
        if self.modality == "finger" and self.principal:
            raise ValueError("a print shows one finger; principal is for faces")
        return self


class SampleOut(WireModel):
    """A stored sample; its image is at `GET /v1/persons/{person}/samples/{id}`."""

    id: UUID
    modality: Modality
    position: Position
    dpi: float | None
    extractor: str = Field(description="Model and format version of the template made from it")
    media_type: str
