"""Visits that every rule admits, until a test changes one thing."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from api.gates.evidence import Captured, GalleryKind
from api.gates.visits.evidence import (
    Consent,
    DocumentCheck,
    Enrolling,
    Entering,
    Leaving,
    NoticeGiven,
    Path,
    PrisonerFacts,
    Restriction,
    VisitFacts,
    VisitorFacts,
    VisitorKind,
    Whereabouts,
)
from api.gates.visits.grants import Appointment, Authorisation, Grantor
from api.gates.visits.policy import (
    DocumentOnly,
    MinimalRecord,
    Minors,
    OfBanned,
    Omitted,
    Quota,
    VisitsPolicy,
    Withdrawal,
)
from tests.support.gate_evidence import (
    AMONG_VISITORS,
    BOTH,
    CAPTURED,
    CHILD,
    DAY,
    GUARDIAN,
    HERE,
    HOUR,
    IN_CUSTODY,
    LIMIT,
    NOW,
    PRISONER,
    VISITOR,
    ZONE,
    attended,
    compared,
    search,
)

VISITS = VisitsPolicy(
    enrolment_galleries=AMONG_VISITORS | IN_CUSTODY,
    galleries=AMONG_VISITORS,
    exit_galleries=IN_CUSTODY,
    modalities=BOTH,
    notice="2026-1",
    relationships=frozenset({"parent", "partner", "child"}),
    grantors=frozenset({Grantor.PRISONER}),
    grantors_untried=frozenset({Grantor.PRISONER, Grantor.JUDGE}),
    exempt=frozenset({VisitorKind.LAWYER, VisitorKind.CONSUL, VisitorKind.OFFICIAL}),
    appointment_needed=True,
    early=timedelta(minutes=30),
    late=timedelta(minutes=45),
    at_once=3,
    visitor_quota=Quota(2, 7),
    prisoner_quota=Quota(4, 7),
    minors=Minors(12, 18),
    document_only=DocumentOnly(allowed=True, second_officer=True),
    withdrawal=Withdrawal(OfBanned.KEPT, "prison-law"),
    minimal_record=MinimalRecord(frozenset({VisitorKind.LAWYER}), (Omitted.PROBE_IMAGES, Omitted.PRISONER)),
    entry_hold=LIMIT,
    exit_hold=LIMIT,
)

FAMILY = VisitorFacts(
    VISITOR,
    VisitorKind.FAMILY,
    date(1980, 5, 1),
    Consent.GIVEN,
    NoticeGiven("2026-1", "pt", NOW - 30 * DAY),
    BOTH,
)
DOCUMENT = DocumentCheck("identity-card", genuine=True, agrees=True, officer="ana")
AUTHORISED = Authorisation(
    VISITOR, PRISONER, "parent", frozenset({Grantor.PRISONER}), NOW - 60 * DAY, NOW + 60 * DAY
)
BOOKED = Appointment(UUID(int=40), VISITOR, PRISONER, HERE, NOW - HOUR / 4, NOW + HOUR)
ENROLLING = Enrolling(
    replace(FAMILY, enrolled=frozenset()),
    CAPTURED,
    search(AMONG_VISITORS | IN_CUSTODY),
    attended(),
    NOW,
    ZONE,
    document=DOCUMENT,
)
ENTERING = Entering(
    FAMILY,
    PrisonerFacts(PRISONER, Whereabouts.PRESENT),
    HERE,
    CAPTURED,
    compared(VISITOR),
    search(AMONG_VISITORS),
    attended(),
    NOW,
    ZONE,
    authorisations=(AUTHORISED,),
    appointment=BOOKED,
)


def visit(
    number: int,
    visitor: UUID = VISITOR,
    prisoner: UUID = PRISONER,
    *,
    entered: datetime = NOW - HOUR,
    left: datetime | None = None,
    kind: VisitorKind = VisitorKind.FAMILY,
    path: Path = Path.BIOMETRIC,
    guardian: UUID | None = None,
) -> VisitFacts:
    """One stay."""
    return VisitFacts(UUID(int=100 + number), visitor, prisoner, kind, path, entered, left, guardian)


LEAVING = Leaving(visit(0), FAMILY, CAPTURED, compared(VISITOR), search(), attended(), NOW)
BY_DOCUMENT = replace(
    LEAVING,
    visit=visit(0, path=Path.DOCUMENT),
    visitor=replace(FAMILY, consent=Consent.DECLINED, enrolled=frozenset()),
    captured=Captured(),
    verified=None,
    in_custody=None,
    document=DOCUMENT,
    prisoner_in_place=compared(PRISONER),
    attendance=attended(("visit.document", "bea")),
)


# -- what is different this time ---------------------------------------------------------------------------

BANNED = GalleryKind.BANNED_VISITORS
BY_LAW = replace(VISITS, document_only=DocumentOnly(allowed=False, second_officer=False))
BAN = Restriction(UUID(int=70), VISITOR, NOW - DAY)
MINOR = replace(FAMILY, person_id=CHILD, born=date(2011, 1, 1), guardians=frozenset({GUARDIAN}))
INFANT = replace(MINOR, born=date(2018, 1, 1), enrolled=frozenset(), notice=None)
DECLINED = replace(FAMILY, consent=Consent.DECLINED, enrolled=frozenset())
LAWYER = replace(FAMILY, kind=VisitorKind.LAWYER)


def entering(**changes: Any) -> Any:
    """One who comes in, and what is different this time."""
    return replace(ENTERING, **changes)


def visitor(**changes: Any) -> Any:
    """The same for a change of the visitor alone."""
    return entering(visitor=replace(FAMILY, **changes))


def found(*candidates: Any, **changes: Any) -> Any:
    """A search among visitors that brought somebody up."""
    return entering(among_visitors=search(AMONG_VISITORS, *candidates), **changes)


def without_biometrics(**changes: Any) -> Any:
    """A visitor who declined, with a document that two officers saw."""
    by_document: dict[str, Any] = {
        "visitor": DECLINED,
        "captured": Captured(),
        "verified": None,
        "among_visitors": None,
        "document": DOCUMENT,
        "attendance": attended(("visit.document", "bea")),
    }
    return entering(**by_document | changes)


def minor(who: Any = MINOR, **changes: Any) -> Any:
    """A minor with a guardian who comes along."""
    alone: dict[str, Any] = {
        "visitor": who,
        "captured": Captured() if who is INFANT else ENTERING.captured,
        "verified": None if who is INFANT else compared(CHILD),
        "authorisations": (replace(AUTHORISED, visitor_id=CHILD, relationship="child"),),
        "appointment": replace(BOOKED, visitor_id=CHILD),
        "companions": frozenset({GUARDIAN}),
    }
    return entering(**alone | changes)


def booked(**changes: Any) -> Any:
    """With another appointment."""
    return entering(appointment=replace(BOOKED, **changes))


def authorised(**changes: Any) -> Any:
    """With another authorisation."""
    return entering(authorisations=(replace(AUTHORISED, **changes),))


def past(*days: int, **changes: Any) -> tuple[Any, ...]:
    """Visits so many days ago that are over."""
    return tuple(visit(ago, entered=NOW - ago * DAY, left=NOW - ago * DAY + HOUR, **changes) for ago in days)
