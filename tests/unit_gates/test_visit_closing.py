"""Closing time: the record of visits against who is found in the visiting area."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.gates.decision import Notify, Party
from api.gates.evidence import GalleryKind
from api.gates.rollcall.observations import Observation, Round
from api.gates.visits.closing import inside, reconcile, stayed
from api.gates.visits.evidence import VisitFacts
from matcher.domain import Decision
from tests.support.gate_evidence import CHILD, GUARDIAN, HOUR, NOW, OTHER, VISITOR, candidate
from tests.support.visiting import visit

MINUTE = timedelta(minutes=1)


def seen(number: int, person: UUID | None, decision: Decision = Decision.MATCH) -> Observation:
    """A look at somebody in the visiting area."""
    who = candidate(person, decision, gallery=GalleryKind.VISITORS) if person else None
    return Observation(UUID(int=300 + number), NOW, "ana", who)


def rounds(*looks: Observation, ended: bool = True) -> Round:
    """A walk through the area."""
    return Round(frozenset(looks), NOW if ended else None)


def test_an_empty_area_and_everybody_out_is_settled() -> None:
    out = visit(1, left=NOW)
    closing = reconcile([out], rounds())
    assert closing.settled
    assert closing.consequences == ()


def test_who_is_found_with_an_open_visit_is_still_inside() -> None:
    stays = visit(1)
    closing = reconcile([stays], rounds(seen(1, VISITOR)))
    assert closing.still_inside == (stays,)
    assert not closing.settled
    assert closing.consequences == (Notify(Party.SUPERVISOR, "visits.still-inside"),)


def test_who_is_not_found_left_without_exit_once_the_search_has_ended() -> None:
    stays = visit(1)
    under_way = reconcile([stays], rounds(ended=False))
    assert (under_way.unaccounted, under_way.left_without_exit) == ((stays,), ())
    assert under_way.consequences == ()
    ended = reconcile([stays], rounds())
    assert (ended.unaccounted, ended.left_without_exit) == ((), (stays,))
    assert ended.consequences == (Notify(Party.SUPERVISOR, "visits.left-without-exit"),)


def test_who_is_found_although_somebody_left_under_their_visit_marks_a_swap() -> None:
    gone = visit(1, left=NOW - HOUR / 4)
    closing = reconcile([gone], rounds(seen(1, VISITOR)))
    assert closing.inside_after_exit == (gone,)
    assert closing.without_visit == frozenset()
    assert Notify(Party.SUPERVISOR, "visit.substitution") in closing.consequences


def test_who_came_twice_is_judged_by_the_visit_that_is_open() -> None:
    morning, afternoon = visit(1, entered=NOW - 5 * HOUR, left=NOW - 4 * HOUR), visit(2)
    closing = reconcile([morning, afternoon], rounds(seen(1, VISITOR)))
    assert closing.still_inside == (afternoon,)
    assert closing.inside_after_exit == ()


@pytest.mark.parametrize(
    ("look", "which"),
    [
        (seen(1, OTHER), "without_visit"),
        (seen(1, None), "unknown"),
        (seen(1, OTHER, Decision.NO_MATCH), "unknown"),
        (seen(1, OTHER, Decision.DOUBTFUL), "doubtful"),
    ],
)
def test_who_is_found_without_a_visit_of_the_day(look: Observation, which: str) -> None:
    closing = reconcile([], rounds(look))
    found = {name for name in ("without_visit", "unknown", "doubtful") if getattr(closing, name)}
    assert found == {which}
    assert not closing.settled


def test_a_minor_whose_guardian_has_left_is_alone() -> None:
    child = visit(1, CHILD, guardian=GUARDIAN)
    left = visit(2, GUARDIAN, left=NOW)
    assert reconcile([child, left], rounds(seen(1, CHILD))).alone == (child,)
    there = visit(2, GUARDIAN)
    assert reconcile([child, there], rounds(seen(1, CHILD))).alone == ()


def test_the_board_shows_who_is_inside_and_for_how_long() -> None:
    early, late = visit(1, entered=NOW - 2 * HOUR), visit(2, OTHER, entered=NOW - HOUR)
    gone = visit(3, CHILD, left=NOW - MINUTE)
    assert inside([late, gone, early]) == (early, late)
    assert stayed(early, NOW) == 2 * HOUR
    assert stayed(gone, NOW) == HOUR - MINUTE
    assert stayed(early, NOW - 3 * HOUR) == timedelta(0)


PEOPLE = st.integers(1, 8).map(lambda number: UUID(int=number))


@st.composite
def days(draw: st.DrawFn) -> tuple[list[VisitFacts], Round]:
    """Visits of a day, each visitor at most once inside, and a round."""
    people = draw(st.lists(PEOPLE, unique=True))
    visits = [
        visit(number, person, left=draw(st.sampled_from([None, NOW])), entered=NOW - HOUR)
        for number, person in enumerate(people)
    ]
    looks = [
        seen(number, draw(st.none() | PEOPLE), draw(st.sampled_from(Decision)))
        for number in range(draw(st.integers(0, 6)))
    ]
    return visits, rounds(*looks, ended=draw(st.booleans()))


@given(days())
def test_nobody_is_lost_and_nobody_counted_twice(day: tuple[list[VisitFacts], Round]) -> None:
    visits, found = day
    closing = reconcile(visits, found)
    groups = (closing.still_inside, closing.left_without_exit, closing.unaccounted)
    accounted = [one for group in groups for one in group]
    assert sorted(one.visit_id for one in accounted) == sorted(one.visit_id for one in inside(visits))
    looked_at = {one.person_id for one in found.observations if one.person_id is not None}
    explained = {one.visitor_id for one in (*closing.still_inside, *closing.inside_after_exit)}
    assert looked_at == explained | closing.without_visit
    assert len(closing.unknown) + len(closing.doubtful) == sum(
        one.person_id is None for one in found.observations
    )
