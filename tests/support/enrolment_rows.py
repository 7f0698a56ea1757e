"""What rules say at a visitor's enrolment alone; the other rows are those of the way in."""

from dataclasses import replace

from api.gates.decision import Outcome
from api.gates.evidence import Captured, GalleryKind
from api.gates.visits.evidence import Consent, Enrolling
from matcher.domain import Decision, Modality
from tests.support.gate_evidence import AMONG_VISITORS, CAPTURED, OTHER, candidate, excused, search
from tests.support.rule_rows import Row
from tests.support.visiting import ENROLLING, FAMILY

HELD = Outcome.HOLD
BANNED = GalleryKind.BANNED_VISITORS


def alike(decision: Decision, gallery: GalleryKind = GalleryKind.VISITORS) -> Enrolling:
    """A newcomer who is like another visitor."""
    found = search(AMONG_VISITORS, candidate(OTHER, decision, gallery=gallery))
    return replace(ENROLLING, among_visitors=found)


ENROLMENT_ROWS = [
    Row("not-banned-by-another-name", ENROLLING, Outcome.ADMIT, "visitor-no-ban-found"),
    Row("not-banned-by-another-name", alike(Decision.MATCH, BANNED), HELD, "visitor-may-be-banned"),
    Row(
        "not-banned-by-another-name", alike(Decision.DOUBTFUL, BANNED), Outcome.ADMIT, "visitor-ban-in-doubt"
    ),
    Row("known-once", alike(Decision.MATCH), HELD, "visitor-may-have-two-records"),
    Row("known-once", alike(Decision.DOUBTFUL), Outcome.ADMIT, "visitor-known-once"),
    Row("enough-captured", ENROLLING, Outcome.ADMIT, "visitor-modalities-captured"),
    Row(
        "enough-captured",
        replace(ENROLLING, captured=Captured(CAPTURED.fingers)),
        HELD,
        "visitor-modality-missing",
    ),
    Row(
        "enough-captured",
        replace(ENROLLING, captured=excused(Modality.FACE, signed=False)),
        HELD,
        "visitor-exception-unsigned",
    ),
    Row(
        "enough-captured",
        replace(ENROLLING, captured=excused(Modality.FACE)),
        Outcome.ADMIT,
        "visitor-modality-excused",
    ),
    Row(
        "enough-captured",
        replace(ENROLLING, visitor=replace(FAMILY, consent=Consent.DECLINED)),
        None,
        None,
    ),
]
