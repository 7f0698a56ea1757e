"""What the rule says that only a visitor's enrolment asks; the others' rows are those of the way in."""

from dataclasses import replace

from api.gates.decision import Outcome
from api.gates.evidence import Captured
from api.gates.visits.evidence import Consent
from matcher.domain import Modality
from tests.support.gate_evidence import CAPTURED, excused
from tests.support.rule_rows import Row
from tests.support.visiting import ENROLLING, FAMILY

HELD = Outcome.HOLD
ENROLMENT_ROWS = [
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
