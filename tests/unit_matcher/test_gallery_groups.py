"""A search limited to groups answers as one that asks about each person, whatever was written meanwhile."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from benchmarks.speed.population import identity, people, probes
from matcher.gallery import faces, fingers, local
from matcher.gallery.groups import Groups, Listed, RowFilter, person_keys
from matcher.gallery.local import LocalGallery

CUSTODY, FORMER, STAFF = 1, 2, 4


@dataclass(frozen=True, eq=False)
class Plain:
    """A segment of these persons; one may have several rows."""

    owners: tuple[UUID, ...]

    @property
    def keys(self) -> NDArray[np.uint64]:
        return person_keys(b"".join(owner.bytes for owner in self.owners))

    def rows_of(self, person: UUID) -> NDArray[np.int64]:
        return np.flatnonzero([owner == person for owner in self.owners])


writes = st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(0, 7), st.booleans()), max_size=40)


@given(writes, st.integers(1, 7), st.frozensets(st.integers(0, 9), max_size=3))
@settings(deadline=None)
def test_rows_and_counts_follow_every_write(
    history: list[tuple[int, int | None, bool]], bits: int, left_out: frozenset[int]
) -> None:
    groups, model = Groups(), dict[UUID, int]()
    segments = [Plain(tuple(UUID(int=n) for n in row)) for row in ((0, 1, 1, 2, 3), (3, 4, 5, 6), (7, 0))]
    without = frozenset(UUID(int=number) for number in left_out)
    for number, to, look in history:
        person = UUID(int=number)
        if to is None:
            groups.drop(person)
            model.pop(person, None)
        else:
            groups.assign(person, to)
            model[person] = to
        if look:
            groups.laid(segments[number % 3])
    among = groups.among(bits, without)
    expected = {one for one, theirs in model.items() if theirs & bits} - without
    for segment in segments:
        assert among.rows(segment).tolist() == [owner in expected for owner in segment.owners]
    assert len(among) == len(expected)
    assert {one for one in map(UUID, [f"{n:032x}" for n in range(10)]) if among(one)} == expected


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3))), st.frozensets(st.integers(0, 3)))
@settings(deadline=None)
def test_those_who_are_named_are_let_through_and_nobody_who_shares_half_a_number(
    rows: list[tuple[int, int]], named: frozenset[int]
) -> None:
    segment = Plain(tuple(UUID(int=upper << 64 | lower) for upper, lower in rows))
    persons = frozenset(UUID(int=number << 64 | number) for number in named)
    assert Listed(persons).rows(segment).tolist() == [owner in persons for owner in segment.owners]
    assert [Listed(persons)(owner) for owner in segment.owners] == Listed(persons).rows(segment).tolist()


def test_what_was_laid_goes_with_its_segment() -> None:
    groups = Groups()
    segment = Plain((UUID(int=1),))
    groups.laid(segment)
    assert len(groups._laid) == 1
    del segment
    assert len(groups._laid) == 0


def test_a_search_in_a_group_finds_what_asking_everybody_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, value in (
        (fingers, "FINGER_SEGMENT_PERSONS", 64),
        (fingers, "FINGER_TAIL_PERSONS", 8),
        (faces, "FACE_SEGMENT_ROWS", 64),
        (faces, "FACE_TAIL_ROWS", 16),
        (local, "SHORTLIST_PERSONS", 12),
        (local, "SHORTLIST_FINGERS", 12),
        (local, "SHORTLIST_SHARE", 0.0),
    ):
        monkeypatch.setattr(module, name, value)
    gallery, groups = LocalGallery(), Groups()
    gallery.upsert_all(people(200))
    ids = [identity(number) for number in range(200)]
    for number, person in enumerate(ids):
        groups.assign(person, STAFF if number % 20 == 0 else CUSTODY)
    (probe,) = probes(40, 1)
    for step in range(3):
        for bits in (STAFF, CUSTODY, STAFF | CUSTODY, FORMER):
            members = frozenset(person for person in ids if groups.of(person) & bits)
            quick = gallery.search(probe.templates, 5, within=groups.among(bits))
            slow = gallery.search(probe.templates, 5, within=members.__contains__)
            assert quick == slow
            assert quick.population == len(members)
        groups.assign(ids[40], FORMER if step == 0 else CUSTODY)  # the probe's mate moves about
        gallery.delete(ids[step])
        groups.drop(ids[step])


def test_groups_are_filters_of_rows() -> None:
    assert isinstance(Groups().among(STAFF), RowFilter)
    assert isinstance(Listed(frozenset()), RowFilter)
    assert not isinstance(frozenset[UUID]().__contains__, RowFilter)


def test_a_search_among_nobody_passes_over_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    gallery = LocalGallery()
    gallery.upsert_all(people(3))
    (probe,) = probes(0, 1)
    monkeypatch.setattr(local, "_shortlist", None)  # whoever screens the gallery fails
    for nobody in (Listed(frozenset()), Groups().among(STAFF)):
        found = gallery.search(probe.templates, 5, within=nobody)
        assert (found.candidates, found.population, found.complete) == ((), 0, True)
    with pytest.raises(TypeError):
        gallery.search(probe.templates, 5)
