"""What the rules about the way out of a visit say."""

from dataclasses import replace
from typing import Any

from api.gates.decision import Outcome
from api.gates.evidence import Captured
from api.gates.visits.evidence import Consent, Leaving, Path, VisitorKind
from matcher.domain import Decision, Modality
from tests.support.gate_evidence import (
    CELLMATE,
    CHILD,
    GUARDIAN,
    HOUR,
    IN_CUSTODY,
    NOW,
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
from tests.support.visiting import BY_DOCUMENT, DOCUMENT, FAMILY, LEAVING, visit

ADMIT, HOLD, REFUSE = Outcome.ADMIT, Outcome.HOLD, Outcome.REFUSE
WITHDRAWN = replace(FAMILY, consent=Consent.WITHDRAWN)


def leaving(**changes: Any) -> Leaving:
    """One who goes out, and what is different this time."""
    return replace(LEAVING, **changes)


def by_document(**changes: Any) -> Leaving:
    """The same of one who gave no biometrics."""
    return replace(BY_DOCUMENT, **changes)


def alike(*candidates: Any, **changes: Any) -> Leaving:
    """Somebody in custody is like the one who leaves."""
    return leaving(in_custody=search(IN_CUSTODY, *candidates), **changes)


STRANGER = compared(VISITOR, Decision.NO_MATCH, finger=-2.0, face=0.5)
CHILDS = visit(1, CHILD, guardian=GUARDIAN, path=Path.ACCOMPANIED)
INFANT = replace(FAMILY, person_id=CHILD, enrolled=frozenset())

EXIT_ROWS = [
    Row("visit-open", LEAVING, ADMIT, "exit-visit-open"),
    Row("visit-open", leaving(visit=visit(0, left=NOW - HOUR / 2)), HOLD, "exit-left-already"),
    Row("visit-open", leaving(elsewhere="penal-sur"), HOLD, "exit-of-another-house"),
    Row("same-as-entered", LEAVING, ADMIT, "exit-same-person"),
    Row("same-as-entered", BY_DOCUMENT, None, None),
    Row("same-as-entered", leaving(verified=None), HOLD, "exit-not-compared"),
    Row("same-as-entered", leaving(verified=compared(VISITOR, Decision.DOUBTFUL)), HOLD, "exit-in-doubt"),
    Row("same-as-entered", leaving(verified=compared(VISITOR, contradicted=True)), HOLD, "exit-in-doubt"),
    Row("same-as-entered", leaving(verified=STRANGER), HOLD, "exit-not-confirmed"),
    Row(
        "same-as-entered",
        leaving(verified=STRANGER, verdicts=same(VISITOR, same=False)),
        REFUSE,
        "exit-somebody-else",
    ),
    Row("same-as-entered", leaving(verified=STRANGER, verdicts=same(VISITOR)), ADMIT, "exit-same-person"),
    Row("enough-compared", LEAVING, ADMIT, "visitor-modalities-compared"),
    Row(
        "enough-compared", leaving(verified=compared(VISITOR, finger=None)), HOLD, "visitor-modality-missing"
    ),
    Row(
        "enough-compared",
        leaving(verified=compared(VISITOR, finger=None), captured=excused(Modality.FINGER, signed=False)),
        HOLD,
        "visitor-exception-unsigned",
    ),
    Row(
        "enough-compared",
        leaving(verified=compared(VISITOR, finger=None), captured=excused(Modality.FINGER)),
        ADMIT,
        "visitor-modality-excused",
    ),
    Row("nobody-in-custody", LEAVING, ADMIT, "exit-nobody-in-custody"),
    Row("nobody-in-custody", BY_DOCUMENT, None, None),
    Row("nobody-in-custody", leaving(in_custody=None), HOLD, "exit-custody-not-searched"),
    Row(
        "nobody-in-custody",
        leaving(in_custody=search(complete=False), prisoner_in_place=compared(PRISONER)),
        ADMIT,
        "exit-prisoner-counted",
    ),
    Row(
        "nobody-in-custody",
        alike(candidate(PRISONER, llr=12.0), prisoner_in_place=compared(PRISONER)),
        HOLD,
        "exit-prisoner-as-alike",
    ),
    Row(
        "nobody-in-custody",
        leaving(in_custody=search(complete=False)),
        HOLD,
        "exit-custody-not-searched",
    ),
    Row("nobody-in-custody", alike(candidate(PRISONER, llr=8.0)), HOLD, "exit-prisoner-as-alike"),
    Row(
        "nobody-in-custody",
        alike(candidate(CELLMATE, Decision.NO_MATCH, llr=9.0)),
        HOLD,
        "exit-prisoner-as-alike",
    ),
    Row(
        "nobody-in-custody",
        alike(candidate(CELLMATE, Decision.DOUBTFUL, llr=2.0)),
        ADMIT,
        "exit-nobody-in-custody",
    ),
    Row(
        "nobody-in-custody",
        alike(candidate(PRISONER), verified=STRANGER),
        HOLD,
        "exit-matches-a-prisoner",
    ),
    Row(
        "nobody-in-custody",
        alike(candidate(PRISONER, llr=8.0), verdicts=same(PRISONER)),
        REFUSE,
        "exit-is-a-prisoner",
    ),
    Row(
        "nobody-in-custody",
        alike(candidate(PRISONER, llr=8.0), verdicts=same(PRISONER, same=False)),
        ADMIT,
        "exit-nobody-in-custody",
    ),
    Row(
        "nobody-in-custody",
        by_document(in_custody=search(IN_CUSTODY, candidate(PRISONER, Decision.DOUBTFUL))),
        HOLD,
        "exit-prisoner-as-alike",
    ),
    Row("consent-withdrawn-inside", LEAVING, None, None),
    Row("consent-withdrawn-inside", leaving(visitor=WITHDRAWN), ADMIT, "visitor-consent-withdrawn"),
    Row("leaves-by-document", LEAVING, None, None),
    Row("leaves-by-document", BY_DOCUMENT, ADMIT, "exit-by-document"),
    Row(
        "leaves-by-document",
        leaving(
            captured=excused(*Modality),
            verified=None,
            in_custody=None,
            document=DOCUMENT,
            attendance=attended(("visit.document", "bea"), ("visit.prisoner-in-place", "bea")),
        ),
        ADMIT,
        "exit-by-document",
    ),
    Row("leaves-by-document", by_document(document=None), HOLD, "exit-document-needed"),
    Row(
        "leaves-by-document",
        by_document(document=replace(DOCUMENT, agrees=False)),
        HOLD,
        "exit-document-doubtful",
    ),
    Row("leaves-by-document", by_document(attendance=attended()), HOLD, "exit-document-unsigned"),
    Row("leaves-by-document", by_document(prisoner_in_place=None), HOLD, "exit-prisoner-not-counted"),
    Row(
        "leaves-by-document",
        by_document(prisoner_in_place=compared(PRISONER, Decision.DOUBTFUL)),
        HOLD,
        "exit-prisoner-not-counted",
    ),
    Row("leaves-with-guardian", LEAVING, None, None),
    Row(
        "leaves-with-guardian",
        leaving(visit=CHILDS, visitor=INFANT, verified=None, captured=Captured(), in_custody=None),
        HOLD,
        "minor-leaves-alone",
    ),
    Row(
        "leaves-with-guardian",
        leaving(
            visit=CHILDS,
            visitor=INFANT,
            verified=None,
            captured=Captured(),
            in_custody=None,
            leaving_with=frozenset({GUARDIAN}),
        ),
        ADMIT,
        "minor-leaves-with-guardian",
    ),
    Row("leaves-nobody-behind", LEAVING, None, None),
    Row("leaves-nobody-behind", leaving(charges=frozenset({CHILD})), HOLD, "guardian-leaves-minor"),
    Row(
        "leaves-nobody-behind",
        leaving(charges=frozenset({CHILD}), leaving_with=frozenset({CHILD})),
        ADMIT,
        "guardian-leaves-nobody",
    ),
    Row("minimal-record", LEAVING, None, None),
    Row(
        "minimal-record",
        leaving(visitor=replace(FAMILY, kind=VisitorKind.LAWYER)),
        ADMIT,
        "visit-kept-minimal",
    ),
]
