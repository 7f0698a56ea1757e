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
from matcher.gallery.groups import Listed
from matcher.kernels.scan import scan_kernel
from matcher.kernels.selfcheck import NUMPY

DIMENSION = 16


def unit(seed: int) -> NDArray[np.float32]:
    vector = np.random.default_rng(seed).normal(size=DIMENSION)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


@pytest.fixture(autouse=True)
def _small_segments() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faces, "FACE_TAIL_ROWS", 24)
        patch.setattr(faces, "FACE_SEGMENT_ROWS", 40)
        patch.setattr(faces, "FACE_CODE_BITS", 2)  # all axes of so few are needed
        patch.setattr(faces, "FACE_COMPARED", 100)  # codes learned from 24 rows put a mate far back
        yield


operations = st.lists(st.tuples(st.sampled_from("aabr"), st.integers(0, 30)), max_size=25)


@given(operations)
@settings(max_examples=150, deadline=None, derandomize=True)  # what a scan passes over is a matter of chance
def test_agrees_with_brute_force(history: list[tuple[str, int]]) -> None:
    segments, rows = FaceSegments(), list[tuple[UUID, NDArray[np.float32]]]()
    for step, (operation, number) in enumerate(history):
        person = UUID(int=number)
        if operation in "ab":
            added = [(person, unit(100 * step + each)) for each in range(1 if operation == "a" else 20)]
            segments = segments.with_faces(added)
            rows.extend(added)
        else:
            segments = segments.without({person})
            rows = [row for row in rows if row[0] != person]
    assert len(segments) == len(rows)
    probe = unit(10_000)
    odd = [(float(vector @ probe), owner) for owner, vector in rows if owner.int % 2]
    found = segments.nearest(probe, 5, Listed(frozenset(UUID(int=number) for number in range(1, 31, 2))))
    expected = sorted(odd, key=lambda pair: -pair[0])[:5]
    assert [owner for _, owner in found] == [owner for _, owner in expected]
    assert [score for score, _ in found] == pytest.approx([score for score, _ in expected], abs=1e-6)


def enrolled(count: int) -> FaceSegments:
    return FaceSegments().with_faces([(UUID(int=number), unit(number)) for number in range(count)])


def test_a_full_tail_is_sealed_and_a_removal_rebuilds_only_its_segment() -> None:
    segments = enrolled(90).with_faces([(UUID(int=90), unit(90))])
    assert [len(s.owners) for s in segments.sealed] == [40, 40, 10]
    assert segments.tail is not None
    after = segments.without({UUID(int=1)})
    assert after.sealed[1] is segments.sealed[1]
    assert [len(s.owners) for s in after.sealed] == [39, 40, 10]
    assert UUID(int=1) not in {owner for _, owner in after.nearest(unit(1), 91)}
    filled = after.with_faces([(UUID(int=100 + n), unit(100 + n)) for n in range(40)])
    assert [len(s.owners) for s in filled.sealed] == [39, 40, 40, 11]
    assert filled.tail is None


def test_an_earlier_value_is_untouched_by_later_changes() -> None:
    before = enrolled(30)
    before.with_faces([(UUID(int=99), unit(99))])
    before.without({UUID(int=1)})
    assert [owner for _, owner in before.nearest(unit(1), 1)] == [UUID(int=1)]
    assert len(before) == 30


def held_with(array: NDArray[np.float32]) -> int:
    """Numbers that stay in memory for as long as an array does."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array.size


def test_who_is_gone_lies_in_no_memory_that_others_hold() -> None:
    """Rows enrolled together are not parts of one array: what remains of it would keep those who went."""
    segments = enrolled(130).with_faces([(UUID(int=900), unit(900)), (UUID(int=901), unit(901))])
    assert [len(each.owners) for each in segments._all()] == [40, 40, 40, 10, 2]
    for number in (3, 41, 900):
        segments = segments.without({UUID(int=number)})
        assert [held_with(each.embeddings) for each in segments._all()] == [
            DIMENSION * len(each.owners) for each in segments._all()
        ]


def test_many_are_removed_at_once_as_one_by_one() -> None:
    segments = enrolled(130).with_faces([(UUID(int=900 + n), unit(900 + n)) for n in range(5)])
    leaving = [UUID(int=number) for number in (*range(40, 80), 0, 3, 129, 900, 10_000)]
    together, apart = segments.without(set(leaving)), segments
    for person in leaving:
        apart = apart.without({person})
    assert [each.owners for each in together._all()] == [each.owners for each in apart._all()]
    assert [len(each.owners) for each in together._all()] == [38, 40, 9, 4]
    assert together.sealed[1] is segments.sealed[2]
    assert together.nearest(unit(1000), 91) == apart.nearest(unit(1000), 91)


def compared(segments: FaceSegments, probe: NDArray[np.float32]) -> list[int]:
    """The sealed rows that a search for one person compares exactly."""
    rows: list[int] = segments._worth_comparing(probe, 1, None).tolist()
    return rows


@pytest.mark.skipif(scan_kernel() == NUMPY, reason="without a kernel everybody is compared")
def test_codes_shorten_the_list_and_the_nearest_stay_on_it() -> None:
    """Of 200 rows in five segments 100 are compared; the nearest and its score are those of all."""
    segments = enrolled(200)
    assert [len(s.owners) for s in segments.sealed] == [40] * 5
    for number in range(200):
        rows = compared(segments, unit(number))
        assert len(rows) == 100
        assert rows == sorted(rows)
        assert number in rows
        ((score, owner),) = segments.nearest(unit(number), 1)
        assert owner == UUID(int=number)
        assert score == pytest.approx(1.0, abs=1e-6)


@pytest.mark.skipif(scan_kernel() == NUMPY, reason="without a kernel everybody is compared")
def test_one_list_goes_through_all_segments() -> None:
    """Whoever is nearest may all lie in one segment: no segment has a share of its own."""
    lookalikes = [(unit(5) + 0.1 * unit(10_000 + number)) for number in range(30)]
    segments = enrolled(160).with_faces(
        [
            (UUID(int=1000 + number), np.asarray(vector / np.linalg.norm(vector), np.float32))
            for number, vector in enumerate(lookalikes)
        ]
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faces, "FACE_COMPARED", 40)
        assert set(range(160, 190)) < set(compared(segments, unit(5)))


def test_without_a_kernel_everybody_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    segments = enrolled(200)
    monkeypatch.setattr(faces, "scan_kernel", lambda: NUMPY)
    assert compared(segments, unit(3)) == list(range(200))
    expected = sorted(range(200), key=lambda number: -float(unit(number) @ unit(1000)))[:7]
    assert [owner.int for _, owner in segments.nearest(unit(1000), 7)] == expected


def test_a_change_keeps_what_it_does_not_touch() -> None:
    segments = enrolled(24 * 10)
    assert [len(s.owners) for s in segments.sealed] == [40] * 6
    more = segments.with_faces([(UUID(int=900 + n), unit(900 + n)) for n in range(30)])
    assert more.codes.counts.tolist() == [*[40] * 6, 30]
    assert all(after is before for after, before in zip(more.codes.blocks, segments.codes.blocks))  # noqa: B905 - one is longer
    less = more.without({UUID(int=200)})
    assert less.codes.counts.tolist() == [*[40] * 5, 39, 30]
    assert less.codes.blocks[0] is segments.codes.blocks[0]
    assert less.book is segments.book
    assert 200 not in {owner.int for _, owner in less.nearest(unit(200), 300)}


def test_codes_of_every_segment_are_the_books() -> None:
    """Also of rows that came in turns, and after some have gone."""
    segments = FaceSegments()
    for number in range(130):
        segments = segments.with_faces([(UUID(int=number), unit(number))])
    for number in (0, 39, 41, 100):
        segments = segments.without({UUID(int=number)})
    assert segments.book is not None
    assert len(segments.sealed) > 2
    for segment in segments.sealed:
        assert segment.codes is not None
        assert np.array_equal(segment.codes.codes(), segments.book.codes(segment.embeddings).codes())


def test_a_book_of_few_rows_is_learned_anew_once_there_are_many() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faces, "FACE_LEARNED_ROWS", 100)
        segments = enrolled(40)
        assert segments.book is not None
        assert segments.book.rows == 40
        grown = segments.with_faces([(UUID(int=100 + n), unit(100 + n)) for n in range(60)])
        book = grown.book
        assert book is not None
        assert book.rows == 100
        for segment in grown.sealed:
            assert segment.codes is not None
            assert np.array_equal(segment.codes.codes(), book.codes(segment.embeddings).codes())
        later = grown.with_faces([(UUID(int=500 + n), unit(500 + n)) for n in range(60)])
        assert later.book is book


def test_where_few_are_allowed_all_of_them_are_found() -> None:
    """The nearest codes are those of others: the search goes on until it has seen everybody."""
    segments = enrolled(40)
    found = segments.nearest(unit(1000), 5, Listed(frozenset({UUID(int=7), UUID(int=31)})))
    scores = {person: float(unit(person) @ unit(1000)) for person in (7, 31)}
    assert [owner.int for _, owner in found] == sorted(scores, key=lambda person: -scores[person])
