"""By which way a prisoner's identity is established at a door."""

from datetime import datetime
from enum import Enum, auto

from api.gates.doors.evidence import AtDoor
from api.gates.doors.policy import DoorPolicy
from api.gates.excused import nothing_left


class Way(Enum):
    """How."""

    BIOMETRIC = auto()
    WAITING = auto()  # sensors failed; another device is being looked for
    BY_HAND = auto()


def way(at_door: AtDoor, policy: DoorPolicy, now: datetime) -> Way:
    """What was compared counts, whatever failed afterwards: nobody breaks a sensor to undo its answer.

    A sensor that failed is waited for, also where two officers agree that it did: bandages alone do not mend
    while another device is looked for.
    """
    if at_door.verified is not None:
        return Way.BIOMETRIC
    if at_door.failed_at is not None and at_door.failed_at <= now:
        return Way.BY_HAND if by_hand_open(at_door, policy, now) else Way.WAITING
    return Way.BY_HAND if nothing_left(at_door.captured, policy.identity.modalities) else Way.BIOMETRIC


def by_hand_open(at_door: AtDoor, policy: DoorPolicy, now: datetime) -> bool:
    """Whether something has been out of order for so long that people may stand in for it."""
    return at_door.failed_at is not None and now >= at_door.failed_at + policy.by_hand.opens_after
