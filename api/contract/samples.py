"""Wire types of captured samples: what a caller hands in and what is told of it afterwards."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, model_validator


class WireModel(BaseModel):
    """Unknown fields are refused: a misspelt one must not pass as absent."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Modality = Literal["finger", "face"]
Position = Annotated[int, Field(ge=0, le=10, description="ISO/IEC 19794-2 finger position; 0 = unknown")]
CapturedPosition = Annotated[
    Literal[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15],
    Field(
        description="Finger position as `Position`, or several fingers laid down together: "
        "13 right four, 14 left four, 15 both thumbs"
    ),
]
AbsentFingers = Annotated[
    tuple[Annotated[int, Field(ge=1, le=10)], ...],
    Field(
        max_length=10,
        description="Positions of fingers that the person does not have or cannot lay down "
        "(amputated, bandaged): a slap without them is complete",
    ),
]
SLAPS: Mapping[int, frozenset[int]] = {
    13: frozenset({2, 3, 4, 5}),
    14: frozenset({7, 8, 9, 10}),
    15: frozenset({1, 6}),
}
"""The fingers of each slap."""
RecordFormat = Literal["iso-19794-2:2005", "iso-19794-2:2011", "ansi-378-2004", "ansi-378-2009"]
"""Standards by which minutiae are given to other systems."""
Dpi = Annotated[
    float, Field(gt=0, le=5000, description="Resolution that the device states; overrides the file's own")
]


class SampleIn(WireModel):
    """One captured image, or a finger's minutiae record; `data` is the file in base64.

    Images: PNG, JPEG, JPEG 2000, TIFF, BMP, WSQ. Records: ISO/IEC 19794-2:2005 and :2011, ANSI INCITS
    378-2004 and -2009, and the compact card form in its data object 7F2E; they are known by their content
    and state their own resolution. What shows several fingers is taken apart, each a sample of its own.
    """

    modality: Modality
    position: CapturedPosition = 0
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
        position: int = 0,
        dpi: Dpi | None = None,
        principal: bool = False,
    ) -> Self:
        """A sample over a file's bytes. Raises pydantic's ValidationError for a position that is none."""
        encoded = b64encode(data)
        given = {"modality": modality, "position": position, "dpi": dpi, "principal": principal}
        return cls.model_validate({**given, "data": encoded})

    @model_validator(mode="after")
    def _a_face_is_no_finger(self) -> Self:
        if self.modality == "face" and (self.position or self.dpi is not None):
            raise ValueError("a face has neither position nor dpi")
        if self.modality == "finger" and self.principal:
            raise ValueError("a print shows one finger; principal is for faces")
        return self


def require_present(samples: Sequence[SampleIn], absent: Sequence[int]) -> None:
    """Raise ValueError where a sample shows a finger that is said to be absent, or a slap nothing else."""
    for sample in samples:
        if SLAPS.get(sample.position, {0}) <= set(absent):
            raise ValueError(f"every finger of slap {sample.position} is said to be absent")
        if sample.position in absent:
            raise ValueError(f"finger {sample.position} is said to be absent, and a sample shows it")


class ReasonOut(WireModel):
    """One thing to mend: a stable code, what it rests on, and both in words in the asked language."""

    code: str
    parameters: dict[str, str | int | float]
    title: str
    advice: str


class QualityComponentOut(WireModel):
    """One measure of a face's picture."""

    name: str = Field(description="As ISO/IEC 29794-5 names it, where it does")
    title: str = Field(description="The same in the asked language")
    value: int = Field(ge=0, le=100, description="Higher is better")
    gating: bool = Field(
        description="Whether the picture's value rests on it: it was measured to predict errors; the others "
        "are advice"
    )
    reason: ReasonOut | None = Field(description="What to mend; null where there is nothing")


class QualityOut(WireModel):
    """What a print or a face's picture is worth to the matcher. It decides nothing: a person does.

    A picture's components are inspired by ISO/IEC 29794-5 and do not conform to it: they come from five
    points without a segmentation, on scales of our own.
    """

    value: int = Field(
        ge=0,
        le=100,
        description="Higher where finger or face is found again more easily; of a face the least of the "
        "components that gate",
    )
    poor: bool = Field(description="Whether it is worth capturing again")
    reasons: list[ReasonOut] = Field(description="What to mend, the first thing first; none on a good one")
    components: list[QualityComponentOut] = Field(
        default_factory=list, description="Of faces, those that gate first; prints have none"
    )


Suspicions = Annotated[
    list[ReasonOut],
    Field(
        default_factory=list,
        description="What an officer should look at before trusting a face's picture; never a pass: nothing "
        "noticed proves nothing, and no error rate by ISO/IEC 30107-3 is claimed",
    ),
]


class SampleOut(WireModel):
    """A stored sample; its image or record is at `GET /v1/persons/{person}/samples/{id}`."""

    id: UUID
    modality: Modality
    position: Position
    dpi: float | None
    extractor: str | None = Field(
        description="Model and format version of the template made from it; null for a face that the models "
        "in use do not read: it is kept, and never found"
    )
    media_type: str
    quality: QualityOut | None = Field(default=None, description="Minutiae records have none")
    suspicions: Suspicions
