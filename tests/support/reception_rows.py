"""What the rules of intake say of orders, files, captures, papers and whom the law protects."""

from dataclasses import replace
from datetime import date, timedelta

from api.gates.decision import Outcome
from api.gates.evidence import Captured, CaptureException, ExceptionReason, GalleryKind, OrderKind, Signature
from api.gates.intake.evidence import CaseFile, ChipProof, Consulate, IntakeEvidence
from api.gates.intake.policy import RecordField
from matcher.domain import Decision, FingerPosition, Modality
from tests.support.gate_evidence import DAY, HOUR, NOW, PRISONER, attended
from tests.support.receiving import (
    ADULT,
    ARRIVING,
    ASKED,
    FOUR,
    LEFT_HAND,
    LENIENT,
    ORDER,
    RIGHT_HAND,
    STRICT,
    arriving,
    card,
    entered,
    excepted,
    foreigner,
    recorded,
    with_order,
)
from tests.support.rule_rows import Row

ADMIT, HOLD, REFUSE = Outcome
MATCH, DOUBTFUL, NO_MATCH = Decision
NAMED = replace(ORDER, person_id=PRISONER)
WATCHED, BANNED = GalleryKind.WATCHLISTS, GalleryKind.BANNED_VISITORS
FAILED, BANDAGED = ExceptionReason.DEVICE_FAILED, ExceptionReason.BANDAGED
STALE = attended(("intake.no-case-file", "bea"), at=NOW - 3 * HOUR)

COMMITMENT = [
    Row("valid-order", ARRIVING, ADMIT, "intake-order-valid"),
    Row("valid-order", arriving(order=None), HOLD, "intake-no-order"),
    Row("valid-order", arriving(order=None), HOLD, "intake-no-order-overdue", now=ASKED + 6 * HOUR),
    Row("valid-order", with_order(signature=Signature.INVALID), HOLD, "intake-order-forged"),
    Row("valid-order", with_order(signature=Signature.UNKNOWN_KEY), HOLD, "intake-order-unknown-key"),
    Row("valid-order", with_order(revoked_at=NOW - DAY), HOLD, "intake-order-revoked"),
    Row("valid-order", with_order(revoked_at=NOW + DAY), ADMIT, "intake-order-valid"),
    Row("valid-order", with_order(used_at=NOW - DAY), HOLD, "intake-order-used"),
    Row("valid-order", with_order(kind=OrderKind.RELEASE), HOLD, "intake-order-wrong-kind"),
    Row("valid-order", with_order(facility="south"), HOLD, "intake-order-wrong-facility"),
    Row("valid-order", with_order(valid_from=NOW + HOUR), HOLD, "intake-order-not-yet-valid"),
    Row("valid-order", with_order(valid_from=NOW), ADMIT, "intake-order-valid"),
    Row("valid-order", with_order(expires_at=NOW), HOLD, "intake-order-expired"),
    Row("valid-order", with_order(expires_at=None), ADMIT, "intake-order-valid"),
    Row("valid-order", with_order(signature=Signature.PAPER), HOLD, "intake-order-on-paper"),
    Row(
        "valid-order",
        with_order(signature=Signature.PAPER),
        HOLD,
        "intake-order-on-paper-unsigned",
        policy=LENIENT,
    ),
    Row(
        "valid-order",
        replace(with_order(signature=Signature.PAPER), attendance=attended(("intake.paper-order", "bea"))),
        ADMIT,
        "intake-order-on-paper-agreed",
        policy=LENIENT,
    ),
    Row("case-file", ARRIVING, ADMIT, "intake-case-file-present"),
    Row("case-file", arriving(order=None), None, None),
    Row("case-file", arriving(case_file=CaseFile.NOT_ASKED), ADMIT, "intake-case-file-not-asked"),
    Row("case-file", arriving(case_file=CaseFile.MISSING), HOLD, "intake-no-case-file"),
    Row("case-file", arriving(case_file=CaseFile.MISSING, attendance=STALE), HOLD, "intake-no-case-file"),
    Row(
        "case-file",
        arriving(case_file=CaseFile.MISSING, attendance=attended(("intake.no-case-file", "ana"))),
        HOLD,
        "intake-no-case-file",  # Ana asks, and cannot countersign for herself
    ),
    Row(
        "case-file",
        arriving(case_file=CaseFile.MISSING, attendance=attended(("intake.no-case-file", "bea"))),
        ADMIT,
        "intake-no-case-file-signed",
    ),
]


def captured(
    *exceptions: CaptureException, fingers: frozenset[FingerPosition] = FOUR, face: bool = True
) -> IntakeEvidence:
    """ARRIVING with another capture."""
    return arriving(captured=Captured(fingers, face, exceptions))


THREE = FOUR - {FingerPosition.LEFT_INDEX}
COVERAGE = [
    Row("enough-captured", ARRIVING, ADMIT, "intake-captured"),
    Row("enough-captured", captured(fingers=THREE), HOLD, "intake-fingers-missing"),
    Row("enough-captured", captured(fingers=THREE), ADMIT, "intake-captured", policy=LENIENT),
    Row(
        "enough-captured",
        captured(excepted(BANDAGED, *LEFT_HAND), fingers=THREE),
        HOLD,
        "intake-fingers-missing",  # the right hand has two more
    ),
    Row(
        "enough-captured",
        captured(excepted(BANDAGED, *LEFT_HAND), fingers=RIGHT_HAND),
        ADMIT,
        "intake-captured",  # five of one hand are enough, and no exception is leant on
    ),
    Row(
        "enough-captured",
        captured(excepted(BANDAGED), fingers=frozenset()),
        ADMIT,
        "intake-captured-with-exceptions",
    ),
    Row(
        "enough-captured",
        captured(excepted(BANDAGED, signed=False), fingers=frozenset()),
        HOLD,
        "intake-exception-unsigned",
    ),
    Row(
        "enough-captured",
        captured(replace(excepted(BANDAGED), countersigned_by="ana"), fingers=frozenset()),
        HOLD,
        "intake-exception-unsigned",
    ),
    Row(
        "enough-captured",
        captured(excepted(BANDAGED, pictured=False), fingers=frozenset()),
        HOLD,
        "intake-exception-without-picture",
    ),
    Row(
        "enough-captured",
        captured(excepted(FAILED, pictured=False), fingers=frozenset()),
        ADMIT,
        "intake-captured-with-exceptions",
    ),
    Row("enough-captured", captured(face=False), HOLD, "intake-face-missing"),
    Row(
        "enough-captured",
        captured(excepted(FAILED, modality=Modality.FACE), face=False),
        ADMIT,
        "intake-captured-with-exceptions",
    ),
    Row(
        "enough-captured",
        captured(
            excepted(ExceptionReason.AMPUTATED),
            excepted(ExceptionReason.DECLINED, modality=Modality.FACE),
            fingers=frozenset(),
            face=False,
        ),
        ADMIT,
        "intake-nothing-captured",
    ),
]

FAST = recorded(arrested_at=ASKED - 24 * HOUR)
PROTECTION = [
    Row("no-child", ARRIVING, ADMIT, "intake-adult"),
    Row("no-child", arriving(newcomer=replace(ADULT, born=date(2008, 3, 15))), HOLD, "intake-child"),
    Row("no-child", arriving(newcomer=replace(ADULT, born=date(2008, 3, 14))), ADMIT, "intake-adult"),
    Row("no-child", arriving(newcomer=replace(ADULT, born=None)), HOLD, "intake-perhaps-child"),
    Row("no-child", arriving(newcomer=replace(ADULT, may_be_child=True)), HOLD, "intake-perhaps-child"),
    Row(
        "no-child",
        arriving(newcomer=replace(ADULT, born=None), attendance=attended(("intake.adult", "bea"))),
        ADMIT,
        "intake-adult-assessed",
    ),
    Row(
        "no-child",
        arriving(
            newcomer=replace(ADULT, born=date(2010, 1, 1)), attendance=attended(("intake.adult", "bea"))
        ),
        HOLD,
        "intake-child",  # nobody signs a child into adulthood
    ),
    Row("foreigners-consulate", ARRIVING, None, None),
    Row("foreigners-consulate", foreigner(Consulate.ASKED_FOR), ADMIT, "intake-consulate-told"),
    Row("foreigners-consulate", foreigner(Consulate.DECLINED), ADMIT, "intake-consulate-declined"),
    Row(
        "foreigners-consulate", foreigner(Consulate.DECLINED), ADMIT, "intake-consulate-told", policy=LENIENT
    ),
    Row("foreigners-consulate", foreigner(Consulate.PROTECTED), ADMIT, "intake-consulate-protected"),
    Row(
        "foreigners-consulate",
        foreigner(Consulate.PROTECTED),
        ADMIT,
        "intake-consulate-protected",
        policy=LENIENT,
    ),
    Row("foreigners-consulate", foreigner(Consulate.NOT_YET_ASKED), ADMIT, "intake-consulate-not-asked"),
    Row("hurt-before", ARRIVING, ADMIT, "intake-unhurt"),
    Row("hurt-before", recorded(injured=None), None, None),
    Row("hurt-before", recorded(injured=True, ill_treated=None), ADMIT, "intake-injuries"),
    Row("hurt-before", recorded(injured=True, ill_treated=True), ADMIT, "intake-ill-treatment"),
    Row("arrested-in-time", ARRIVING, ADMIT, "intake-arrest-in-time"),
    Row("arrested-in-time", recorded(arrested_at=None), None, None),
    Row("arrested-in-time", recorded(arrested_at=ASKED + HOUR), HOLD, "intake-arrest-ahead"),
    Row("arrested-in-time", FAST, ADMIT, "intake-arrest-in-time"),
    Row("arrested-in-time", recorded(arrested_at=ASKED - 25 * HOUR), ADMIT, "intake-arrest-long-ago"),
]

WRITTEN = dict.fromkeys(RecordField, timedelta(0))
PAPERS = [
    Row("card-of-this-face", ARRIVING, None, None),
    Row("card-of-this-face", arriving(chip=card(ChipProof.GENUINE, MATCH)), ADMIT, "intake-card-proven"),
    Row(
        "card-of-this-face", arriving(chip=card(ChipProof.GENUINE, DOUBTFUL)), ADMIT, "intake-card-face-open"
    ),
    Row("card-of-this-face", arriving(chip=card(ChipProof.GENUINE, None)), ADMIT, "intake-card-face-open"),
    Row(
        "card-of-this-face", arriving(chip=card(ChipProof.GENUINE, NO_MATCH)), HOLD, "intake-card-of-another"
    ),
    Row("card-of-this-face", arriving(chip=card(ChipProof.FORGED, MATCH)), HOLD, "intake-card-forged"),
    Row(
        "card-of-this-face",
        arriving(chip=card(ChipProof.FORGED, MATCH), attendance=attended(("intake.card", "bea"))),
        ADMIT,
        "intake-card-set-aside",
    ),
    Row(
        "card-of-this-face",
        arriving(chip=card(ChipProof.UNKNOWN_ISSUER, MATCH)),
        ADMIT,
        "intake-card-issuer-unknown",
    ),
    Row(
        "card-of-this-face",
        arriving(chip=card(ChipProof.UNKNOWN_ISSUER, NO_MATCH)),
        HOLD,
        "intake-card-of-another",
    ),
    Row("record-complete", ARRIVING, ADMIT, "intake-record-complete"),
    Row("record-complete", recorded(entries=()), HOLD, "intake-record-needed"),
    Row(
        "record-complete",
        recorded(entries=entered({field: timedelta(0) for field in STRICT.record.at_once})),
        ADMIT,
        "intake-record-incomplete",
    ),
    Row(
        "record-complete",
        recorded(entries=entered(WRITTEN | {RecordField.PROPERTY: timedelta(hours=25)})),
        ADMIT,
        "intake-record-late",
    ),
]
RECEPTION_ROWS = [*COMMITMENT, *COVERAGE, *PROTECTION, *PAPERS]
