"""The way out: is it the one who entered, is it nobody from custody, and is nobody left behind."""

from typing import Final

from api.gates.decision import Gate
from api.gates.rule import RuleBook
from api.gates.visits.companions import LeavesNobodyBehind, LeavesWithGuardian
from api.gates.visits.consent import MinimalRecord, WithdrawnAtExit
from api.gates.visits.evidence import Leaving
from api.gates.visits.identity import EnoughCompared
from api.gates.visits.policy import VisitsPolicy
from api.gates.visits.substitution import LeavesByDocument, NobodyInCustody, SameAsEntered, VisitOpen

EXIT: Final = RuleBook[Leaving, VisitsPolicy](
    Gate.VISIT_EXIT,
    (
        VisitOpen(),
        SameAsEntered(),
        EnoughCompared(),
        NobodyInCustody(),
        WithdrawnAtExit(),
        LeavesByDocument(),
        LeavesWithGuardian(),
        LeavesNobodyBehind(),
        MinimalRecord(),
    ),
)
"""Whether a visitor goes out."""
