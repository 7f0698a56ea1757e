"""Closing time: the record of visits against who is found in the visiting area."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.gates.decision import Notify, Outcome, Party
from api.gates.rollcall.observations import Observation, Round
from api.gates.visits.closing import Reconciliation, inside, reconcile, stayed
from api.gates.visits.evidence import VisitFacts
from api.gates.visits.locking import CLOSING, Locking
from matcher.domain import Decision
from tests.support.closing_rows import CLOSING_ROWS, locking, rounds, seen
from tests.support.gate_evidence import CHILD, GUARDIAN, HOUR, NOW, OTHER, VISITOR
from tests.support.rule_rows import Row, decided, needed_rules
from tests.support.visiting import VISITS, visit

MINUTE = timedelta(minutes=1)


RULES = {rule.name: rule for rule in CLOSING.rules}


def told(closing: Reconciliation) -> tuple[Notify, ...]:
    """Who hears of it."""
    decision = CLOSING.decide(Locking(closing, NOW), VISITS, under="made-up@1", now=NOW)
    return tuple(one for one in decision.consequences if isinstance(one, Notify))


def lockable(closing: Reconciliation) -> bool:
    """Whether nothing speaks against it."""
    decision = CLOSING.decide(Locking(closing, NOW), VISITS, under="made-up@1", now=NOW)
    return decision.outcome is Outcome.ADMIT


@pytest.mark.parametrize("row", CLOSING_ROWS, ids=str)
def test_each_outcome_of_each_rule(row: Row) -> None:
    found = RULES[row.rule](row.evidence, VISITS, row.now)
    assert found is not None
    assert (found.outcome, found.reason.code) == (row.outcome, row.code)
    if row.outcome is Outcome.HOLD:
        assert decided(CLOSING, row, VISITS).outcome is Outcome.HOLD


def test_every_rule_stands_in_the_table_and_is_needed() -> None:
    """But for the one about minors: one who is alone is inside too, and it is there to be told at once."""
    assert {row.rule for row in CLOSING_ROWS} == RULES.keys()
    assert set(needed_rules(CLOSING, CLOSING_ROWS, VISITS)) == RULES.keys() - {"no-minor-alone"}


def test_who_is_past_their_hour_is_counted() -> None:
    late = replace(visit(1), due=NOW)
    (found,) = (
        one
        for one in decided(
            CLOSING, Row("", locking(late, looks=(seen(1, VISITOR),)), None, None), VISITS
        ).reasons
        if one.rule == "area-empty"
    )
    assert found.reason.parameters == {"visitors": 1, "overdue": 1}
    assert not replace(late, left_at=NOW).overdue(NOW)


def test_who_was_seen_before_they_left_is_no_swap() -> None:
    left = visit(1, left=NOW + MINUTE)
    assert lockable(reconcile([left], rounds(seen(1, VISITOR))))


def test_an_empty_area_and_everybody_out_is_settled() -> None:
    out = visit(1, left=NOW)
    closing = reconcile([out], rounds())
    assert lockable(closing)
    assert told(closing) == ()


def test_who_is_found_with_an_open_visit_is_still_inside() -> None:
    stays = visit(1)
    closing = reconcile([stays], rounds(seen(1, VISITOR)))
    assert closing.still_inside == (stays,)
    assert not lockable(closing)
    assert told(closing) == (Notify(Party.SUPERVISOR, "visits.still-inside"),)


def test_who_is_not_found_left_without_exit_once_the_search_has_ended() -> None:
    stays = visit(1)
    under_way = reconcile([stays], rounds(ended=False))
    assert (under_way.unaccounted, under_way.left_without_exit) == ((stays,), ())
    assert told(under_way) == ()
    ended = reconcile([stays], rounds())
    assert (ended.unaccounted, ended.left_without_exit) == ((), (stays,))
    assert told(ended) == (Notify(Party.SUPERVISOR, "visits.left-without-exit"),)


def test_who_is_found_although_somebody_left_under_their_visit_marks_a_swap() -> None:
    gone = visit(1, left=NOW - HOUR / 4)
    closing = reconcile([gone], rounds(seen(1, VISITOR)))
    assert closing.inside_after_exit == (gone,)
    assert closing.without_visit == frozenset()
    assert Notify(Party.SUPERVISOR, "visit.substitution") in told(closing)


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
    assert not lockable(closing)


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
