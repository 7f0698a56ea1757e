"""Who answers for a passage, and what is reported where people stand in for machines."""

from datetime import datetime, timedelta
from typing import Final

from api.gates.decision import Consequence, Notify, Party
from api.gates.doors.evidence import AtDoor
from api.gates.doors.policy import OfficersPolicy
from api.gates.officers import agreeing
from api.officers import known_as

BY_HAND: Final = "identified-by-hand"
"""What officers sign who held the record's photograph, marks and papers against the person."""


def by_hand_takes(policy: OfficersPolicy) -> int:
    """How many humans identify by hand: never fewer than two, however few the door asks for otherwise."""
    return max(2, policy.number)


def reported(gate: str) -> tuple[Consequence, ...]:
    """Supervisor and ombudsman hear of everybody who passes without the machines' answer."""
    topic = f"{gate}.by-hand"
    return (Notify(Party.SUPERVISOR, topic), Notify(Party.OMBUDSMAN, topic))


def answering(at: AtDoor, matter: str, policy: OfficersPolicy, now: datetime) -> frozenset[str]:
    """The officers who answer for a matter now: who asked for the passage, and who signed.

    Each as what they are known as (`api/officers.py`). The one at the door is left out. Whoever asked
    long ago may be home by now, and counts no longer either.
    """
    officers = agreeing(at.attendance, matter, within=policy.signed_within, now=now)
    if timedelta(0) <= now - at.asked_at <= policy.signed_within:
        officers |= {known_as(at.attendance.officer)}
    return officers - {str(at.person_id)}
