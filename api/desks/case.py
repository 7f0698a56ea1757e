"""What is before a desk, and what was decided about it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import JsonValue

from api.gates.decision import GateDecision
from api.gates.evidence import Attendance, Captured, Verdict
from api.gates.policy import Policy
from api.registry.facilities import Facility
from api.registry.passages import Passage
from api.serving import Sight

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Case(Generic[A]):
    """One asking of a gate, complete but for what the store knows.

    asked: the request. captured: what of it can be compared. verdicts: what reviewers said of this passage so
    far. now: the one clock reading of this asking.
    """

    passage: Passage
    facility: Facility
    policy: Policy
    asked: A
    seen: Sight
    captured: Captured
    attendance: Attendance
    verdicts: tuple[Verdict, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """What a desk did. reviews: cases that reviewers look at for this passage.

    written: persons of whom samples or galleries were written, whom searches are to find so. erased: samples
    of somebody were destroyed. papers: what the person is given. certainty: as it is kept with the decision.
    """

    passage: Passage
    decision_id: UUID
    decision: GateDecision
    reviews: tuple[UUID, ...] = ()
    written: tuple[UUID, ...] = ()
    erased: bool = False
    papers: tuple[str, ...] = ()
    certainty: dict[str, JsonValue] = field(default_factory=dict)
