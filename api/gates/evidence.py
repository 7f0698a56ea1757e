"""What several gates weigh: comparisons, searches, captures, orders, holds, and who signed for what.

Facts alone: whoever calls a gate reads them from the matcher and the store; the rules judge them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from api.officers import known_as, one_officer
from matcher.domain import Decision, FingerPosition, Modality


class GalleryKind(StrEnum):
    """Groups of persons that a policy lets a gate search."""

    CUSTODY = "custody"
    FORMER = "former"
    VISITORS = "visitors"
    BANNED_VISITORS = "banned-visitors"
    STAFF = "staff"
    WATCHLISTS = "watchlists"


@dataclass(frozen=True, slots=True)
class Compared:
    """One modality's share in a comparison. llr: log10 likelihood ratio of its samples together."""

    modality: Modality
    llr: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """1:1 of what was captured now against the record of one person.

    compared: one entry a modality; empty where probe and record share none. contradicted: the face speaks
    for the person and clear prints speak against them. face_alone: it does and none of the fingers, though
    none is that clear. chance: that somebody else does as well; needed: the log10 likelihood ratio of a
    match, None where nobody told.
    """

    person_id: UUID
    decision: Decision
    llr: float
    compared: tuple[Compared, ...]
    contradicted: bool = False
    chance: float = 1.0
    needed: float | None = None
    face_alone: bool = False

    @property
    def modalities(self) -> frozenset[Modality]:
        """Those that were compared, whatever they say."""
        return frozenset(one.modality for one in self.compared)

    @property
    def in_favour(self) -> frozenset[Modality]:
        """Those that speak for the person."""
        return frozenset(one.modality for one in self.compared if one.llr > 0)


@dataclass(frozen=True, slots=True)
class SearchCandidate:
    """One person whom a search brought up, MATCH or DOUBTFUL by the threshold of that gallery's size.

    gallery: where they were found; watchlist: which list, where it is one. chance: that a search of that
    gallery for a stranger brings one as good; needed: as of a comparison.
    """

    person_id: UUID
    gallery: GalleryKind
    decision: Decision
    llr: float
    contradicted: bool = False
    watchlist: str | None = None
    chance: float = 1.0
    needed: float | None = None
    face_alone: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """1:N. galleries: those that were searched; candidates: best first, none below doubt.

    complete: False where part of a gallery could not be read, so that silence proves nothing. below: the next
    best, NO_MATCH in a gallery of that size. Nobody is taken for them; a gate that asks whether anybody
    matches better than one certain person weighs them too.
    """

    galleries: frozenset[GalleryKind]
    candidates: tuple[SearchCandidate, ...]
    population: int
    complete: bool = True
    below: tuple[SearchCandidate, ...] = ()

    def nearest(self, *but: UUID | None) -> SearchCandidate | None:
        """Whoever is most alike apart from these; found in several galleries, by where it means the least."""
        others = [one for one in (*self.candidates, *self.below) if one.person_id not in but]
        return max(others, key=lambda one: (one.llr, one.chance), default=None)

    def within(self, *galleries: GalleryKind) -> tuple[SearchCandidate, ...]:
        """The candidates of some galleries, best first."""
        return tuple(one for one in self.candidates if one.gallery in galleries)

    def covers(self, galleries: Iterable[GalleryKind]) -> bool:
        """Whether all of these were searched, and read to the end."""
        return self.complete and self.galleries.issuperset(galleries)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What reviewers, or the supervisor over them, concluded of this session's probe and one person.

    reviewers: the officers who looked for themselves, by their codes.
    """

    person_id: UUID
    same: bool
    reviewers: frozenset[str]


class ExceptionReason(StrEnum):
    """Why something was not captured."""

    AMPUTATED = "amputated"
    BANDAGED = "bandaged"
    DAMAGED = "damaged"
    COVERED = "covered"  # a face veiled for religion, eyes bandaged
    UNREADABLE = "unreadable"  # tried as often as the policy asks
    DECLINED = "declined"
    DEVICE_FAILED = "device-failed"

    @property
    def of_the_device(self) -> bool:
        """Ours to mend: nothing about the person."""
        return self is ExceptionReason.DEVICE_FAILED


@dataclass(frozen=True, slots=True)
class CaptureException:
    """What could not be captured, why, who noted it and who else saw it.

    positions: the fingers; empty means the whole modality. photographed: a picture shows the reason.
    """

    modality: Modality
    reason: ExceptionReason
    noted_by: str
    positions: frozenset[FingerPosition] = frozenset()
    countersigned_by: str | None = None
    photographed: bool = False

    @property
    def countersigned(self) -> bool:
        """A second officer saw it; one's own signature twice is one."""
        return self.countersigned_by is not None and not one_officer(self.countersigned_by, self.noted_by)


@dataclass(frozen=True, slots=True)
class Captured:
    """What was captured in this session in a quality that can be compared, and what could not be."""

    fingers: frozenset[FingerPosition] = frozenset()
    face: bool = False
    exceptions: tuple[CaptureException, ...] = ()

    @property
    def modalities(self) -> frozenset[Modality]:
        """Those of which there is at least one sample."""
        held = {Modality.FINGER: bool(self.fingers), Modality.FACE: self.face}
        return frozenset(modality for modality, there in held.items() if there)

    def excused(self, modality: Modality) -> tuple[CaptureException, ...]:
        """The exceptions that were noted for a modality, countersigned or not."""
        return tuple(one for one in self.exceptions if one.modality is modality)


class OrderKind(StrEnum):
    """What an order commands."""

    COMMITMENT = "commitment"
    RELEASE = "release"
    TRANSFER = "transfer"
    COURT = "court"
    TEMPORARY_RELEASE = "temporary-release"


class Signature(StrEnum):
    """How far an order's origin is shown."""

    VALID = "valid"  # by a key of the case system
    PAPER = "paper"  # no electronic signature; an officer confirmed it with the court
    UNKNOWN_KEY = "unknown-key"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """A court's order as the store knows it.

    person_id: whom it names, where that is somebody on record. facility: where it is to be carried out.
    valid_from, expires_at: aware; None leaves that end open. case: the court file's reference.
    """

    order_id: UUID
    kind: OrderKind
    signature: Signature
    court: str
    facility: str
    valid_from: datetime
    expires_at: datetime | None = None
    person_id: UUID | None = None
    case: str | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """Another ground to keep somebody: an order of another court, a detainer, a sentence still to serve.

    until: aware; None: until it is lifted.
    """

    hold_id: UUID
    ground: str
    authority: str
    since: datetime
    until: datetime | None = None
    lifted_at: datetime | None = None

    def stands(self, now: datetime) -> bool:
        """Whether it keeps the person at this instant."""
        begun = self.since <= now and (self.lifted_at is None or now < self.lifted_at)
        return begun and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Signed:
    """An officer's agreement to one matter, by its code. role: what they acted as."""

    matter: str
    officer: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who asks the gate, and what others agreed to. Nobody countersigns for themselves."""

    officer: str
    signed: tuple[Signed, ...] = ()

    def others(self, matter: str) -> frozenset[str]:
        """Officers other than the one who asks that agreed to a matter, each as what they are known as."""
        agreed = frozenset(known_as(one.officer) for one in self.signed if one.matter == matter)
        return agreed - {known_as(self.officer)}

    def agreed(self, matter: str) -> bool:
        """Whether at least one other officer did."""
        return bool(self.others(matter))
