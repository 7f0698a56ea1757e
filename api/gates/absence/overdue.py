"""Who should be back: how each absence stands, and what is crossed between two readings of the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api.gates.absence.evidence import AbsenceFacts, AbsenceKind
from api.gates.absence.policy import AbsencePolicy
from api.gates.decision import Consequence, Notify, Party


class Standing(StrEnum):
    """How an absence stands; each worse than the one before."""

    ENDED = "ended"
    OUT = "out"
    NEAR = "near"  # due soon
    OVERDUE = "overdue"  # due, within the policy's grace
    MISSING = "missing"  # the grace is over


@dataclass(frozen=True, slots=True)
class Crossing:
    """An instant at which an absence came to stand worse."""

    absence: AbsenceFacts
    into: Standing
    at: datetime

    @property
    def consequences(self) -> tuple[Consequence, ...]:
        """Who is told: the supervisor of each; of who stays away from leave or is lost on the road, more."""
        if self.into is not Standing.MISSING:
            return (Notify(Party.SUPERVISOR, f"absence.{self.into}"),)
        beyond = Party.POLICE if self.absence.kind is AbsenceKind.TEMPORARY_RELEASE else Party.DEFENDER
        parties = (Party.SUPERVISOR, Party.COURT, beyond)
        return tuple(Notify(party, "absence.missing") for party in parties)


def standing(absence: AbsenceFacts, policy: AbsencePolicy, now: datetime) -> Standing:
    """How an absence stands at an instant."""
    if absence.ended_at is not None and absence.ended_at <= now:
        return Standing.ENDED
    reached = [crossing.into for crossing in _course(absence, policy) if crossing.at <= now]
    return reached[-1] if reached else Standing.OUT


def crossings(
    absences: Iterable[AbsenceFacts], policy: AbsencePolicy, *, after: datetime, until: datetime
) -> tuple[Crossing, ...]:
    """Everything crossed later than `after` and not later than `until`, in order of time.

    Whoever asks again from where they stopped hears of each crossing once, however long the pauses were. What
    lay ahead of somebody who was back by then is not crossed.
    """
    found = (
        crossing
        for absence in absences
        for crossing in _course(absence, policy)
        if after < crossing.at <= until and (absence.ended_at is None or crossing.at < absence.ended_at)
    )
    return tuple(sorted(found, key=lambda one: (one.at, one.absence.absence_id)))


def _course(absence: AbsenceFacts, policy: AbsencePolicy) -> tuple[Crossing, ...]:
    """What lies ahead of an absence that does not end, in order; nothing before somebody has left."""
    instants = (
        (Standing.NEAR, max(absence.left_at, absence.due - policy.near)),
        (Standing.OVERDUE, absence.due),
        (Standing.MISSING, absence.due + policy.grace),
    )
    return tuple(Crossing(absence, into, at) for into, at in instants)
