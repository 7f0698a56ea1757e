"""Wire types of answers: identification (1:N), verification (1:1), status, problem."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from api.contract.facilities import HouseCode
from api.contract.persons import GalleryName, MembershipName
from api.contract.samples import (
    AbsentFingers,
    Modality,
    Position,
    QualityOut,
    ReasonOut,
    SampleIn,
    Suspicions,
    WireModel,
    require_present,
)

CalibrationSource = Literal["shipped", "site"]
Calibrations = Annotated[
    dict[Modality, CalibrationSource], Field(description="Whether ratios rest on this site's own samples")
]
CalibrationNote = Annotated[
    str | None, Field(description="In words what is not calibrated for this site; null where all is")
]
Decision = Literal["match", "doubtful", "no_match"]
Band = Literal["against", "none", "weak", "moderate", "strong", "very-strong", "extremely-strong"]


class Probe(WireModel):
    """What is compared: one or several samples of one person."""

    samples: Annotated[list[SampleIn], Field(min_length=1, max_length=24)]
    absent_fingers: AbsentFingers = ()
    explain: bool = Field(
        default=False,
        description="Add the overlay of the best fingerprint comparison, on the stored picture; left out for "
        "whoever may not see captures, or signed in too long ago for it",
    )

    @model_validator(mode="after")
    def _absent_is_absent(self) -> Self:
        require_present(self.samples, self.absent_fingers)
        return self


class IdentifyRequest(Probe):
    """1:N. `galleries` empty searches all of them, or all that purpose and warrant open.

    A search names its facility, what it is for, by what law, and the case or visit: the galleries of that
    gate may be searched. Every other search needs a warrant that enough officers have signed, which says so.
    """

    galleries: tuple[GalleryName, ...] = ()
    facility: HouseCode | None = None
    purpose: Literal["intake", "visits", "release", "absence"] | None = None
    legal_basis: Annotated[str, Field(pattern=r"^[a-z][a-z0-9.-]{0,63}$")] | None = Field(
        default=None, description="The law that allows it, by its code; a warrant says its own"
    )
    reference: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9./_-]{0,63}$")] | None = Field(
        default=None, description="Of the case or visit; never a name. It stands in the audit log"
    )
    warrant_id: UUID | None = None
    k: Annotated[int, Field(ge=1, le=50)] = 5


class VerifyRequest(Probe):
    """1:1 against the person in the path."""


class ProbeSampleOut(WireModel):
    """One finger or face that was compared: a sample of the request, or one finger of it."""

    sample: int = Field(description="Index of the request's sample that it comes from")
    modality: Modality
    position: Position
    quality: QualityOut | None = Field(default=None, description="Minutiae records have none")
    suspicions: Suspicions


class EvidenceOut(WireModel):
    """One comparison: what was compared against a reference sample, as a log10 likelihood ratio."""

    modality: Modality
    position: Position
    probe: int = Field(description="Index in the answer's `samples`")
    reference: UUID = Field(description="Id of the stored sample it was compared with")
    views: int = Field(
        default=1,
        description="More than 1: so many face pictures of the person were taken together; `reference` is "
        "the one of them that is most like the probe",
    )
    llr: float


class CandidateOut(WireModel):
    """One person offered as the answer."""

    person_id: UUID
    name: str | None = Field(description="None also of somebody of whom the caller's facilities do not know")
    galleries: list[MembershipName]
    elsewhere: bool = Field(
        default=False, description="The caller's facilities do not know of them: their name is withheld"
    )
    llr: float = Field(description="log10 likelihood ratio of all evidence together")
    band: Band
    sentence: str = Field(description="The same in words, in the asked language")
    chance: float = Field(
        description="Probability that a search for somebody who is not in a gallery of this size brings a "
        "candidate as good by as many comparisons"
    )
    chance_sentence: str
    warning: str | None = Field(
        description="What an officer must know before anything follows: clear prints speak against the "
        "person whose face this seems to be, or none of several fingers speaks for them (never a match)"
    )
    evidence: list[EvidenceOut]


class Explanation(WireModel):
    """Why: the paired minutiae of the strongest fingerprint comparison, as data and as a picture."""

    probe: int = Field(description="Index in the answer's `samples`")
    reference: UUID
    overlay: dict[str, Any] = Field(description="Minutiae and pairs with coordinates and shares of the score")
    svg: str


class Timings(WireModel):
    """Milliseconds spent per stage."""

    decode: float
    extract: float
    search: float


class Identification(WireModel):
    """Answer of `POST /v1/identify`. `sentence` says it in words, in the asked language."""

    decision: Decision
    sentence: str
    threshold_llr: float = Field(description="What a candidate must reach at this gallery's size")
    fpir: float = Field(description="False positive identification rate that the threshold was asked for")
    gallery_size: int
    reachable: bool = Field(
        default=True,
        description="False: no likeness of what was captured can reach the threshold among so many persons, "
        "so that nobody can be a match; a face alone, among many millions",
    )
    reach_note: str | None = Field(default=None, description="That in words; null where a match is possible")
    candidates: list[CandidateOut]
    calibration: Calibrations = Field(default_factory=dict)
    calibration_note: CalibrationNote = None
    samples: list[ProbeSampleOut]
    explanation: Explanation | None = None
    timings: Timings
    unruled: str | None = Field(
        default=None,
        description="In words, where no policy and no warrant was asked: the site is a demonstration",
    )


class Verification(WireModel):
    """Answer of `POST /v1/persons/{id}/verify`."""

    decision: Decision
    sentence: str
    person_id: UUID
    llr: float
    band: Band
    chance: float = Field(description="Probability that somebody else does as well by as many comparisons")
    chance_sentence: str
    warning: str | None = Field(description="As a candidate's")
    threshold_llr: float
    fmr: float = Field(description="False match rate that the threshold was asked for")
    evidence: list[EvidenceOut]
    calibration: Calibrations = Field(default_factory=dict)
    calibration_note: CalibrationNote = None
    samples: list[ProbeSampleOut]
    explanation: Explanation | None = None
    timings: Timings


class EngineOut(WireModel):
    """What computes: instruction sets chosen for this processor, "numpy" where no kernel can be used."""

    comparing: str
    screening: str
    building: str
    distrusted: dict[str, tuple[str, ...]] = Field(
        description="Kernels that gave wrong answers on this machine and are not used, by their work"
    )


class Status(WireModel):
    """What the service holds and whether it is ready to answer."""

    ready: bool
    persons: int | None = Field(description="None for whoever may not know how many are on record")
    fingers: int | None
    faces: int | None
    version: str
    loading: float | None = Field(default=None, description="Share of the gallery rebuilt so far, 0..1")
    face_extractor: str | None = Field(
        default=None, description="Which models and versions made the face templates that are compared"
    )
    engine: EngineOut | None = None
    calibration: Calibrations = Field(default_factory=dict)


class Health(WireModel):
    """What a supervisor of processes asks for."""

    status: Literal["alive", "ready"]


class Problem(WireModel):
    """RFC 9457. `type` is `urn:umbral:problem:CODE`; `detail` is a sentence for the officer.

    `reasons` are what else is to be mended or known, such as each finger that is missing from a slap.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    advice: str
    instance: str | None = None
    parameters: dict[str, str | int | float] = Field(default_factory=dict)
    reasons: list[ReasonOut] = Field(default_factory=list)
