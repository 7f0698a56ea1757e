"""Face segments against brute force: every sequence of additions and removals, exact scores."""

from collections.abc import Iterator
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from matcher.gallery import faces
from matcher.gallery.faces import FaceSegments

DIMENSION = 16


def unit(seed: int) -> NDArray[np.float32]:
    vector = np.random.default_rng(seed).normal(size=DIMENSION)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


@pytest.fixture(autouse=True)
def _small_segments() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faces, "FACE_SEGMENT_ROWS", 4)
        yield


operations = st.lists(st.tuples(st.sampled_from("aaar"), st.integers(0, 7)), max_size=40)


@given(operations)
@settings(max_examples=150, deadline=None)
def test_agrees_with_brute_force(history: list[tuple[str, int]]) -> None:
    segments, rows = FaceSegments(), list[tuple[UUID, NDArray[np.float32]]]()
    for step, (operation, number) in enumerate(history):
        person = UUID(int=number)
        if operation == "a":
            segments = segments.with_face(person, unit(step))
            rows.append((person, unit(step)))
        else:
            segments = segments.without(person)
            rows = [row for row in rows if row[0] != person]
    assert len(segments) == len(rows)
    probe = unit(10_000)
    odd = [(float(vector @ probe), owner) for owner, vector in rows if owner.int % 2]
    found = segments.nearest(probe, 5, lambda person: bool(person.int % 2))
    expected = sorted(odd, key=lambda pair: -pair[0])[:5]
    assert [owner for _, owner in found] == [owner for _, owner in expected]
    assert [score for score, _ in found] == pytest.approx([score for score, _ in expected], abs=1e-6)


def test_a_full_tail_is_sealed_and_a_removal_rebuilds_only_its_segment() -> None:
    segments = FaceSegments()
    for number in range(9):
        segments = segments.with_face(UUID(int=number), unit(number))
    assert [len(s.owners) for s in segments.sealed] == [4, 4]
    after = segments.without(UUID(int=1))
    assert after.sealed[1] is segments.sealed[1]
    assert [len(s.owners) for s in after.sealed] == [3, 4]
    assert UUID(int=1) not in {owner for _, owner in after.nearest(unit(1), 9, lambda _: True)}


def test_an_earlier_value_is_untouched_by_later_changes() -> None:
    before = FaceSegments().with_face(UUID(int=1), unit(1))
    before.with_face(UUID(int=2), unit(2))
    before.without(UUID(int=1))
    assert [owner for _, owner in before.nearest(unit(1), 5, lambda _: True)] == [UUID(int=1)]
