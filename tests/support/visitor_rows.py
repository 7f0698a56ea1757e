"""What the rules about a visitor say: consent, age, identity, bans."""

from dataclasses import replace
from datetime import date

from api.gates.decision import Outcome
from api.gates.evidence import GalleryKind
from api.gates.visits.evidence import (
    Consent,
    NoticeGiven,
)
from matcher.domain import Decision, Modality
from tests.support.gate_evidence import (
    AMONG_VISITORS,
    DAY,
    NOW,
    OTHER,
    PRISONER,
    VISITOR,
    attended,
    candidate,
    compared,
    excused,
    same,
    search,
)
from tests.support.rule_rows import Row
from tests.support.visiting import (
    BAN,
    BANNED,
    BY_LAW,
    DOCUMENT,
    ENTERING,
    FAMILY,
    INFANT,
    entering,
    found,
    minor,
    visitor,
    without_biometrics,
)

ADMIT, HOLD, REFUSE = Outcome.ADMIT, Outcome.HOLD, Outcome.REFUSE

VISITOR_ROWS = [
    Row("notice-current", ENTERING, ADMIT, "visitor-notice-current"),
    Row("notice-current", visitor(notice=None), HOLD, "visitor-notice-missing"),
    Row(
        "notice-current",
        visitor(notice=NoticeGiven("2025-9", "pt", NOW - 30 * DAY)),
        HOLD,
        "visitor-notice-outdated",
    ),
    Row("notice-current", minor(INFANT), None, None),
    Row("consent-heard", ENTERING, ADMIT, "visitor-consent-given"),
    Row("consent-heard", without_biometrics(), ADMIT, "visitor-consent-declined"),
    Row(
        "consent-heard",
        without_biometrics(visitor=replace(FAMILY, consent=Consent.WITHDRAWN)),
        ADMIT,
        "visitor-consent-withdrawn",
    ),
    Row(
        "consent-heard",
        without_biometrics(visitor=replace(FAMILY, consent=Consent.WITHDRAWN, banned=True)),
        ADMIT,
        "visitor-consent-withdrawn-kept",
    ),
    Row("consent-heard", without_biometrics(), REFUSE, "visitor-consent-needed", policy=BY_LAW),
    Row("consent-heard", minor(INFANT), None, None),
    Row("age-known", ENTERING, ADMIT, "visitor-age-known"),
    Row("age-known", visitor(born=None), HOLD, "visitor-age-unknown"),
    Row("age-known", visitor(born=date(2027, 1, 1)), HOLD, "visitor-age-unknown"),
    Row("age-floor", ENTERING, None, None),
    Row("age-floor", minor(INFANT), ADMIT, "child-without-biometrics"),
    Row("age-floor", minor(INFANT, captured=ENTERING.captured), ADMIT, "child-captured"),
    Row("visitor-verified", ENTERING, ADMIT, "visitor-verified"),
    Row("visitor-verified", visitor(enrolled=frozenset()), HOLD, "visitor-not-enrolled"),
    Row("visitor-verified", entering(verified=None), HOLD, "visitor-not-compared"),
    Row(
        "visitor-verified",
        entering(verified=compared(VISITOR, Decision.DOUBTFUL)),
        HOLD,
        "visitor-in-doubt",
    ),
    Row(
        "visitor-verified",
        entering(verified=compared(VISITOR, contradicted=True)),
        HOLD,
        "visitor-in-doubt",
    ),
    Row(
        "visitor-verified",
        entering(verified=compared(VISITOR, Decision.NO_MATCH)),
        HOLD,
        "visitor-not-confirmed",
    ),
    Row(
        "visitor-verified",
        entering(verified=compared(VISITOR, Decision.NO_MATCH), verdicts=same(VISITOR, same=False)),
        REFUSE,
        "visitor-is-somebody-else",
    ),
    Row(
        "visitor-verified",
        entering(verified=compared(VISITOR, Decision.NO_MATCH), verdicts=same(VISITOR)),
        ADMIT,
        "visitor-verified",
    ),
    Row("visitor-verified", without_biometrics(), None, None),
    Row("enough-compared", ENTERING, ADMIT, "visitor-modalities-compared"),
    Row(
        "enough-compared",
        entering(verified=compared(VISITOR, face=None)),
        HOLD,
        "visitor-modality-missing",
    ),
    Row(
        "enough-compared",
        entering(verified=compared(VISITOR, face=None), captured=excused(Modality.FACE, signed=False)),
        HOLD,
        "visitor-exception-unsigned",
    ),
    Row(
        "enough-compared",
        entering(verified=compared(VISITOR, face=None), captured=excused(Modality.FACE)),
        ADMIT,
        "visitor-modality-excused",
    ),
    Row("by-document", ENTERING, None, None),
    Row("by-document", without_biometrics(), ADMIT, "visitor-by-document"),
    Row("by-document", without_biometrics(), None, None, policy=BY_LAW),
    Row("by-document", without_biometrics(document=None), HOLD, "visitor-document-needed"),
    Row(
        "by-document",
        without_biometrics(document=replace(DOCUMENT, agrees=False)),
        HOLD,
        "visitor-document-doubtful",
    ),
    Row(
        "by-document",
        without_biometrics(document=replace(DOCUMENT, genuine=False)),
        HOLD,
        "visitor-document-doubtful",
    ),
    Row("by-document", without_biometrics(attendance=attended()), HOLD, "visitor-document-unsigned"),
    Row(
        "by-document",
        without_biometrics(attendance=attended(("visit.document", "ana"))),
        HOLD,
        "visitor-document-unsigned",
    ),
    Row(
        "by-document",
        without_biometrics(visitor=FAMILY, captured=excused(*Modality)),
        ADMIT,
        "visitor-by-document",
        policy=BY_LAW,
    ),
    Row("not-banned", ENTERING, ADMIT, "visitor-not-banned"),
    Row("not-banned", entering(restrictions=(BAN,)), REFUSE, "visitor-banned"),
    Row(
        "not-banned",
        entering(restrictions=(replace(BAN, until=NOW + DAY),)),
        REFUSE,
        "visitor-banned-until",
    ),
    Row(
        "not-banned",
        entering(restrictions=(replace(BAN, prisoner_id=PRISONER),)),
        REFUSE,
        "visitor-banned",
    ),
    Row(
        "not-banned",
        entering(restrictions=(replace(BAN, prisoner_id=OTHER),)),
        ADMIT,
        "visitor-not-banned",
    ),
    Row(
        "not-banned-by-another-name",
        found(
            candidate(OTHER, gallery=BANNED),
            restrictions=(replace(BAN, person_id=OTHER, prisoner_id=PRISONER),),
        ),
        HOLD,
        "visitor-may-be-banned",
    ),
    Row(
        "not-banned-by-another-name",
        found(
            candidate(OTHER, gallery=BANNED), restrictions=(replace(BAN, person_id=OTHER, prisoner_id=OTHER),)
        ),
        ADMIT,
        "visitor-no-ban-found",
    ),
    Row("not-banned", entering(restrictions=(replace(BAN, until=NOW),)), ADMIT, "visitor-not-banned"),
    Row("not-banned", entering(restrictions=(replace(BAN, lifted_at=NOW),)), ADMIT, "visitor-not-banned"),
    Row("not-banned", entering(restrictions=(replace(BAN, since=NOW + DAY),)), ADMIT, "visitor-not-banned"),
    Row("not-banned-by-another-name", ENTERING, ADMIT, "visitor-no-ban-found"),
    Row("not-banned-by-another-name", without_biometrics(), None, None),
    Row("not-banned-by-another-name", entering(among_visitors=None), HOLD, "visitors-not-searched"),
    Row(
        "not-banned-by-another-name",
        entering(among_visitors=None, attendance=attended(("visit.unsearched", "bea"))),
        ADMIT,
        "visitor-search-waived",
    ),
    Row(
        "not-banned-by-another-name",
        entering(
            among_visitors=search(AMONG_VISITORS, candidate(OTHER, gallery=BANNED), complete=False),
            attendance=attended(("visit.unsearched", "bea")),
        ),
        HOLD,
        "visitor-may-be-banned",
    ),
    Row(
        "not-banned-by-another-name",
        entering(among_visitors=search(AMONG_VISITORS, complete=False)),
        HOLD,
        "visitors-not-searched",
    ),
    Row(
        "not-banned-by-another-name",
        entering(among_visitors=search(frozenset({GalleryKind.VISITORS}))),
        HOLD,
        "visitors-not-searched",
    ),
    Row(
        "not-banned-by-another-name",
        found(candidate(OTHER, gallery=BANNED)),
        HOLD,
        "visitor-may-be-banned",
    ),
    Row(
        "not-banned-by-another-name",
        found(candidate(OTHER, Decision.NO_MATCH, llr=9.0, gallery=BANNED)),
        HOLD,
        "visitor-may-be-banned",
    ),
    Row(
        "not-banned-by-another-name",
        found(candidate(OTHER, Decision.DOUBTFUL, llr=2.0, gallery=BANNED)),
        ADMIT,
        "visitor-no-ban-found",
    ),
    Row(
        "not-banned-by-another-name",
        found(
            candidate(OTHER, gallery=GalleryKind.VISITORS),
            restrictions=(replace(BAN, person_id=OTHER),),
            verdicts=same(OTHER),
        ),
        REFUSE,
        "visitor-banned-by-another-name",
    ),
    Row(
        "not-banned-by-another-name",
        found(candidate(OTHER, gallery=BANNED), verdicts=same(OTHER, same=False)),
        ADMIT,
        "visitor-no-ban-found",
    ),
    Row("known-once", ENTERING, ADMIT, "visitor-known-once"),
    Row("known-once", entering(among_visitors=None), None, None),
    Row(
        "known-once",
        found(candidate(VISITOR, gallery=GalleryKind.VISITORS)),
        ADMIT,
        "visitor-known-once",
    ),
    Row(
        "known-once",
        found(candidate(OTHER, Decision.DOUBTFUL, gallery=GalleryKind.VISITORS)),
        ADMIT,
        "visitor-known-once",
    ),
    Row(
        "known-once",
        found(candidate(OTHER, gallery=GalleryKind.VISITORS)),
        HOLD,
        "visitor-may-have-two-records",
    ),
    Row(
        "known-once",
        found(candidate(OTHER, gallery=GalleryKind.VISITORS), verdicts=same(OTHER)),
        HOLD,
        "visitor-has-two-records",
    ),
]
