"""Segments of finger codes: whatever the history, they hold who is enrolled and score as one list would."""

from uuid import UUID

import numpy as np
import pytest

from matcher.domain import FingerPosition
from matcher.gallery import fingers
from matcher.gallery.fingers import CodedPerson, FingerSegments, ProbeFinger
from matcher.gallery.groups import Listed
from matcher.kernels.screen import PackedCodes, ProbeTables, screen_many

INDEX, THUMB, UNKNOWN = FingerPosition.RIGHT_INDEX, FingerPosition.RIGHT_THUMB, FingerPosition.UNKNOWN


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingers, "FINGER_SEGMENT_PERSONS", 8)
    monkeypatch.setattr(fingers, "FINGER_TAIL_PERSONS", 3)


def coded(number: int, *positions: FingerPosition) -> CodedPerson:
    rng = np.random.default_rng(number)
    count = len(positions)
    return CodedPerson(
        UUID(int=number),
        np.array(positions, np.uint8),
        rng.integers(0, 256, (count, 16, 16), dtype=np.uint8),
        rng.integers(1, 17, count, dtype=np.uint8),
    )


def searched(position: FingerPosition, source: int = 1, seed: int = 5) -> ProbeFinger:
    rng = np.random.default_rng(seed)
    cost = rng.integers(0, 9, (6, 32, 16), dtype=np.uint8)
    return ProbeFinger(position, source, ProbeTables(cost, rng.integers(100, 200, 6, dtype=np.uint8)))


def flat_score(person: CodedPerson, probe: list[ProbeFinger]) -> int | None:
    """The definition, finger by finger; None where nothing is comparable."""
    best: dict[int, int] = {}
    for finger in probe:
        scores = screen_many(finger.tables, PackedCodes.of(person.codes, person.used)).tolist()
        for position, score in zip(person.positions.tolist(), scores, strict=True):
            if FingerPosition(position).may_be(finger.position):
                best[finger.source] = max(best.get(finger.source, 0), score)
    return sum(best.values()) if best else None


def everybody(held: FingerSegments) -> dict[UUID, CodedPerson]:
    return {each.person: each for segment in held.segments() for each in segment.people()}


def by_definition(people: dict[UUID, CodedPerson], probe: list[ProbeFinger]) -> list[UUID]:
    scores = {who: score for who, each in people.items() if (score := flat_score(each, probe)) is not None}
    return sorted(scores, key=lambda who: -scores[who])


@pytest.mark.parametrize("seed", range(4))
def test_any_history_ends_in_the_same_answers_as_one_list(seed: int) -> None:
    rng = np.random.default_rng(seed)
    held, present = FingerSegments(), dict[UUID, CodedPerson]()
    for number in range(60):
        if present and rng.random() < 0.3:
            gone = list(present)[int(rng.integers(len(present)))]
            held = held.without({gone})
            del present[gone]
        person = coded(number, *[(INDEX,), (INDEX, INDEX, THUMB), (UNKNOWN,), (THUMB,)][int(rng.integers(4))])
        held, present[person.person] = held.with_people([person]), person
    assert everybody(held).keys() == present.keys()
    assert len(held) == len(present)
    assert len(held.segments()) > 3, "not one of them was sealed"
    probe = [searched(INDEX), searched(UNKNOWN, source=-2, seed=6)]
    found = held.likeliest(probe, len(present), None)
    scores = {who: flat_score(each, probe) for who, each in present.items()}
    assert set(found) == {who for who, score in scores.items() if score is not None}
    ordered = [scores[who] or 0 for who in found]
    assert ordered == sorted(ordered, reverse=True)
    assert [scores[w] for w in held.likeliest(probe, 5, None)] == ordered[:5]


def test_a_known_position_asks_only_the_fingers_that_it_may_be() -> None:
    held = FingerSegments().with_people([coded(1, INDEX), coded(2, THUMB), coded(3, UNKNOWN)])
    assert set(held.likeliest([searched(INDEX)], 9, None)) == {UUID(int=1), UUID(int=3)}
    assert set(held.likeliest([searched(UNKNOWN)], 9, None)) == {UUID(int=n) for n in (1, 2, 3)}


def test_two_prints_of_one_finger_count_once() -> None:
    held = FingerSegments().with_people([coded(1, INDEX)])
    once, twice = [searched(INDEX, seed=1)], [searched(INDEX, seed=1), searched(INDEX, seed=1)]
    (segment,) = held.segments()
    assert segment.scores(once).tolist() == segment.scores(twice).tolist()


def test_only_the_allowed_are_found_however_many_others_score_higher() -> None:
    people = [coded(number, INDEX) for number in range(20)]
    held = FingerSegments().with_people(people)
    last = by_definition(everybody(held), [searched(INDEX)])[-1]
    assert held.likeliest([searched(INDEX)], 3, Listed(frozenset({last}))) == [last]


def test_ties_go_to_who_was_enrolled_first() -> None:
    twins = [CodedPerson(UUID(int=n), *_parts(coded(1, INDEX))) for n in (9, 4, 7, 2, 8)]
    held = FingerSegments().with_people(twins)
    assert held.likeliest([searched(INDEX)], 3, None) == [UUID(int=n) for n in (9, 4, 7)]


def _parts(person: CodedPerson) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return person.positions, person.codes, person.used


def test_nothing_of_a_deleted_person_stays_in_any_array() -> None:
    people = [coded(number, INDEX, THUMB) for number in range(10)]
    before = FingerSegments().with_people(people)
    after = before.without({UUID(int=4)})
    mark = people[4].codes[0, 0].tobytes()  # one code is spread over a block: look at them as they went in
    assert any(mark in shelf.codes.codes().tobytes() for s in before.segments() for shelf in s.shelves)
    assert not any(mark in shelf.codes.codes().tobytes() for s in after.segments() for shelf in s.shelves)
    assert UUID(int=4) not in everybody(after)
    untouched = [s for s in before.segments() if UUID(int=4) not in s.persons]
    assert all(any(s is kept for kept in after.segments()) for s in untouched), (
        "others were rebuilt for nothing"
    )


def test_a_value_in_hand_does_not_change() -> None:
    held = FingerSegments().with_people([coded(1, INDEX)])
    held.with_people([coded(2, INDEX)])
    held.without({UUID(int=1)})
    assert everybody(held).keys() == {UUID(int=1)}


def test_nobody_and_nothing() -> None:
    assert FingerSegments().likeliest([searched(INDEX)], 5, None) == []
    held = FingerSegments().with_people([coded(1, INDEX)])
    assert held.likeliest([], 5, None) == []
    assert held.without({UUID(int=1)}).segments() == ()
