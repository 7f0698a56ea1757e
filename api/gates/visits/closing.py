"""Who is inside; at closing time: who is still inside, who left without an exit, who should not be there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from api.gates.rollcall.observations import Observation, Round
from api.gates.rollcall.tally import tally
from api.gates.visits.evidence import VisitFacts


def inside(visits: Iterable[VisitFacts]) -> tuple[VisitFacts, ...]:
    """The board of visitors inside, who came first on top."""
    return tuple(sorted((one for one in visits if one.open), key=lambda one: (one.entered_at, one.visit_id)))


def stayed(visit: VisitFacts, now: datetime) -> timedelta:
    """How long somebody is or was inside; never less than nothing."""
    return max(timedelta(0), (visit.left_at or now) - visit.entered_at)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The visiting area against the record of a day.

    still_inside: found there, their visit open. left_without_exit: their visit open, and the search of the
    area that has ended did not find them. unaccounted: the same while it goes on, and of whoever came in
    since: nobody has searched for them. inside_after_exit: found there although somebody left under their
    visit: the mark of a swap. without_visit: found there, no visit of the day. unknown, doubtful: looks at
    somebody whom nobody could tell. alone: minors whose guardian has left. ended: the search of the area has.
    """

    still_inside: tuple[VisitFacts, ...]
    left_without_exit: tuple[VisitFacts, ...]
    unaccounted: tuple[VisitFacts, ...]
    inside_after_exit: tuple[VisitFacts, ...]
    without_visit: frozenset[UUID]
    unknown: tuple[Observation, ...]
    doubtful: tuple[Observation, ...]
    alone: tuple[VisitFacts, ...]
    ended: bool


def reconcile(visits: Iterable[VisitFacts], found: Round) -> Reconciliation:
    """The day's visits against a round through the visiting area, searched among visitors.

    Somebody with a visit that is open and another that is closed is judged by the open one. Who was seen
    there before they left under their visit was inside then, and is not now.
    """
    visits = tuple(visits)
    found = replace(
        found, observations=frozenset(one for one in found.observations if not _left_since(one, visits))
    )
    open_visits = {one.visitor_id: one for one in inside(visits)}
    closed = {one.visitor_id: one for one in visits if one.visitor_id not in open_visits}
    count = tally(frozenset(open_visits), found)
    gone = tuple(open_visits[who] for who in open_visits if who in count.awaited)
    ended = found.ended_at
    later = tuple(one for one in gone if ended is None or one.entered_at >= ended)
    return Reconciliation(
        still_inside=tuple(open_visits[who] for who in open_visits if who in count.present),
        left_without_exit=tuple(one for one in gone if one not in later),
        unaccounted=later,
        inside_after_exit=tuple(closed[who] for who in closed if who in count.extra),
        without_visit=count.extra - closed.keys(),
        unknown=count.strangers,
        doubtful=count.doubtful,
        alone=tuple(
            one
            for one in open_visits.values()
            if one.guardian_id is not None and one.guardian_id not in open_visits
        ),
        ended=count.closed,
    )


def _left_since(look: Observation, visits: Iterable[VisitFacts]) -> bool:
    """Whether a look was at a visitor who was inside by the record then, and has left since."""
    return any(
        one.visitor_id == look.person_id
        and one.left_at is not None
        and one.entered_at <= look.at < one.left_at
        for one in visits
    )
