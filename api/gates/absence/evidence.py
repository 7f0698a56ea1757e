"""What is weighed when somebody leaves for a time, or comes back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from api.gates.doors.evidence import AtDoor
from api.gates.evidence import HoldFacts, OrderFacts, OrderKind


class AbsenceKind(StrEnum):
    """What somebody is away for."""

    TRANSFER = "transfer"
    COURT = "court"
    TEMPORARY_RELEASE = "temporary-release"


@dataclass(frozen=True, slots=True)
class AbsenceFacts:
    """One absence. due: by when back or, of a transfer, arrived; destination: the facility of a transfer."""

    absence_id: UUID
    person_id: UUID
    kind: AbsenceKind
    left_at: datetime
    due: datetime
    destination: str | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Departing:
    """A prisoner who is to leave for a time. away: an absence of theirs that has not ended."""

    at_door: AtDoor
    kind: AbsenceKind
    order: OrderFacts | None
    due: datetime | None
    destination: str | None = None
    holds: tuple[HoldFacts, ...] = ()
    away: AbsenceFacts | None = None

    @property
    def gate(self) -> str:
        """Its matters' name."""
        return "departure"

    @property
    def commands(self) -> OrderKind:
        """The order that is needed."""
        return OrderKind(self.kind)


@dataclass(frozen=True, slots=True)
class Returning:
    """A prisoner who comes back or arrives. away: the absence that this ends.

    awaited_at: the house to which they are to come back from court or leave, where it is not this one.
    """

    at_door: AtDoor
    away: AbsenceFacts | None
    awaited_at: str | None = None

    def __post_init__(self) -> None:
        if self.away is not None and self.away.person_id != self.at_door.person_id:
            raise ValueError("the absence is another person's")

    @property
    def gate(self) -> str:
        """Its matters' name."""
        return "return"
