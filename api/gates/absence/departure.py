"""The way out for a time: the right person, on an order, with an hour by which they are back."""

from typing import Final

from api.gates.absence.evidence import Departing
from api.gates.absence.policy import AbsencePolicy
from api.gates.absence.rules import DueSet, NoHoldAgainstLeave, NotAway, TransferTold
from api.gates.decision import Gate
from api.gates.doors.identity import EachModality, IsThePerson, NobodyElseMatches
from api.gates.doors.orders import (
    OrderForHere,
    OrderInTime,
    OrderNamesPerson,
    OrderSigned,
    OrderStands,
    OrderThere,
)
from api.gates.doors.signatures import IdentifiedByHand, OfficersSigned
from api.gates.rule import RuleBook

DEPARTURE: Final = RuleBook[Departing, AbsencePolicy](
    Gate.DEPARTURE,
    (
        OrderThere(),
        OrderSigned(),
        OrderNamesPerson(),
        OrderStands(),
        OrderForHere(),
        OrderInTime(),
        NoHoldAgainstLeave(),
        NotAway(),
        IsThePerson(),
        EachModality(),
        NobodyElseMatches(),
        IdentifiedByHand(),
        OfficersSigned(),
        DueSet(),
        TransferTold(),
    ),
)
"""Whether somebody leaves for a time."""
