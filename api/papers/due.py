"""Which papers a decision brings with it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from api.gates.decision import Gate, GateDecision, Issue, Outcome


class Document(StrEnum):
    """Kinds of papers. Which of them a release or an admission brings, rules and policies say."""

    ADMISSION_RECORD = "admission-record"
    RELEASE_RECEIPT = "release-receipt"
    RECORD_COPY = "record-copy"
    PROPERTY_LIST = "property-list"
    LEAVE_SLIP = "leave-slip"
    DECISION_NOTICE = "decision-notice"


EXPLAINED: Final = frozenset({Gate.VISITOR_ENROLMENT, Gate.VISIT_ENTRY, Gate.RELEASE, Gate.DEPARTURE})
"""Gates at which somebody who is turned away, or kept, gets the reasons in writing.

Not those at which it is in doubt who stands there: the paper would be somebody else's.
"""

WAITS_OUTSIDE: Final = frozenset({Gate.VISIT_ENTRY})
"""Gates at which somebody who is held may go home again; elsewhere a hold is the house's own next step."""


def due(decision: GateDecision, *, on_leave: bool) -> Sequence[Document]:
    """What is written for this decision. on_leave: somebody departs without guard, to be back by an hour."""
    named = [Document(one.document) for one in decision.consequences if isinstance(one, Issue)]
    refused = decision.outcome is Outcome.REFUSE and decision.gate in EXPLAINED
    waits = decision.outcome is Outcome.HOLD and decision.gate in WAITS_OUTSIDE
    if refused or waits:
        named.append(Document.DECISION_NOTICE)
    if on_leave and decision.outcome is Outcome.ADMIT:
        named.append(Document.LEAVE_SLIP)
    return named
