"""What was found on a round: one observation per look at somebody, and rounds as values that can be joined.

A round is a set. To add an observation twice changes nothing, and the order plays no part: a handheld that
was offline sends all it has, again if need be, and two officers' rounds are one.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from api.gates.evidence import SearchCandidate
from matcher.domain import Decision
from matcher.errors import DataError


class ObservationsDiffer(DataError):
    """One observation came twice and said two things."""

    code = "observations-differ"
    advice = "Look at the person again: the new look is an observation of its own."


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a search brought up first, as far as a count needs it: without the score."""

    person_id: UUID
    decision: Decision
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """One look at somebody, by fingerprint or face or, where neither can be had, by an officer's eyes.

    observation_id: made where the look was made. candidate: the best of a search in the custody gallery, None
    where nobody came near. by_hand: whom the officer says that it is, where nothing was captured.
    """

    observation_id: UUID
    at: datetime
    officer: str
    candidate: SearchCandidate | Found | None = None
    by_hand: UUID | None = None

    def __post_init__(self) -> None:
        if self.candidate is not None and self.by_hand is not None:
            raise ValueError("an observation is by capture or by hand")

    @property
    def person_id(self) -> UUID | None:
        """Who it is, as far as that is certain."""
        if self.by_hand is not None:
            return self.by_hand
        sure = self.candidate is not None and (
            self.candidate.decision is Decision.MATCH and not self.candidate.contradicted
        )
        return self.candidate.person_id if sure and self.candidate is not None else None

    @property
    def perhaps(self) -> UUID | None:
        """Who it may be, where reviewers must look."""
        if (
            self.candidate is None
            or self.person_id is not None
            or self.candidate.decision is Decision.NO_MATCH
        ):
            return None
        return self.candidate.person_id


@dataclass(frozen=True, slots=True)
class Round:
    """What was found so far, each look once. ended_at: when the round was closed, None while it goes on."""

    observations: frozenset[Observation] = field(default_factory=frozenset)
    ended_at: datetime | None = None

    def observe(self, observation: Observation) -> Self:
        """With one more. ObservationsDiffer if another one bears its id."""
        return self.joined(replace(self, observations=frozenset({observation})))

    def joined(self, other: Self) -> Self:
        """Both rounds in one, closed when the later of them was; open while either is."""
        together = self.observations | other.observations
        if len({one.observation_id for one in together}) < len(together):
            raise ObservationsDiffer("One observation came twice and said two things.")
        ended = None
        if self.ended_at is not None and other.ended_at is not None:
            ended = max(self.ended_at, other.ended_at)
        return replace(self, observations=together, ended_at=ended)

    def end(self, now: datetime) -> Self:
        """Closed: whoever was not found is missing. A round ends once; the first instant stays."""
        return self if self.ended_at is not None else replace(self, ended_at=now)
