"""The way back in: the one who returns is the one who left."""

from typing import Final

from api.gates.absence.evidence import Returning
from api.gates.absence.policy import AbsencePolicy
from api.gates.absence.rules import ComesHere, InTime, WasAway
from api.gates.decision import Gate
from api.gates.doors.identity import EachModality, IsThePerson, NobodyElseMatches
from api.gates.doors.signatures import IdentifiedByHand, OfficersSigned
from api.gates.rule import RuleBook

RETURN: Final = RuleBook[Returning, AbsencePolicy](
    Gate.RETURN,
    (
        WasAway(),
        ComesHere(),
        IsThePerson(),
        EachModality(),
        NobodyElseMatches(),
        IdentifiedByHand(),
        OfficersSigned(),
        InTime(),
    ),
)
"""Whether somebody who was away is in again."""
