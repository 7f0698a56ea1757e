"""What the visiting gates weigh: the visitor, the prisoner, what was granted, and what was captured now."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from api.gates.evidence import Attendance, Captured, Comparison, Search, Verdict
from api.gates.visits.grants import Appointment, Authorisation
from matcher.domain import Decision, Modality


class VisitorKind(StrEnum):
    """In what capacity somebody comes."""

    FAMILY = "family"
    FRIEND = "friend"
    MINOR = "minor"  # with their guardian; who is one, their birthday says
    LAWYER = "lawyer"
    CONSUL = "consul"
    OFFICIAL = "official"  # ombudsman, national preventive mechanism, inspecting judge


class Consent(StrEnum):
    """What a visitor said when asked whether their biometrics may be kept and compared."""

    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """The information notice that a visitor was given. version: as printed on it; language: of the five."""

    version: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitorFacts:
    """A visitor as enrolled. enrolled: modalities of which there is a reference; guardians: of a minor.

    on_consent: the references rest on nothing but consent, or on a ban alone since it was withdrawn; those of
    somebody who is or was in custody, on a watchlist or of the staff rest on a law. banned: at any facility.
    """

    person_id: UUID
    kind: VisitorKind
    born: date | None
    consent: Consent
    notice: NoticeGiven | None = None
    enrolled: frozenset[Modality] = frozenset()
    guardians: frozenset[UUID] = frozenset()
    on_consent: bool = True
    banned: bool = False


class Whereabouts(StrEnum):
    """Where the registry has a prisoner."""

    PRESENT = "present"  # in this facility
    AWAY = "away"  # at court, in hospital, on leave
    ELSEWHERE = "elsewhere"  # in another facility
    NOT_HELD = "not-held"


@dataclass(frozen=True, slots=True)
class PrisonerFacts:
    """The one to be visited. untried: no judgment yet, so that a judge may have a say in visits."""

    person_id: UUID
    whereabouts: Whereabouts
    untried: bool = False


@dataclass(frozen=True, slots=True)
class Restriction:
    """A visitor's ban or a prisoner's sanction.

    person_id: whom it binds; prisoner_id: the only prisoner whom it is about (a protective order), None: all.
    until: aware; None: until it is lifted.
    """

    restriction_id: UUID
    person_id: UUID
    since: datetime
    until: datetime | None = None
    lifted_at: datetime | None = None
    prisoner_id: UUID | None = None

    def binds(self, person_id: UUID, prisoner_id: UUID | None, now: datetime) -> bool:
        """Whether it stops this person from visits to this prisoner at this instant."""
        if self.person_id != person_id or self.prisoner_id not in (None, prisoner_id):
            return False
        ended = (self.lifted_at is not None and self.lifted_at <= now) or (
            self.until is not None and self.until <= now
        )
        return self.since <= now and not ended


class Path(StrEnum):
    """How a visitor's identity is established."""

    BIOMETRIC = "biometric"
    DOCUMENT = "document"  # biometrics declined or withdrawn
    ACCOMPANIED = "accompanied"  # a child below the age floor, with a guardian


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """One stay inside. guardian_id: who entered with a minor and answers for them.

    prisoner_id: None where whom they saw was erased. due: when the appointment ends that they came for.
    """

    visit_id: UUID
    visitor_id: UUID
    prisoner_id: UUID | None
    kind: VisitorKind
    path: Path
    entered_at: datetime
    left_at: datetime | None = None
    guardian_id: UUID | None = None
    due: datetime | None = None

    @property
    def open(self) -> bool:
        """Entered and not left."""
        return self.left_at is None

    def overdue(self, now: datetime) -> bool:
        """Inside past the hour for which they were booked."""
        return self.open and self.due is not None and self.due <= now


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """An officer held a document against a person. genuine: by chip or by eye; agrees: portrait and face."""

    document: str
    genuine: bool
    agrees: bool
    officer: str


@dataclass(frozen=True, slots=True)
class Enrolling:
    """A visitor who is to be enrolled, once. prisoner_id: whom they want to visit, if that is known yet.

    among_visitors: 1:N among visitors, those who are banned included, and whomever else the policy lists;
    None: not searched. restrictions: bans of the visitor and of everybody whom that search brought up.
    asked_at: when the gate was first asked; zone: the facility's, in which birthdays and quotas are counted.
    on_record: they are to be enrolled under a record that there is, such as their own from before they
    withdrew; verified: 1:1 with its references; held: whoever it is of is in custody by the registry.
    bearers: who is on record with a document that was shown and has a portrait; None: none was shown.
    """

    visitor: VisitorFacts
    captured: Captured
    among_visitors: Search | None
    attendance: Attendance
    asked_at: datetime
    zone: tzinfo
    document: DocumentCheck | None = None
    restrictions: tuple[Restriction, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    prisoner_id: UUID | None = None
    on_record: bool = False
    verified: Comparison | None = None
    held: bool = False
    bearers: frozenset[UUID] | None = None

    def __post_init__(self) -> None:
        _same(self.verified, self.visitor.person_id)


@dataclass(frozen=True, slots=True)
class Entering:
    """A visitor at the way in; what Enrolling has too means the same.

    authorisations: of this visitor; sanctions: of the prisoner; visits: of the visitor and of the prisoner,
    open ones and past ones as far back as the longest quota reaches. verified: 1:1 with the visitor's
    reference. companions: who was admitted together with them.
    """

    visitor: VisitorFacts
    prisoner: PrisonerFacts
    facility: str
    captured: Captured
    verified: Comparison | None
    among_visitors: Search | None
    attendance: Attendance
    asked_at: datetime
    zone: tzinfo
    document: DocumentCheck | None = None
    authorisations: tuple[Authorisation, ...] = ()
    appointment: Appointment | None = None
    restrictions: tuple[Restriction, ...] = ()
    sanctions: tuple[Restriction, ...] = ()
    visits: tuple[VisitFacts, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    companions: frozenset[UUID] = frozenset()

    def __post_init__(self) -> None:
        _same(self.verified, self.visitor.person_id)

    @property
    def prisoner_id(self) -> UUID:
        """Whom they want to visit."""
        return self.prisoner.person_id

    @property
    def on_record(self) -> bool:
        """Nobody comes in who is not."""
        return True


class Seen(Protocol):
    """Somebody was looked at and found to be a person, or perhaps to be: at a door, or by a count."""

    @property
    def person_id(self) -> UUID: ...
    @property
    def decision(self) -> Decision: ...
    @property
    def contradicted(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody at the way out who says that they are the visitor of a visit.

    verified: 1:1 with the one who entered; in_custody: 1:N among prisoners. prisoner_in_place: the visited
    prisoner verified back in the wing after the visit. charges: minors inside who entered with this visitor;
    leaving_with: who stands at the door together with them. elsewhere: the house where the visit began, where
    that is another one than this door's.
    """

    visit: VisitFacts
    visitor: VisitorFacts
    captured: Captured
    verified: Comparison | None
    in_custody: Search | None
    attendance: Attendance
    asked_at: datetime
    document: DocumentCheck | None = None
    prisoner_in_place: Seen | None = None
    verdicts: tuple[Verdict, ...] = ()
    charges: frozenset[UUID] = frozenset()
    leaving_with: frozenset[UUID] = frozenset()
    elsewhere: str | None = None

    def __post_init__(self) -> None:
        _same(self.verified, self.visit.visitor_id)
        _same(self.prisoner_in_place, self.visit.prisoner_id)
        if self.visitor.person_id != self.visit.visitor_id:
            raise ValueError("the visit is another visitor's")


def _same(comparison: Seen | None, person_id: UUID | None) -> None:
    """Evidence about somebody else must not pass for evidence. ValueError."""
    if comparison is not None and comparison.person_id != person_id:
        raise ValueError(f"compared with {comparison.person_id}, asked about {person_id}")
