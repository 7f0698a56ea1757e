"""The release gate: order, holds, person, and the humans who answer for it."""

from typing import Final

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
from api.gates.release.evidence import Releasing
from api.gates.release.policy import ReleasePolicy
from api.gates.release.rules import NoOtherHold, OverDetention, PapersDue
from api.gates.rule import RuleBook

RELEASE: Final = RuleBook[Releasing, ReleasePolicy](
    Gate.RELEASE,
    (
        OrderThere(),
        OrderSigned(),
        OrderNamesPerson(),
        OrderStands(),
        OrderForHere(),
        OrderInTime(),
        NoOtherHold(),
        IsThePerson(),
        EachModality(),
        NobodyElseMatches(),
        IdentifiedByHand(),
        OfficersSigned(),
        OverDetention(),
        PapersDue(),
    ),
)
"""Whether somebody goes free."""
