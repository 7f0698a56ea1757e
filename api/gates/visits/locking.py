"""Closing time: may the visiting area be locked? A rule for each thing that speaks against it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.gates.decision import Gate, Notify, Outcome, Party, Said
from api.gates.rule import Rule, RuleBook
from api.gates.visits.closing import Reconciliation
from api.gates.visits.policy import VisitsPolicy


@dataclass(frozen=True, slots=True)
class Locking:
    """What is weighed: the area against the record. asked_at: when the closing began."""

    found: Reconciliation
    asked_at: datetime


class Searched(Rule[Locking, VisitsPolicy]):
    """Somebody has walked through the whole area and says so."""

    name = "searched"

    def judge(self, evidence: Locking, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Before that, nobody is missed who was not found."""
        if evidence.found.ended:
            return Said(Outcome.ADMIT, "closing-searched")
        limit = policy.exit_hold.follows("visits.closing", evidence.asked_at, now)
        return Said(Outcome.HOLD, "closing-search-under-way", consequences=limit)


class AreaEmpty(Rule[Locking, VisitsPolicy]):
    """No visitor whose visit is open was found inside."""

    name = "area-empty"

    def judge(self, evidence: Locking, policy: VisitsPolicy, now: datetime) -> Said | None:
        """How many of them are there past the hour for which they were booked is said."""
        found = evidence.found.still_inside
        if not found:
            return Said(Outcome.ADMIT, "closing-area-empty")
        told = {"visitors": len(found), "overdue": sum(one.overdue(now) for one in found)}
        limit = policy.exit_hold.follows("visits.closing", evidence.asked_at, now)
        return Said(Outcome.HOLD, "closing-still-inside", told, (_tell("visits.still-inside"), *limit))


class ExitsRecorded(Rule[Locking, VisitsPolicy]):
    """Every visit has its exit: whoever is not found by the search's end has left without one."""

    name = "exits-recorded"

    def judge(self, evidence: Locking, policy: VisitsPolicy, now: datetime) -> Said | None:
        """A supervisor finds out, visit by visit, and says why it is over."""
        limit = policy.exit_hold.follows("visits.closing", evidence.asked_at, now)
        if gone := evidence.found.left_without_exit:
            told = (_tell("visits.left-without-exit"), *limit)
            return Said(Outcome.HOLD, "closing-left-unseen", {"visitors": len(gone)}, told)
        if awaited := evidence.found.unaccounted:
            return Said(Outcome.HOLD, "closing-unaccounted", {"visitors": len(awaited)}, limit)
        return Said(Outcome.ADMIT, "closing-exits-recorded")


class NobodyAfterExit(Rule[Locking, VisitsPolicy]):
    """Nobody is inside under whose visit somebody has left: that is the mark of a swap."""

    name = "nobody-after-exit"

    def judge(self, evidence: Locking, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Whoever left in their place may be a prisoner: the prisoners are counted now."""
        found = evidence.found.inside_after_exit
        if not found:
            return Said(Outcome.ADMIT, "closing-nobody-after-exit")
        limit = policy.exit_hold.follows("visits.closing", evidence.asked_at, now)
        told = (_tell("visit.substitution"), *limit)
        return Said(Outcome.HOLD, "closing-inside-after-exit", {"visitors": len(found)}, told)


class VisitsKnown(Rule[Locking, VisitsPolicy]):
    """Everybody who was found came in as a visitor today: nobody who is unknown, or has no visit."""

    name = "visits-known"

    def judge(self, evidence: Locking, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Prisoners are found here too who should be back in their wing."""
        found = len(evidence.found.without_visit) + len(evidence.found.unknown)
        if not found:
            return Said(Outcome.ADMIT, "closing-visits-known")
        limit = policy.exit_hold.follows("visits.closing", evidence.asked_at, now)
        told = (_tell("visits.inside-without-visit"), *limit)
        return Said(Outcome.HOLD, "closing-without-visit", {"persons": found}, told)


class NobodyInDoubt(Rule[Locking, VisitsPolicy]):
    """It is certain who everybody is who was found."""

    name = "nobody-in-doubt"

    def judge(self, evidence: Locking, policy: VisitsPolicy, now: datetime) -> Said | None:
        """A doubt is settled by another look, or by a document."""
        looks = len(evidence.found.doubtful)
        if not looks:
            return Said(Outcome.ADMIT, "closing-nobody-in-doubt")
        limit = policy.exit_hold.follows("visits.closing", evidence.asked_at, now)
        return Said(Outcome.HOLD, "closing-in-doubt", {"looks": looks}, limit)


class NoMinorAlone(Rule[Locking, VisitsPolicy]):
    """No minor is inside whose guardian has left."""

    name = "no-minor-alone"

    def judge(self, evidence: Locking, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Said also while the search goes on: a child does not wait for its end."""
        alone = len(evidence.found.alone)
        if not alone:
            return Said(Outcome.ADMIT, "closing-no-minor-alone")
        told = (_tell("visits.minor-alone"),)
        return Said(Outcome.HOLD, "closing-minor-alone", {"minors": alone}, told)


CLOSING: Final = RuleBook[Locking, VisitsPolicy](
    Gate.VISIT_CLOSING,
    (
        Searched(),
        AreaEmpty(),
        ExitsRecorded(),
        NobodyAfterExit(),
        VisitsKnown(),
        NobodyInDoubt(),
        NoMinorAlone(),
    ),
)
"""Whether the visiting area can be locked."""


def _tell(topic: str) -> Notify:
    return Notify(Party.SUPERVISOR, topic)
