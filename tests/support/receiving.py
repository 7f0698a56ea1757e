"""Somebody who arrives at reception, made up: everything in order, until a test says what is not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from api.gates.evidence import (
    Captured,
    CaptureException,
    ExceptionReason,
    GalleryKind,
    OrderFacts,
    OrderKind,
    SearchCandidate,
    Signature,
)
from api.gates.intake.evidence import (
    AdmissionRecord,
    CaseFile,
    ChipCheck,
    ChipProof,
    Consulate,
    Entry,
    IntakeEvidence,
    Newcomer,
)
from api.gates.intake.policy import IntakePolicy, RecordField
from api.policies import shipped
from matcher.domain import Decision, FingerPosition, Modality
from tests.support.gate_evidence import HERE, HOUR, NOW, OTHER, PRISONER, ZONE, attended, candidate, search

STRICT: IntakePolicy = shipped("almendra-penal-norte").intake
"""No paper, a doubt waits, pictures of exceptions, four fingers, consulates on request."""

LENIENT: IntakePolicy = shipped("valmarie-maison-centrale").intake
"""Paper counts, a doubt does not wait, two fingers, consulates always."""

ASKED = NOW - HOUR
EVERYWHERE = frozenset(
    {GalleryKind.CUSTODY, GalleryKind.FORMER, GalleryKind.WATCHLISTS, GalleryKind.BANNED_VISITORS}
)
FOUR = frozenset(
    {
        FingerPosition.RIGHT_INDEX,
        FingerPosition.RIGHT_MIDDLE,
        FingerPosition.LEFT_INDEX,
        FingerPosition.LEFT_MIDDLE,
    }
)
RIGHT_HAND, LEFT_HAND = (
    frozenset(FingerPosition(code) for code in codes) for codes in (range(1, 6), range(6, 11))
)

ORDER = OrderFacts(
    order_id=UUID(int=100),
    kind=OrderKind.COMMITMENT,
    signature=Signature.VALID,
    court="court-3",
    facility=HERE,
    valid_from=NOW - timedelta(days=2),
    expires_at=NOW + timedelta(days=5),
    case="2026/77",
)
ADULT = Newcomer(date(1990, 5, 1), frozenset({"XA"}))
RECORD = AdmissionRecord(
    tuple(Entry(field, ASKED) for field in RecordField), ASKED - HOUR, injured=False, ill_treated=False
)
ARRIVING = IntakeEvidence(
    facility=HERE,
    zone=ZONE,
    asked_at=ASKED,
    attendance=attended(),
    newcomer=ADULT,
    captured=Captured(FOUR, face=True),
    record=RECORD,
    order=ORDER,
    case_file=CaseFile.PRESENT,
    search=search(EVERYWHERE),
)
"""Adult, national, unhurt, captured whole, on no list, never here before, with order and file."""


def arriving(**changes: Any) -> IntakeEvidence:
    """ARRIVING, but for these."""
    return replace(ARRIVING, **changes)


def with_order(**changes: Any) -> IntakeEvidence:
    """ARRIVING with another order."""
    return arriving(order=replace(ORDER, **changes))


def found(*candidates: SearchCandidate, complete: bool = True, **changes: Any) -> IntakeEvidence:
    """ARRIVING, whom the search takes for these."""
    return arriving(search=search(EVERYWHERE, *candidates, complete=complete), **changes)


def former(person: UUID = OTHER, decision: Decision = Decision.MATCH) -> SearchCandidate:
    """Somebody who was here before."""
    return candidate(person, decision, gallery=GalleryKind.FORMER)


def inside(person: UUID = PRISONER, decision: Decision = Decision.MATCH) -> SearchCandidate:
    """Somebody in custody."""
    return candidate(person, decision, gallery=GalleryKind.CUSTODY)


def listed(gallery: GalleryKind, decision: Decision = Decision.MATCH) -> SearchCandidate:
    """Somebody on a list."""
    return candidate(OTHER, decision, gallery=gallery)


def excepted(
    reason: ExceptionReason,
    *positions: FingerPosition,
    modality: Modality = Modality.FINGER,
    signed: bool = True,
    pictured: bool = True,
) -> CaptureException:
    """An exception as Ana notes it and Bea countersigns it."""
    second = "bea" if signed else None
    return CaptureException(modality, reason, "ana", frozenset(positions), second, pictured)


def card(proof: ChipProof, face: Decision | None) -> ChipCheck:
    """An identity card."""
    return ChipCheck(proof, face)


def foreigner(consulate: Consulate) -> IntakeEvidence:
    """ARRIVING from abroad."""
    return arriving(newcomer=replace(ADULT, nationalities=frozenset({"XQ"}), consulate=consulate))


def recorded(**changes: Any) -> IntakeEvidence:
    """ARRIVING with another admission record."""
    return arriving(record=replace(RECORD, **changes))


def entered(times: Mapping[RecordField, timedelta]) -> tuple[Entry, ...]:
    """Fields by how long after asking they were entered."""
    return tuple(Entry(field, ASKED + after) for field, after in times.items())
