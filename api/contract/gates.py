"""Wire types of the gates: what a desk asks, and what is decided, with every rule's reason in words."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, JsonValue, model_validator

from api.contract.answers import Band, CalibrationNote, Calibrations
from api.contract.plain import Line, Moment, Short
from api.contract.samples import AbsentFingers, SampleIn, WireModel, require_present
from api.contract.visitors import KindName, NoticeIn, Telephone

CountryCode = Annotated[str, Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
FacilityCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,47}$", description="A facility's code")]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9.-]{0,63}$")]
Text = Annotated[str, Field(min_length=1, max_length=400)]
Outcome = Literal["admit", "hold", "refuse"]
GateName = Literal[
    "intake",
    "visitor-enrolment",
    "visit-entry",
    "visit-exit",
    "visit-closing",
    "release",
    "departure",
    "return",
]
ExceptionName = Literal[
    "amputated", "bandaged", "damaged", "covered", "unreadable", "declined", "device-failed"
]


class CaptureExceptionIn(WireModel):
    """What could not be captured, and why. Another officer's agreement is signed on the decision."""

    modality: Literal["finger", "face"]
    reason: ExceptionName
    positions: AbsentFingers = Field(default=(), description="The fingers; none: the whole modality")
    photographed: bool = Field(default=False, description="A picture shows the reason")


class DocumentCheckIn(WireModel):
    """An officer held a document against the person."""

    document: Text
    genuine: bool = Field(description="By its chip or by eye")
    agrees: bool = Field(description="Its portrait and the face before the desk are one")


class Presented(WireModel):
    """What every gate is given: where, and what was captured now."""

    facility: FacilityCode
    samples: Annotated[tuple[SampleIn, ...], Field(max_length=24)] = ()
    absent_fingers: AbsentFingers = ()
    exceptions: Annotated[tuple[CaptureExceptionIn, ...], Field(max_length=12)] = ()

    @model_validator(mode="after")
    def _absent_is_absent(self) -> Self:
        require_present(self.samples, self.absent_fingers)
        return self


class VisitEntryRequest(Presented):
    """A visitor wants to come in to a prisoner."""

    visitor_id: UUID
    prisoner_id: UUID
    document: DocumentCheckIn | None = None
    companions: Annotated[tuple[UUID, ...], Field(max_length=20)] = Field(
        default=(), description="Visitors who come in together with this one"
    )


class VisitExitRequest(Presented):
    """Somebody at the way out says that they are the visitor of a visit."""

    visit_id: UUID
    document: DocumentCheckIn | None = None
    leaving_with: Annotated[tuple[UUID, ...], Field(max_length=20)] = Field(
        default=(), description="Visitors who leave together with this one"
    )


class IdentityDocumentIn(WireModel):
    """An identity document that was shown, and what the officer found who held it against the person."""

    kind: Literal[
        "identity-card",
        "passport",
        "residence-permit",
        "driving-licence",
        "professional-card",
        "birth-certificate",
    ]
    issuer: Line = Field(description="The state by its ISO 3166-1 code, or the body")
    number: Annotated[Line, Field(max_length=64)]
    expires: date | None = None
    holder: Line | None = Field(
        default=None, description="The name on it: the visitor's official name from then on"
    )
    chip: Literal["authentic", "unknown-issuer", "forged", "unreadable", "no-chip", "not-read"] = "not-read"
    genuine: bool = Field(description="By its chip or by eye")
    agrees: bool | None = Field(
        default=None,
        description="Its portrait and the face before the desk are one; none: it has no portrait",
    )


class VisitorEnrolmentRequest(Presented):
    """Somebody wants to be on record as a visitor, once.

    By biometrics, where they consent; by document, where they decline; a child below the facility's age floor
    by neither, but with a guardian; a lawyer, consul or official by their kind.
    """

    enrolled_as: UUID | None = Field(
        default=None,
        description="The person on record as whom to enrol them, such as one who consents again after they "
        "withdrew; none: a new person",
    )
    name: Line = Field(description="As they say")
    other_names: Annotated[tuple[Line, ...], Field(max_length=8)] = ()
    kind: KindName
    born: date | None = None
    guardian_id: UUID | None = Field(default=None, description="Who answers for a minor: a person on record")
    consent: Literal["given", "declined"] = Field(description="To biometrics")
    notice: NoticeIn | None = Field(default=None, description="Which information notice they were given")
    prisoner_id: UUID | None = Field(default=None, description="Whom they want to visit, if that is known")
    documents: Annotated[tuple[IdentityDocumentIn, ...], Field(max_length=4)] = ()
    address: Line | None = None
    telephone: Telephone | None = None

    @model_validator(mode="after")
    def _consent_is_informed(self) -> Self:
        if self.consent == "given" and self.notice is None:
            raise ValueError("consent needs the notice that was given")
        return self


RecordFieldName = Literal[
    "claimed-name", "gender", "birth-date", "nationality", "grounds", "ordering-authority",
    "supervising-authority", "arrest-time", "arrest-place", "arrest-authority", "admission-hour", "injuries",
    "complaints", "property", "family", "emergency-contact", "lawyer", "language", "information-given",
]  # fmt: skip


class ChipIn(WireModel):
    """An identity card's chip as the station read it. portrait: the picture on the chip."""

    proof: Literal["genuine", "unknown-issuer", "forged"]
    portrait: SampleIn | None = None


class IntakeRequest(Presented):
    """Somebody was brought, to be received into custody."""

    packet_id: UUID | None = Field(
        default=None,
        description="A packet of the facility's inbox, instead of samples: what its station captured",
    )
    order_id: UUID | None = None
    received_as: UUID | None = Field(
        default=None, description="The person on record under whom to receive them; none: as a new person"
    )
    name: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="As they say"
    )
    born: date | None = None
    nationalities: Annotated[tuple[CountryCode, ...], Field(max_length=8)] = ()
    consulate: Literal["asked-for", "declined", "protected", "not-yet-asked"] = "not-yet-asked"
    may_be_child: bool = False
    legal_status: Literal["pre-trial", "sentenced", "civil", "immigration", "other"]
    case_file: Literal["present", "missing", "not-asked"] = "not-asked"
    wing: Annotated[str, Field(min_length=1, max_length=32)] | None = None
    arrested_at: Moment | None = None
    injured: bool | None = Field(default=None, description="Injuries are visible; none: not looked yet")
    ill_treated: bool | None = Field(
        default=None, description="They complain of ill-treatment; none: not asked"
    )
    record: dict[RecordFieldName, JsonValue] = Field(
        default={}, description="What was written down, by field of the admission record (Rule 7)"
    )
    chip: ChipIn | None = None
    legal_basis: Code = Field(default="admission", description="The law under which biometrics are taken")

    @model_validator(mode="after")
    def _captured_once(self) -> Self:
        if self.packet_id is not None and (self.samples or self.absent_fingers or self.exceptions):
            raise ValueError("a packet brings its own samples, absent fingers and exceptions")
        return self


class ReleaseRequest(Presented):
    """A prisoner is to be set free."""

    person_id: UUID
    order_id: UUID | None = Field(default=None, description="The court's; without one nobody is released")


class DepartureRequest(Presented):
    """A prisoner is to leave for a time: to another house, to court, on leave."""

    person_id: UUID
    kind: Literal["transfer", "court", "temporary-release"]
    order_id: UUID | None = None
    due: Moment | None = Field(default=None, description="By when they are back or have arrived")
    destination: FacilityCode | None = Field(default=None, description="Of a transfer, the other house")


class ReturnRequest(Presented):
    """A prisoner comes back, or arrives from another house."""

    person_id: UUID
    wing: Short | None = Field(
        default=None, description="Of one who arrives, where they are held from now on"
    )


class FindingOut(WireModel):
    """What one rule found."""

    rule: str = Field(description="The rule's stable name")
    outcome: Outcome
    code: str = Field(description="The reason's stable code")
    parameters: dict[str, str | int | float]
    title: str
    advice: str


class DeadlineOut(WireModel):
    """Somebody must settle a matter by an instant."""

    matter: str
    decider: str = Field(description="The role that may")
    due: datetime


class LikenessOut(WireModel):
    """How alike somebody was, and what that is worth."""

    llr: float = Field(description="log10 likelihood ratio of all evidence together")
    band: Band
    sentence: str = Field(description="The same in words, in the asked language")
    chance: float = Field(description="Probability that somebody else does as well")
    chance_sentence: str
    needed_llr: float | None = Field(description="What a match takes; null where nobody told")
    warning: str | None = Field(
        description="Clear prints speak against the person whose face this seems to be"
    )


class DecisionOut(WireModel):
    """What a gate decided. `reasons` made the outcome what it is; `findings` are all rules that spoke."""

    passage_id: UUID = Field(description="Signatures and reviews are given to it; it is decided again then")
    decision_id: UUID
    gate: GateName
    outcome: Outcome
    sentence: str
    person_id: UUID | None = Field(description="Whom it is about, where that is somebody on record")
    visit_id: UUID | None = Field(
        default=None, description="Of an entry that admits: the visit that has begun"
    )
    reasons: list[FindingOut]
    findings: list[FindingOut]
    awaited: list[str] = Field(description="Matters that another officer can sign")
    deadlines: list[DeadlineOut]
    reviews: list[UUID] = Field(description="Cases that reviewers look at")
    papers: list[str] = Field(description="What the person is given as they pass, such as a receipt")
    compared: LikenessOut | None = Field(
        default=None, description="With the person whom the asking names; null: not compared"
    )
    nearest: LikenessOut | None = Field(
        default=None,
        description="Of everybody else in the galleries that were searched, whoever is most alike; never who",
    )
    searched: int | None = Field(
        default=None, description="Among how many persons; null: nobody was searched for"
    )
    calibration: Calibrations = Field(default_factory=dict)
    calibration_note: CalibrationNote = None
    policy: str = Field(description="The policy's name and content hash")
    at: datetime


class SignatureIn(WireModel):
    """Another officer agrees to a matter of a passage."""

    matter: Code
