"""Which case a reviewer is lent: in no order, never their own, with known pairs among them."""

import threading
from collections import Counter
from random import Random
from uuid import UUID

import pytest

from api.adjudication.case import State
from api.adjudication.errors import CaseNotOpen, OwnCase
from api.adjudication.judgement import Judgement
from api.adjudication.rates import Rate
from api.adjudication.review import Review
from api.registry import adjudication, adjudication_known, adjudication_sides, circumstances
from api.registry.circumstances import Circumstances, Purpose
from api.registry.errors import AlreadyOnRecord
from api.registry.ids import uuid7
from api.registry.registry import Registry
from api.registry.unit import Unit
from tests.support.adjudication import LEASE, NOW, answer, enrol, sample, settle, take
from tests.support.cases import CHANCE, opened_case, state

SAME, DIFFERENT, CANNOT_TELL = Judgement


def test_cases_come_in_no_order(store: Registry) -> None:
    cases = [opened_case(store, bytes([n])) for n in range(6)]
    first: Counter[UUID | None] = Counter()
    for n in range(120):
        review_id = take(store, f"reviewer-{n}", NOW + n * LEASE, Random(n))
        assert review_id is not None
        with store.reading() as view:
            first[adjudication.review(view, review_id, f"reviewer-{n}").case_id] += 1
    assert set(first) == set(cases)
    assert max(first.values()) < 45  # 20 expected of each


def test_the_sides_are_swapped_as_often_as_not(store: Registry) -> None:
    opened_case(store)
    swapped = 0
    for n in range(100):
        with store.writing(NOW + n * LEASE) as unit:
            lent = adjudication.lend(unit, "ana", lease=LEASE, known_share=0, chance=Random(n))
        assert lent is not None
        swapped += lent.swapped
    assert 30 < swapped < 70


def test_a_number_of_a_review_tells_neither_age_nor_kind(store: Registry) -> None:
    opened_case(store)
    with store.writing(NOW) as unit:
        adjudication_known.add(unit, mated=True, first=[sample(b"m")], second=[sample(b"m")], by="chief")
    ids = [take(store, "ana", NOW + n * LEASE, Random(n), known_share=0.5) for n in range(8)]
    assert {review_id.version for review_id in ids if review_id} == {4}


def test_known_pairs_come_among_cases_and_count_for_the_reviewer_alone(store: Registry) -> None:
    case_id = opened_case(store)
    with store.writing(NOW) as unit:
        for mated in (True, False):
            adjudication_known.add(
                unit, mated=mated, first=[sample(b"left")], second=[sample(b"right")], by="chief"
            )
        assert adjudication_known.count(unit) == (1, 1)
    for _ in range(2):
        review_id = take(store, "ana", NOW, CHANCE, known_share=1.0)
        assert review_id is not None
        with store.writing(NOW) as unit:
            row = adjudication.review(unit, review_id, "ana")
            assert row.known_id is not None
            sides = adjudication_sides.of_review(unit, row)
            assert [[one.sample.data for one in side] for side in sides] == [
                [b"image left"],
                [b"image right"],
            ]
            adjudication.judge(unit, review_id, "ana", SAME)
    with store.reading() as view:
        rates = adjudication_known.rates(view)
    assert rates["ana"].false_same == Rate(1, 1)
    assert rates["ana"].false_different == Rate(0, 1)
    assert state(store, case_id) is State.OPEN
    third = take(store, "ana", NOW, CHANCE, known_share=1.0)  # both were seen: now the case itself
    assert third is not None
    with store.reading() as view:
        assert adjudication.review(view, third, "ana").case_id == case_id


def test_no_known_pair_comes_while_no_case_waits(store: Registry) -> None:
    with store.writing(NOW) as unit:
        adjudication_known.add(unit, mated=True, first=[sample(b"m")], second=[sample(b"m")], by="chief")
    assert take(store, "ana", NOW, CHANCE, known_share=1.0) is None


def test_a_settled_case_serves_as_known_for_those_who_have_not_seen_it(store: Registry) -> None:
    settled = opened_case(store, b"old")
    with store.writing(NOW) as unit, pytest.raises(CaseNotOpen):
        adjudication_known.add_settled(unit, settled, by="chief")
    settle(store, settled, [("ana", DIFFERENT), ("bea", DIFFERENT)])
    opened_case(store, b"new")
    with store.writing(NOW) as unit:
        known = adjudication_known.add_settled(unit, settled, by="chief")
        with pytest.raises(AlreadyOnRecord):
            adjudication_known.add_settled(unit, settled, by="chief")
        unseen = {
            who: adjudication_known.unseen_by(unit, who).non_mated
            for who in ("ana", "bea", "cleo", "holder", "captor")
        }
    assert unseen == {"ana": [], "bea": [], "cleo": [(None, known)], "holder": [], "captor": []}
    review_id = take(store, "cleo", NOW, CHANCE, known_share=1.0)
    assert review_id is not None
    with store.reading() as view:
        probe, reference = adjudication_sides.of_review(view, adjudication.review(view, review_id, "cleo"))
    assert [one.sample.data for one in probe] == [b"image old again"]
    assert [one.sample.data for one in reference] == [b"image old"]


def test_whoever_captured_one_of_the_sides_is_known_from_the_encounters(store: Registry) -> None:
    person, enrolment = enrol(store, b"a")
    _, probe = enrol(store, b"a again")
    with store.writing(NOW) as unit:
        for one, officer in ((enrolment, "at-reception"), (probe, "At-The-Visits")):
            circumstances.add(
                unit, Circumstances(one, Purpose.INTAKE, "law", None, None, officer, None, ("scanner",))
            )
        adjudication.open_case(unit, person, probe, opened_by="holder", captured_by=[])
    assert take(store, "at-reception", NOW, CHANCE) is None
    assert take(store, "at-the-visits", NOW, CHANCE) is None
    assert take(store, "ana", NOW, CHANCE) is not None


def test_whoever_entered_a_known_pair_is_never_shown_it(store: Registry) -> None:
    opened_case(store)
    with store.writing(NOW) as unit:
        known = adjudication_known.add(
            unit, mated=True, first=[sample(b"m")], second=[sample(b"m")], by="Chief"
        )
        unseen = {who: adjudication_known.unseen_by(unit, who).mated for who in ("chief", "ana")}
    assert unseen == {"chief": [], "ana": [(None, known)]}


def test_nobody_is_shown_a_case_about_themselves(store: Registry) -> None:
    person, _ = enrol(store, b"officer")
    other, probe = enrol(store, b"somebody")
    with store.writing(NOW) as unit:
        case_id = adjudication.open_case(unit, person, probe, opened_by="holder", captured_by=[])
        for own in (person, other):
            assert _lent(unit, "ana", themselves=own) is None
        answer(unit, case_id, [("bea", SAME), ("cleo", SAME)])
        adjudication_known.add_settled(unit, case_id, by="chief")
        assert adjudication_known.unseen_by(unit, "ana", person).mated == []
        assert len(adjudication_known.unseen_by(unit, "ana", uuid7()).mated) == 1


def test_nobody_rules_on_a_case_about_themselves(store: Registry) -> None:
    person, _ = enrol(store, b"officer")
    _, probe = enrol(store, b"somebody")
    with store.writing(NOW) as unit:
        case_id = adjudication.open_case(unit, person, probe, opened_by="holder", captured_by=[])
        answer(unit, case_id, [("bea", SAME), ("cleo", DIFFERENT)])
        with pytest.raises(OwnCase):
            adjudication.require_ruler(unit, case_id, "chief", person)
        with pytest.raises(OwnCase):
            adjudication.rule(unit, case_id, "chief", DIFFERENT, "it is not me", person)
        adjudication.rule(unit, case_id, "chief", DIFFERENT, "the delta lies elsewhere", uuid7())


def _lent(unit: Unit, reviewer: str, themselves: UUID) -> Review | None:
    return adjudication.lend(unit, reviewer, lease=LEASE, known_share=0, chance=CHANCE, themselves=themselves)


def test_eight_reviewers_at_once_never_share_a_place(store: Registry) -> None:
    cases = [opened_case(store, bytes([n])) for n in range(3)]
    taken: list[UUID | None] = []
    ready = threading.Barrier(8)

    def draw(n: int) -> None:
        ready.wait()
        taken.append(take(store, f"reviewer-{n}", NOW, Random(n)))

    threads = [threading.Thread(target=draw, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in taken) == 6
    with store.reading() as view:
        for case_id in cases:
            assert len({row.reviewer for row in adjudication.one(view, case_id).reviews}) == 2
