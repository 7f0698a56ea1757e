"""The gallery in one process: everything in memory, rebuilt from the store at start.

A search is two stages: a screen over the whole gallery per modality gives a shortlist of persons, then every
comparison of those persons is made exactly (exact.py). A gallery no larger than the shortlist is compared
exactly as a whole. Readers never wait: they work on the segments as they were when they came; writers replace
them under a lock.

A gallery compares face templates of one version, settled when it is made: two of them may live side by side
while a service moves from one to the other.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from uuid import UUID

from matcher.domain import Candidate, Modality, Template
from matcher.face.parameters import EXTRACTOR
from matcher.gallery.coding import code_people, probe_fingers
from matcher.gallery.entries import (
    Entry,
    FaceEntry,
    Held,
    HeldFinger,
    MeanFace,
    held,
    open_record,
    open_templates,
)
from matcher.gallery.exact import Probe, compare_exactly, ready
from matcher.gallery.faces import FaceSegments
from matcher.gallery.fingers import CodedPerson, FingerSegments
from matcher.gallery.groups import Listed, RowFilter
from matcher.gallery.protocol import PersonFilter, Record, SearchResult, UnknownPerson
from matcher.parameters import OPENED_AT_ONCE, SHORTLIST_FINGERS, SHORTLIST_PERSONS, SHORTLIST_SHARE


@dataclass(frozen=True, slots=True)
class _State:
    """One published moment of what is scanned."""

    fingers: FingerSegments = field(default_factory=FingerSegments)
    faces: FaceSegments = field(default_factory=FaceSegments)


class LocalGallery:
    """A `Gallery` (see protocol.py) over this process's memory."""

    def __init__(self, face_extractor: str = EXTRACTOR) -> None:
        """face_extractor: whose face templates it takes; by default those of the models that need no
        installing."""
        self._face_extractor = face_extractor
        # One entry is read or written at a time, never several that must agree: so readers may look into the
        # mapping while a writer changes it, and a person who is gone from it is gone from every answer.
        self._people: dict[UUID, tuple[Held | None, ...]] = {}
        self._counts: Counter[Modality] = Counter()
        self._state = _State()
        self._writing = threading.Lock()

    def __len__(self) -> int:
        return len(self._people)

    @property
    def face_extractor(self) -> str:
        """Whose face templates are compared here."""
        return self._face_extractor

    def counts(self) -> Mapping[Modality, int]:
        """Templates held per modality."""
        return MappingProxyType({modality: self._counts[modality] for modality in Modality})

    def upsert(self, person_id: UUID, templates: Record) -> None:
        """Enter a person or replace all of their templates. Raises ExtractorMismatch, IntegrityError."""
        self.upsert_all([(person_id, templates)])

    def upsert_all(self, records: Iterable[tuple[UUID, Record]]) -> None:
        """Enter many persons and publish them together: what a rebuild at start uses."""
        people: dict[UUID, tuple[Held | None, ...]] = {}
        coded: dict[UUID, CodedPerson] = {}
        for opened in _opened(records, self._face_extractor):
            people.update({person: held(entries) for person, entries in opened.items()})
            for person in opened:
                coded.pop(person, None)
            coded.update({each.person: each for each in code_people(opened)})
        with self._writing:
            state = self._without(people.keys() & self._people.keys())
            faces = state.faces.with_faces(
                [
                    (person, entry.embedding)
                    for person, entries in people.items()
                    for entry in entries
                    if isinstance(entry, FaceEntry | MeanFace)
                ]
            )
            self._publish(people, _State(state.fingers.with_people(list(coded.values())), faces))

    def delete(self, person_id: UUID) -> None:
        """Remove a person and every trace of their templates from memory; absent is not an error."""
        with self._writing:
            if person_id in self._people:
                self._publish({person_id: None}, self._without({person_id}))

    def search(
        self,
        probe: Sequence[Template],
        k: int,
        *,
        within: PersonFilter | None = None,
        any_direction: bool = False,
    ) -> SearchResult:
        """The k likeliest persons among those that `within` lets through."""
        allowed = self._allowed(within)
        opened = self._opened(probe)
        if allowed is not None and not len(allowed):  # nobody is banned, or on a watchlist: no pass over all
            return SearchResult((), population=0)
        shortlist = _shortlist(self._state, opened, None, allowed, any_direction)
        held_now = ((person, self._people.get(person)) for person in shortlist)
        people = [(person, entries) for person, entries in held_now if entries is not None]
        candidates = compare_exactly(opened, people, self._face_extractor)
        candidates.sort(key=lambda c: (-c.llr, c.person_id))
        population = len(self._people) if allowed is None else len(allowed)
        return SearchResult(tuple(candidates[:k]), population=population)

    def shortlist(
        self,
        probe: Sequence[Template],
        k: int | None = None,
        *,
        within: PersonFilter | None = None,
        any_direction: bool = False,
    ) -> list[UUID]:
        """The first stage alone: the likeliest k persons a modality; None: as many as a search compares."""
        opened = self._opened(probe)
        return _shortlist(self._state, opened, k, self._allowed(within), any_direction)

    def octets(self) -> Mapping[str, int]:
        """Memory of the fingers: `screen` for the first stage, `held` for the exact comparisons."""
        fingers = (e for held in list(self._people.values()) for e in held if isinstance(e, HeldFinger))
        screen = sum(segment.octets for segment in self._state.fingers.segments())
        return MappingProxyType({"screen": screen, "held": sum(each.place.nbytes for each in fingers)})

    def compare(self, person_id: UUID, probe: Sequence[Template]) -> Candidate:
        """Every comparison of the probe against one person, fused. Raises UnknownPerson."""
        references = self._people.get(person_id)
        if references is None:
            raise UnknownPerson("Nobody is enrolled under this number.")
        return compare_exactly(self._opened(probe), [(person_id, references)], self._face_extractor)[0]

    def _opened(self, probe: Sequence[Template]) -> tuple[Probe, ...]:
        """Raises ExtractorMismatch for templates of another version."""
        return ready(tuple(open_templates(probe, self._face_extractor)))

    def _allowed(self, within: PersonFilter | None) -> RowFilter | None:
        """Who may be an answer; None for everybody. Groups know their rows; others are asked of each."""
        if within is None or isinstance(within, RowFilter):
            return within
        return Listed(frozenset(filter(within, list(self._people))))

    def _without(self, persons: set[UUID]) -> _State:
        """The state with these persons left out, all of whom are in it."""
        fingers, faces = self._state.fingers, self._state.faces
        if persons:
            fingers = fingers.without(persons)
        with_faces = {
            person
            for person in persons
            if any(isinstance(entry, FaceEntry) for entry in self._people[person])
        }
        if with_faces:
            faces = faces.without(with_faces)
        return _State(fingers, faces)

    def _publish(self, changed: Mapping[UUID, tuple[Held | None, ...] | None], state: _State) -> None:
        """Make a write visible; None deletes."""
        for person, entries in changed.items():
            before = self._people.get(person, ())
            self._counts.subtract(_modalities(before))
            if entries is None:
                del self._people[person]
            else:
                self._people[person] = entries
                self._counts.update(_modalities(entries))
        self._state = state


def _opened(
    records: Iterable[tuple[UUID, Record]], faces: str
) -> Iterator[dict[UUID, tuple[Entry | None, ...]]]:
    """The records opened, a bounded number at once; of one person twice, the later one."""
    remaining = iter(records)
    while some := list(islice(remaining, OPENED_AT_ONCE)):
        yield {person: open_record(templates, faces) for person, templates in some}


def _shortlist(
    state: _State,
    probe: Sequence[Probe],
    k: int | None,
    among: RowFilter | None,
    any_direction: bool,
) -> list[UUID]:
    """The persons worth an exact comparison: the likeliest by fingers, and for each face those by face."""
    fingers = probe_fingers(probe, any_direction=any_direction)
    sources = len({finger.source for finger in fingers})
    by_fingers = _finger_shortlist(sources, len(state.fingers)) if k is None else k
    by_face = SHORTLIST_PERSONS if k is None else k
    found = dict.fromkeys(state.fingers.likeliest(fingers, by_fingers, among))
    for each in probe:
        if isinstance(each.entry, FaceEntry):
            nearest = state.faces.nearest(each.entry.embedding, by_face, among)
            found.update(dict.fromkeys(person for _, person in nearest))
    return list(found)


def _finger_shortlist(fingers: int, population: int) -> int:
    """How many persons are worth an exact comparison after a screen with so many fingers."""
    return max(SHORTLIST_PERSONS, SHORTLIST_FINGERS // max(fingers, 1)) + int(population * SHORTLIST_SHARE)


def _modalities(entries: Iterable[Held | None]) -> Iterator[Modality]:
    for entry in entries:
        if isinstance(entry, FaceEntry | HeldFinger):
            yield Modality.FACE if isinstance(entry, FaceEntry) else Modality.FINGER
