"""The policy of absences: who may leave for how long, and when somebody who is not back is looked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from api.gates.absence.evidence import AbsenceKind
from api.gates.doors.policy import ByHandPolicy, IdentityPolicy, OfficersPolicy
from api.gates.limits import Limit
from api.gates.reading.faults import Fault


@dataclass(frozen=True, slots=True)
class AbsencePolicy:
    """What departure and return go by.

    longest: by kind, how far ahead the hour of return or arrival may lie. near: how long before it somebody
    is told that it comes; grace: how long after it the alarm waits.
    """

    identity: IdentityPolicy
    by_hand: ByHandPolicy
    officers: OfficersPolicy
    paper_orders: bool
    order_hold: Limit
    longest: Mapping[AbsenceKind, timedelta]
    near: timedelta
    grace: timedelta

    def faults(self) -> Iterator[Fault]:
        """No absence without an end."""
        for kind in (one for one in AbsenceKind if not self.longest.get(one)):
            yield Fault(("longest", kind), "policy-missing-key")
