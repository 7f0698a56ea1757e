"""Planted faults in how a gallery keeps its rows: each is a mistake that somebody might make there.

`FAULTS` names them; each is planted through a MonkeyPatch and is gone with it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from types import MappingProxyType
from uuid import UUID

import pytest

from matcher.gallery import faces, fingers, local
from matcher.gallery.entries import Entry
from matcher.gallery.faces import Segment as FaceSegment
from matcher.gallery.fingers import CodedPerson, FingerSegments
from matcher.gallery.groups import Listed
from matcher.gallery.protocol import Record

_with_people = FingerSegments.with_people
_without_face = faces._without
_opened = local._opened


def _seals_without_the_last(segments: FingerSegments, people: Sequence[CodedPerson]) -> FingerSegments:
    """Whoever fills the small segment up is forgotten."""
    waiting = len(segments.tail.persons) if segments.tail else 0
    full = people and waiting + len(people) >= vars(fingers)["FINGER_TAIL_PERSONS"]  # as it is patched
    return _with_people(segments, people[:-1] if full else people)


def _owners_moved_by_one(segment: FaceSegment, leaving: Listed) -> FaceSegment | None:
    """A segment that is built anew has each face under its neighbour's name."""
    made = _without_face(segment, leaving)
    if made is None or made is segment:
        return made
    return replace(made, owners=(*made.owners[1:], made.owners[0]))


def _first_of_two_records(
    records: Iterable[tuple[UUID, Record]], faces: str
) -> Iterator[dict[UUID, tuple[Entry | None, ...]]]:
    """Of a person who is given twice the earlier record counts."""
    return _opened(reversed(list(records)), faces)


def _deletes_the_segment(segment: fingers.Segment, persons: Set[UUID]) -> fingers.Segment | None:
    """With a person their whole segment goes."""
    return segment if persons.isdisjoint(segment.persons) else None


FAULTS: Mapping[str, Callable[[pytest.MonkeyPatch], None]] = MappingProxyType(
    {
        "seals without the last": lambda patch: patch.setattr(
            FingerSegments, "with_people", _seals_without_the_last
        ),
        "owners moved by one": lambda patch: patch.setattr(faces, "_without", _owners_moved_by_one),
        "first of two records": lambda patch: patch.setattr(local, "_opened", _first_of_two_records),
        "deletes the segment": lambda patch: patch.setattr(fingers, "_without", _deletes_the_segment),
    }
)
