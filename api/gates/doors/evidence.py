"""What is weighed of every prisoner at a door."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol
from uuid import UUID

from api.gates.evidence import Attendance, Captured, Comparison, OrderFacts, OrderKind, Search, Verdict


@dataclass(frozen=True, slots=True)
class AtDoor:
    """A prisoner at a door, and who stands beside them.

    person_id: who is to pass; facility: this one. verified: 1:1 with that person's record; in_custody: 1:N
    among everybody in custody. failed_at: since when sensors that the check needs are out of order, None:
    they work. asked_at: when this passage was first asked for: deadlines count from it. zone: the
    facility's.
    """

    person_id: UUID
    facility: str
    captured: Captured
    verified: Comparison | None
    in_custody: Search | None
    attendance: Attendance
    asked_at: datetime
    zone: tzinfo
    failed_at: datetime | None = None
    verdicts: tuple[Verdict, ...] = ()

    def __post_init__(self) -> None:
        if self.verified is not None and self.verified.person_id != self.person_id:
            raise ValueError(f"compared with {self.verified.person_id}, asked about {self.person_id}")


class Passage(Protocol):
    """What the rules of this folder see of a gate's evidence. gate: names its matters, such as "release"."""

    @property
    def gate(self) -> str: ...
    @property
    def at_door(self) -> AtDoor: ...


class OnOrder(Protocol):
    """A passage that an order commands. commands: of which kind it must be."""

    @property
    def gate(self) -> str: ...
    @property
    def at_door(self) -> AtDoor: ...
    @property
    def commands(self) -> OrderKind: ...
    @property
    def order(self) -> OrderFacts | None: ...
