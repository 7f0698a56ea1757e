"""Cases in the store: who is lent what, what becomes of answers, and what is destroyed when."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from api.adjudication.case import State
from api.adjudication.errors import (
    AlreadyJudged,
    NotInDispute,
    OwnCase,
    ReviewOver,
    UnknownCase,
    UnknownReview,
)
from api.adjudication.judgement import Judgement
from api.errors import UnknownPerson
from api.gates.evidence import Verdict
from api.registry import adjudication, adjudication_sides
from api.registry.errors import NotOnRecord
from api.registry.registry import Registry
from tests.support.adjudication import LEASE, NOW, enrol, settle, take
from tests.support.cases import CHANCE, opened_case, state

SAME, DIFFERENT, CANNOT_TELL = Judgement


def test_two_reviewers_settle_a_case_and_the_gate_is_told(store: Registry) -> None:
    case_id = opened_case(store)
    settle(store, case_id, [("ana", SAME)])
    assert state(store, case_id) is State.REVIEWED_ONCE
    settle(store, case_id, [("bea", SAME)])
    with store.reading() as view:
        stored = adjudication.one(view, case_id)
        verdicts = adjudication.verdicts(view, [case_id])
        assert adjudication.unsettled(view) == []
    assert (stored.state, stored.row.result, stored.row.closed_at) == (State.SETTLED, SAME, NOW)
    assert verdicts == (Verdict(stored.row.person_id, True, frozenset({"ana", "bea"})),)


def test_what_nobody_could_tell_is_no_evidence(store: Registry) -> None:
    case_id = opened_case(store)
    settle(store, case_id, [("ana", CANNOT_TELL), ("bea", CANNOT_TELL)])
    with store.reading() as view:
        assert adjudication.one(view, case_id).row.result is CANNOT_TELL
        assert adjudication.verdicts(view, [case_id]) == ()


def test_a_dispute_waits_for_the_supervisor(store: Registry) -> None:
    case_id = opened_case(store)
    settle(store, case_id, [("ana", SAME), ("bea", DIFFERENT)])
    assert state(store, case_id) is State.IN_DISPUTE
    assert take(store, "cleo", NOW, CHANCE) is None
    with store.writing(NOW) as unit, pytest.raises(OwnCase):
        adjudication.rule(unit, case_id, "ana", SAME, "I said so")
    with store.writing(NOW) as unit:
        adjudication.rule(unit, case_id, "chief", DIFFERENT, "the delta lies elsewhere")
    with store.reading() as view:
        stored = adjudication.one(view, case_id)
    assert (stored.row.result, stored.row.grounds) == (DIFFERENT, "the delta lies elsewhere")
    assert stored.case.settled_by == {"bea", "chief"}
    with store.writing(NOW) as unit, pytest.raises(NotInDispute):
        adjudication.rule(unit, case_id, "chief", SAME, "on reflection")


@pytest.mark.parametrize("officer", ["holder", "captor"])
def test_whoever_captured_or_opened_it_is_given_something_else(store: Registry, officer: str) -> None:
    opened_case(store)
    assert take(store, officer, NOW, CHANCE) is None


def test_the_second_reviewer_is_told_nothing_of_the_first(store: Registry) -> None:
    case_id = opened_case(store)
    settle(store, case_id, [("ana", SAME)])
    with store.writing(NOW) as unit:
        lent = adjudication.lend(unit, "bea", lease=LEASE, known_share=0, chance=CHANCE)
    assert lent is not None
    assert (lent.reviewer, lent.until, lent.judgement, lent.judged_at) == ("bea", NOW + LEASE, None, None)
    with store.reading() as view:
        (first,) = (row for row in adjudication.one(view, case_id).reviews if row.reviewer == "ana")
        with pytest.raises(UnknownReview):
            adjudication.review(view, first.id, "bea")


def test_asking_again_gives_the_same_review_until_its_time_is_over(store: Registry) -> None:
    opened_case(store)
    first = take(store, "ana", NOW, CHANCE)
    assert take(store, "ana", NOW + LEASE - timedelta(seconds=1), CHANCE) == first
    then = NOW + LEASE
    second = take(store, "ana", then, CHANCE)
    assert second not in (None, first)
    assert first is not None
    with store.writing(then) as unit, pytest.raises(ReviewOver):
        adjudication.judge(unit, first, "ana", SAME)


def test_a_review_given_back_is_free_at_once(store: Registry) -> None:
    case_id = opened_case(store)
    first, second = take(store, "ana", NOW, CHANCE), take(store, "bea", NOW, CHANCE)
    assert first is not None
    assert second is not None
    assert take(store, "cleo", NOW, CHANCE) is None
    with store.writing(NOW) as unit:
        adjudication.give_back(unit, first, "ana")
    assert take(store, "cleo", NOW, CHANCE) is not None
    assert state(store, case_id) is State.OPEN


def test_an_answer_stands_and_may_be_sent_twice(store: Registry) -> None:
    case_id = opened_case(store)
    review_id = take(store, "ana", NOW, CHANCE)
    assert review_id is not None
    for _ in range(2):
        with store.writing(NOW) as unit:
            adjudication.judge(unit, review_id, "ana", SAME)
    with store.writing(NOW) as unit, pytest.raises(AlreadyJudged):
        adjudication.judge(unit, review_id, "ana", DIFFERENT)
    with store.writing(NOW) as unit, pytest.raises(UnknownReview):
        adjudication.judge(unit, review_id, "bea", SAME)
    assert state(store, case_id) is State.REVIEWED_ONCE


def test_the_sides_of_a_case_are_those_of_when_it_was_opened(store: Registry) -> None:
    case_id = opened_case(store, b"a", probe=b"handed over")
    with store.reading() as view:
        probe, reference = adjudication_sides.of_case(view, adjudication.one(view, case_id).row)
    assert [(one.sample.data, one.sample.dpi) for one in probe] == [(b"image handed over", 500.0)]
    assert probe[0].template is not None
    assert probe[0].template.payload == b"template handed over"
    assert [one.sample.data for one in reference] == [b"image a"]


def test_opening_twice_is_one_case_while_it_is_unsettled(store: Registry) -> None:
    person, _ = enrol(store, b"a")
    _, encounter = enrol(store, b"b")

    def opened() -> UUID:
        with store.writing(NOW) as unit:
            return adjudication.open_case(unit, person, encounter, opened_by="holder", captured_by=[])

    first = opened()
    assert opened() == first
    with store.writing(NOW) as unit:
        adjudication.withdraw(unit, first)
    assert opened() != first


def test_what_is_not_there_is_said(store: Registry) -> None:
    person, encounter = enrol(store, b"a")
    with store.writing(NOW) as unit:
        with pytest.raises(UnknownPerson):
            adjudication.open_case(unit, uuid4(), encounter, opened_by="holder", captured_by=[])
        with pytest.raises(NotOnRecord):
            adjudication.open_case(unit, person, uuid4(), opened_by="holder", captured_by=[])
        for ask in (adjudication.one, adjudication.withdraw):
            with pytest.raises(UnknownCase):
                ask(unit, uuid4())
        with pytest.raises(UnknownReview):
            adjudication.judge(unit, uuid4(), "ana", SAME)


def test_probes_of_closed_cases_are_destroyed_after_their_time(store: Registry) -> None:
    old, running = opened_case(store, b"a", probe=b"old"), opened_case(store, b"b", probe=b"running")
    settle(store, old, [("ana", SAME), ("bea", SAME)])
    with store.writing(NOW) as unit:
        assert adjudication.forget_probes(unit, NOW, 10) == 0
        assert adjudication.forget_probes(unit, NOW + timedelta(seconds=1), 10) == 1
        assert adjudication.forget_probes(unit, NOW + timedelta(seconds=1), 10) == 0
    with store.reading() as view:
        for case_id, left in ((old, 0), (running, 1)):
            probe, _ = adjudication_sides.of_case(view, adjudication.one(view, case_id).row)
            assert len(probe) == left


def test_who_is_erased_takes_cases_and_probes_along(store: Registry) -> None:
    case_id = opened_case(store, b"a", probe=b"handed over")
    with store.reading() as view:
        person = adjudication.one(view, case_id).row.person_id
    with store.writing(NOW) as unit:
        adjudication.forget_person(unit, person)
    store.delete(person)
    with store.reading() as view, pytest.raises(UnknownCase):
        adjudication.one(view, case_id)
    assert take(store, "ana", NOW, CHANCE) is None
