"""Comparisons, searches, captures and signatures as gates weigh them, made up and short to write."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from api.gates.evidence import (
    Attendance,
    Captured,
    CaptureException,
    Compared,
    Comparison,
    ExceptionReason,
    GalleryKind,
    Search,
    SearchCandidate,
    Signed,
    Verdict,
)
from api.gates.limits import Limit
from matcher.domain import Decision, FingerPosition, Modality

NOW = datetime(2026, 3, 14, 15, 0, tzinfo=UTC)  # noon in ZONE
ZONE = ZoneInfo("America/Sao_Paulo")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HERE = "north"

VISITOR, PRISONER, OTHER, CELLMATE, GUARDIAN, CHILD = (UUID(int=n) for n in range(1, 7))
BOTH = frozenset(Modality)
CAPTURED = Captured(frozenset({FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX}), face=True)
IN_CUSTODY = frozenset({GalleryKind.CUSTODY})
AMONG_VISITORS = frozenset({GalleryKind.VISITORS, GalleryKind.BANNED_VISITORS})


def compared(
    person: UUID,
    decision: Decision = Decision.MATCH,
    *,
    finger: float | None = 6.0,
    face: float | None = 3.0,
    contradicted: bool = False,
) -> Comparison:
    """1:1 with one person; a modality without a ratio was not compared."""
    said = ((Modality.FINGER, finger), (Modality.FACE, face))
    shares = tuple(Compared(modality, llr) for modality, llr in said if llr is not None)
    return Comparison(person, decision, sum(one.llr for one in shares), shares, contradicted)


def candidate(
    person: UUID,
    decision: Decision = Decision.MATCH,
    llr: float = 7.0,
    gallery: GalleryKind = GalleryKind.CUSTODY,
) -> SearchCandidate:
    """One person whom a search brought up."""
    return SearchCandidate(person, gallery, decision, llr)


def search(
    galleries: frozenset[GalleryKind] = IN_CUSTODY, *found: SearchCandidate, complete: bool = True
) -> Search:
    """1:N among 800; candidates that are NO_MATCH lie below doubt."""
    ranked = sorted(found, key=lambda one: -one.llr)
    likely = tuple(one for one in ranked if one.decision is not Decision.NO_MATCH)
    below = tuple(one for one in ranked if one.decision is Decision.NO_MATCH)
    return Search(galleries, likely, 800, complete, below)


def excused(
    *modalities: Modality, signed: bool = True, positions: frozenset[FingerPosition] = frozenset()
) -> Captured:
    """Without these modalities, and why not. positions: for which fingers alone the reason holds."""
    noted = tuple(
        CaptureException(one, ExceptionReason.BANDAGED, "ana", positions, "bea" if signed else None)
        for one in modalities
    )
    fingers = frozenset[FingerPosition]() if Modality.FINGER in modalities else CAPTURED.fingers
    return Captured(fingers, Modality.FACE not in modalities, noted)


def same(person: UUID, same: bool = True) -> tuple[Verdict]:
    """What two reviewers said."""
    return (Verdict(person, same, frozenset({"rev-1", "rev-2"})),)


def signed(*pairs: tuple[str, str], at: datetime = NOW, role: str = "supervisor") -> tuple[Signed, ...]:
    """(matter, officer) each."""
    return tuple(Signed(matter, officer, role, at) for matter, officer in pairs)


def attended(*pairs: tuple[str, str], at: datetime = NOW) -> Attendance:
    """Ana asks; others have signed."""
    return Attendance("ana", signed(*pairs, at=at))


LIMIT = Limit(timedelta(minutes=30), "duty-director")
