"""A case: two reviewers who know nothing of one another, perhaps a supervisor; nothing else settles it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.adjudication.case import Case, State
from api.adjudication.errors import (
    AlreadyJudged,
    CaseNotOpen,
    NotInDispute,
    OwnCase,
    ReviewOver,
    UnknownReview,
)
from api.adjudication.judgement import Judgement
from api.adjudication.review import Review

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LEASE = timedelta(minutes=10)
SAME, DIFFERENT, CANNOT_TELL = Judgement


def review(reviewer: str, now: datetime = NOW) -> Review:
    return Review(uuid4(), reviewer, swapped=False, until=now + LEASE)


def answered(case: Case, *answers: tuple[str, Judgement], now: datetime = NOW) -> Case:
    """The case after each reviewer took it and answered, one after another."""
    for minute, (reviewer, judgement) in enumerate(answers):
        at = now + timedelta(minutes=minute)
        lent = review(reviewer, at)
        case = case.lent(lent, at).judged(lent, judgement, at)
    return case


@pytest.mark.parametrize("first", Judgement)
@pytest.mark.parametrize("second", Judgement)
def test_two_equal_answers_settle_it_and_two_others_are_a_dispute(
    first: Judgement, second: Judgement
) -> None:
    case = answered(Case(frozenset({"captor"})), ("ana", first))
    assert (case.state, case.result, case.settled_by) == (State.REVIEWED_ONCE, None, frozenset())
    case = answered(case, ("bea", second), now=NOW + LEASE)
    if first is second:
        assert (case.state, case.result) == (State.SETTLED, first)
        assert case.settled_by == {"ana", "bea"}
    else:
        assert (case.state, case.result, case.settled_by) == (State.IN_DISPUTE, None, frozenset())


@pytest.mark.parametrize("judgement", Judgement)
def test_the_supervisor_decides_a_dispute(judgement: Judgement) -> None:
    disputed = answered(Case(frozenset()), ("ana", SAME), ("bea", DIFFERENT))
    case = disputed.ruled("chief", judgement, NOW)
    assert (case.state, case.result) == (State.SETTLED, judgement)
    agreeing = {SAME: "ana", DIFFERENT: "bea"}.get(judgement)
    assert case.settled_by == {"chief", agreeing} - {None}


@pytest.mark.parametrize(
    "case",
    [
        Case(frozenset()),
        answered(Case(frozenset()), ("ana", SAME)),
        answered(Case(frozenset()), ("ana", SAME), ("bea", SAME)),
        answered(Case(frozenset()), ("ana", SAME), ("bea", DIFFERENT)).ruled("chief", SAME, NOW),
        Case(frozenset(), withdrawn=True),
    ],
)
def test_without_a_dispute_there_is_nothing_to_rule_on(case: Case) -> None:
    with pytest.raises(NotInDispute):
        case.ruled("chief", DIFFERENT, NOW)


@pytest.mark.parametrize("supervisor", ["captor", "ana", "bea"])
def test_nobody_rules_on_what_they_captured_or_reviewed(supervisor: str) -> None:
    disputed = answered(Case(frozenset({"captor"})), ("ana", SAME), ("bea", DIFFERENT))
    with pytest.raises(OwnCase):
        disputed.ruled(supervisor, SAME, NOW)


def test_whoever_captured_is_lent_nothing() -> None:
    case = Case(frozenset({"captor"}))
    assert not case.waits_for("captor", NOW)
    with pytest.raises(OwnCase):
        case.lent(review("captor"), NOW)


def test_nobody_reviews_a_case_twice() -> None:
    case = answered(Case(frozenset()), ("ana", SAME))
    assert not case.waits_for("ana", NOW)
    with pytest.raises(CaseNotOpen):
        case.lent(review("ana"), NOW)


def test_no_more_than_two_look_at_a_time() -> None:
    case = Case(frozenset()).lent(review("ana"), NOW).lent(review("bea"), NOW)
    assert not case.waits_for("cleo", NOW)
    with pytest.raises(CaseNotOpen):
        case.lent(review("cleo"), NOW)


def test_a_case_comes_back_to_the_queue_when_its_time_is_over() -> None:
    lent = review("ana")
    case = Case(frozenset()).lent(lent, NOW)
    just_before, then = NOW + LEASE - timedelta(seconds=1), NOW + LEASE
    assert not case.waits_for("ana", just_before)
    assert case.waits_for("ana", then)
    assert case.judged(lent, SAME, just_before).state is State.REVIEWED_ONCE
    with pytest.raises(ReviewOver):
        case.judged(lent, SAME, then)


def test_an_answer_stands_and_its_repetition_changes_nothing() -> None:
    lent = review("ana")
    case = Case(frozenset()).lent(lent, NOW).judged(lent, SAME, NOW)
    (given,) = case.reviews
    assert case.judged(given, SAME, NOW + LEASE) is case
    with pytest.raises(AlreadyJudged):
        case.judged(given, DIFFERENT, NOW)
    with pytest.raises(UnknownReview):
        given.judged("bea", SAME, NOW)


@pytest.mark.parametrize("leave", [Case.taken_back, lambda case: case.ruled("chief", SAME, NOW)])
def test_a_late_answer_to_a_closed_case_counts_for_nothing(leave: Callable[[Case], Case]) -> None:
    case = answered(Case(frozenset()), ("ana", SAME), ("bea", DIFFERENT))
    forgotten = review("cleo")
    case = leave(replace(case, reviews=(*case.reviews, forgotten)))
    with pytest.raises(CaseNotOpen):
        case.judged(forgotten, SAME, NOW)


def test_what_is_settled_is_not_taken_back() -> None:
    settled = answered(Case(frozenset()), ("ana", SAME), ("bea", SAME))
    withdrawn = Case(frozenset()).taken_back()
    assert (withdrawn.state, withdrawn.result) == (State.WITHDRAWN, None)
    for closed in (settled, withdrawn):
        with pytest.raises(CaseNotOpen):
            closed.taken_back()


STEPS = st.tuples(
    st.sampled_from(["lend", "judge", "rule", "withdraw", "wait"]),
    st.sampled_from(["captor", "ana", "bea", "cleo", "chief"]),
    st.sampled_from(list(Judgement)),
)


@given(st.lists(STEPS, max_size=25))
def test_whatever_happens_two_distinct_strangers_stand_behind_a_result(
    steps: list[tuple[str, str, Judgement]],
) -> None:
    case, now, lent = Case(frozenset({"captor"})), NOW, dict[str, UUID]()
    for step in steps:
        before = case
        try:
            case, now = _taken(step, case, lent, now)
        except (CaseNotOpen, NotInDispute, OwnCase, ReviewOver, AlreadyJudged):
            assert case is before
        answers = case.answers
        assert len({said.by for said in answers}) == len(answers) <= 2
        assert "captor" not in {said.by for said in answers} | case.settled_by
        if before.result is not None:
            assert case.result is before.result
        if case.result is not None:
            assert len(answers) == 2
            assert case.ruling is not None or {said.judgement for said in answers} == {case.result}
            assert case.ruling is None or case.ruling.by not in {said.by for said in answers}


def _taken(
    step: tuple[str, str, Judgement], case: Case, lent: dict[str, UUID], now: datetime
) -> tuple[Case, datetime]:
    what, who, judgement = step
    if what == "lend":
        taken = review(who, now)
        case = case.lent(taken, now)
        lent[who] = taken.id
    elif what == "judge":
        for held in case.reviews:
            if held.id == lent.get(who):
                case = case.judged(held, judgement, now)
    elif what == "rule":
        case = case.ruled(who, judgement, now)
    elif what == "withdraw":
        case = case.taken_back()
    return case, now + timedelta(minutes=4)
