"""The gallery in one process: everything in memory, rebuilt from the store at start.

A search is two stages: a scan over the whole gallery per modality gives a shortlist of persons, then
`compare` makes every comparison of those persons exactly. Readers never wait: they work on the state
as it was when they came; writers replace it under a lock.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from uuid import UUID

import numpy as np

from matcher import calibration
from matcher.domain import Candidate, Evidence, Modality, Template
from matcher.face.compare import compare as compare_faces
from matcher.fingerprint.compare import compare as compare_fingers
from matcher.fingerprint.compare import compare_many
from matcher.fusion import fuse
from matcher.gallery.entries import FaceEntry, FingerEntry, open_templates
from matcher.gallery.faces import FaceSegments
from matcher.gallery.protocol import PersonFilter, SearchResult, UnknownPerson
from matcher.parameters import SHORTLIST_PERSONS


@dataclass(frozen=True, slots=True)
class _State:
    """One published moment of the gallery."""

    people: Mapping[UUID, tuple[FingerEntry | FaceEntry, ...]] = field(default_factory=dict)
    faces: FaceSegments = field(default_factory=FaceSegments)


class LocalGallery:
    """A `Gallery` (see protocol.py) over this process's memory."""

    def __init__(self) -> None:
        self._state = _State()
        self._writing = threading.Lock()

    def __len__(self) -> int:
        return len(self._state.people)

    def counts(self) -> Mapping[Modality, int]:
        """Templates held per modality."""
        entries = [entry for entries in list(self._state.people.values()) for entry in entries]
        faces = sum(isinstance(entry, FaceEntry) for entry in entries)
        return MappingProxyType({Modality.FINGER: len(entries) - faces, Modality.FACE: faces})

    def upsert(self, person_id: UUID, templates: Sequence[Template]) -> None:
        """Enter a person or replace all of their templates. Raises ExtractorMismatch, IntegrityError."""
        self.upsert_all([(person_id, templates)])

    def upsert_all(self, records: Iterable[tuple[UUID, Sequence[Template]]]) -> None:
        """Enter many persons and publish them together: what a rebuild at start uses."""
        opened = {person: tuple(open_templates(templates)) for person, templates in records}
        with self._writing:
            state = self._state
            for person in opened.keys() & state.people.keys():
                state = _removed(state, person)
            faces = state.faces
            for person, entries in opened.items():
                for entry in entries:
                    if isinstance(entry, FaceEntry):
                        faces = faces.with_face(person, entry.embedding)
            self._state = _State({**state.people, **opened}, faces)

    def delete(self, person_id: UUID) -> None:
        """Remove a person and every trace of their templates from memory; absent is not an error."""
        with self._writing:
            self._state = _removed(self._state, person_id)

    def search(
        self, probe: Sequence[Template], k: int, *, within: PersonFilter | None = None
    ) -> SearchResult:
        """The k likeliest persons among those that `within` lets through."""
        state = self._state
        eligible = {p for p in state.people if within is None or within(p)}
        entries = tuple(open_templates(probe))
        shortlist = {person for entry in entries for person in _scan(state, eligible, entry)}
        candidates = [_compare(person, state.people[person], entries) for person in shortlist]
        candidates.sort(key=lambda c: (-c.llr, c.person_id))
        return SearchResult(tuple(candidates[:k]), population=len(eligible))

    def compare(self, person_id: UUID, probe: Sequence[Template]) -> Candidate:
        """Every comparison of the probe against one person, fused. Raises UnknownPerson."""
        references = self._state.people.get(person_id)
        if references is None:
            raise UnknownPerson("Nobody is enrolled under this number.")
        return _compare(person_id, references, tuple(open_templates(probe)))


def _removed(state: _State, person_id: UUID) -> _State:
    if person_id not in state.people:
        return state
    people = {person: entries for person, entries in state.people.items() if person != person_id}
    return replace(state, people=people, faces=state.faces.without(person_id))


def _scan(state: _State, eligible: set[UUID], entry: FingerEntry | FaceEntry) -> list[UUID]:
    """The persons worth an exact comparison for one probe sample."""
    if isinstance(entry, FaceEntry):
        nearest = state.faces.nearest(entry.embedding, SHORTLIST_PERSONS, eligible.__contains__)
        return [person for _, person in nearest]
    owners, fingers = [], []
    for person in eligible:
        for reference in state.people[person]:
            if isinstance(reference, FingerEntry) and reference.position.may_be(entry.position):
                owners.append(person)
                fingers.append(reference.finger)
    if not owners:
        return []
    scores = compare_many(entry.finger, fingers)
    return [owners[row] for row in np.argsort(-scores, kind="stable")[:SHORTLIST_PERSONS]]


def _compare(
    person: UUID, references: Sequence[FingerEntry | FaceEntry], probe: Sequence[FingerEntry | FaceEntry]
) -> Candidate:
    return fuse(person, _comparisons(references, probe))


def _comparisons(
    references: Sequence[FingerEntry | FaceEntry], probe: Sequence[FingerEntry | FaceEntry]
) -> Iterator[Evidence]:
    for p, ours in enumerate(probe):
        for r, theirs in enumerate(references):
            if isinstance(ours, FaceEntry) and isinstance(theirs, FaceEntry):
                score = compare_faces(ours.embedding, theirs.embedding)
            elif isinstance(ours, FingerEntry) and isinstance(theirs, FingerEntry):
                if not ours.position.may_be(theirs.position):
                    continue
                score = compare_fingers(ours.finger, theirs.finger)
            else:
                continue
            llr = calibration.load(ours.modality).llr(score)
            yield Evidence(ours.modality, ours.position, p, r, llr)
