"""The fingers' codes of a gallery in immutable segments, and the screen over them.

A segment holds up to SEGMENT_PERSONS persons, their codes on one shelf for each finger position, so that a
search for a right index reads right indexes alone. No segment is ever changed: a deletion builds that one
anew without the person, and new persons wait in a small one. Readers take the tuple of segments as it stands;
one writer (the gallery's lock) replaces it.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matcher.domain import FingerPosition
from matcher.gallery.groups import RowFilter, person_keys
from matcher.kernels.screen import CODE_OCTETS, FINGER_CODES, PackedCodes, ProbeTables, screen_many
from matcher.parameters import FINGER_SEGMENT_PERSONS, FINGER_TAIL_PERSONS

Octets = NDArray[np.uint8]
Indices = NDArray[np.int64]

NOT_COMPARABLE = -1


@dataclass(frozen=True, slots=True, eq=False)
class CodedPerson:
    """One person's fingers. positions: (f,) uint8; codes: (f, 16, 16), used: (f,), see PackedCodes.of."""

    person: UUID
    positions: Octets
    codes: Octets
    used: Octets


@dataclass(frozen=True, slots=True, eq=False)
class ProbeFinger:
    """One print that is searched for; prints of one finger share a `source` and count once, by their best."""

    position: FingerPosition
    source: int
    tables: ProbeTables


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """All fingers of one position in a segment, person by person.

    rows: (r,) the persons that have one. starts: (r,) where each one's fingers begin in `codes`.
    """

    position: FingerPosition
    rows: Indices
    starts: Indices
    codes: PackedCodes

    def best(self, tables: ProbeTables) -> Indices:
        """(r,): the best score among each person's fingers here."""
        scores = screen_many(tables, self.codes)
        one_each = len(self.rows) == len(self.codes)
        return (scores if one_each else np.maximum.reduceat(scores, self.starts)).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Segment:
    """persons: who is in it, by row. keys: (n, 2) uint64, the same as numbers, for finding one quickly."""

    persons: tuple[UUID, ...]
    keys: NDArray[np.uint64]
    shelves: tuple[Shelf, ...]

    @classmethod
    def of(cls, people: Sequence[CodedPerson]) -> "Segment":
        """Lay the persons' fingers on shelves. At least one person."""
        owner = np.repeat(np.arange(len(people)), [len(each.used) for each in people])
        positions, codes, used = (
            np.concatenate([getattr(each, name) for each in people])
            for name in ("positions", "codes", "used")
        )
        shelves = tuple(
            _shelf(FingerPosition(position), owner[at], codes[at], used[at])
            for position in np.unique(positions).tolist()
            for at in [np.flatnonzero(positions == position)]
        )
        persons = tuple(each.person for each in people)
        return cls(persons, person_keys(b"".join(one.bytes for one in persons)), shelves)

    def row_of(self, person: UUID) -> int | None:
        """The person's row, None if they are not here."""
        ((high, low),) = person_keys(person.bytes)
        rows = np.flatnonzero((self.keys[:, 0] == high) & (self.keys[:, 1] == low))
        return int(rows[0]) if len(rows) else None

    @property
    def owners(self) -> tuple[UUID, ...]:
        """The person of each row."""
        return self.persons

    def rows_of(self, person: UUID) -> Indices:
        """The person's row, where they have one."""
        row = self.row_of(person)
        return np.array([] if row is None else [row], np.int64)

    def people(self) -> list[CodedPerson]:
        """What `of` was given, each person's fingers by position."""
        found: list[list[tuple[int, Octets, Octets]]] = [[] for _ in self.persons]
        for shelf in self.shelves:
            codes, ends = shelf.codes.codes(), np.append(shelf.starts, len(shelf.codes))
            for row, start, end in zip(
                shelf.rows.tolist(), ends[:-1].tolist(), ends[1:].tolist(), strict=True
            ):
                found[row].append((shelf.position, codes[start:end], shelf.codes.used[start:end]))
        return [_gathered(person, parts) for person, parts in zip(self.persons, found, strict=True)]

    def scores(self, probe: Sequence[ProbeFinger]) -> Indices:
        """(n,): each person's sum over the probe's fingers; NOT_COMPARABLE where they share no finger."""
        best: dict[int, Indices] = {}
        for finger in probe:
            of_source = best.setdefault(finger.source, np.full(len(self.persons), NOT_COMPARABLE))
            for shelf in self.shelves:
                if shelf.position.may_be(finger.position):
                    of_source[shelf.rows] = np.maximum(of_source[shelf.rows], shelf.best(finger.tables))
        each = np.stack([np.full(len(self.persons), NOT_COMPARABLE), *best.values()])
        return np.where(each.max(axis=0) < 0, NOT_COMPARABLE, np.maximum(each, 0).sum(axis=0))

    @property
    def octets(self) -> int:
        """Memory that a search for fingers of unknown position reads."""
        return sum(shelf.codes.octets for shelf in self.shelves)


@dataclass(frozen=True, slots=True)
class FingerSegments:
    """All fingers' codes of a gallery at one moment; every change returns a new value."""

    sealed: tuple[Segment, ...] = ()
    tail: Segment | None = None

    def __len__(self) -> int:
        return sum(len(segment.persons) for segment in self.segments())

    def segments(self) -> tuple[Segment, ...]:
        """All of them."""
        return self.sealed if self.tail is None else (*self.sealed, self.tail)

    def with_people(self, people: Sequence[CodedPerson]) -> "FingerSegments":
        """Add persons who are not in it yet."""
        waiting = [*(self.tail.people() if self.tail else []), *people]
        if not waiting:
            return self
        if len(waiting) < FINGER_TAIL_PERSONS:
            return FingerSegments(self.sealed, Segment.of(waiting))
        sealed = self.sealed
        if sealed and len(sealed[-1].persons) < FINGER_SEGMENT_PERSONS:
            sealed, waiting = sealed[:-1], [*sealed[-1].people(), *waiting]
        cuts = range(0, len(waiting), FINGER_SEGMENT_PERSONS)
        return FingerSegments(
            (*sealed, *(Segment.of(waiting[cut : cut + FINGER_SEGMENT_PERSONS]) for cut in cuts)), None
        )

    def without(self, persons: Set[UUID]) -> "FingerSegments":
        """Remove persons; their segments are built anew, so nothing of them stays in memory."""
        sealed = tuple(kept for each in self.sealed if (kept := _without(each, persons)) is not None)
        return FingerSegments(sealed, _without(self.tail, persons) if self.tail is not None else None)

    def likeliest(self, probe: Sequence[ProbeFinger], k: int, allowed: RowFilter | None) -> list[UUID]:
        """The k persons of the highest scores among the allowed (all, if None), best first.

        Ties in the order of enrolment. Whoever shares no finger with the probe is not among them.
        """
        segments = self.segments()
        if not (segments and probe):
            return []
        scores = np.concatenate([_masked(each, each.scores(probe), allowed) for each in segments])
        firsts = np.cumsum([0, *(len(each.persons) for each in segments)])
        rows = _highest(scores, k)
        places = np.searchsorted(firsts, rows, side="right") - 1
        return [
            segments[place].persons[row - int(firsts[place])]
            for place, row in zip(places.tolist(), rows.tolist(), strict=True)
        ]


def _shelf(position: FingerPosition, owner: Indices, codes: Octets, used: Octets) -> Shelf:
    rows, starts = np.unique(owner, return_index=True)
    return Shelf(position, rows, starts, PackedCodes.of(codes, used))


def _gathered(person: UUID, parts: Sequence[tuple[int, Octets, Octets]]) -> CodedPerson:
    nothing = (0, np.zeros((0, FINGER_CODES, CODE_OCTETS), np.uint8), np.zeros(0, np.uint8))
    positions = np.concatenate(
        [np.full(len(used), position, np.uint8) for position, _, used in (*parts, nothing)]
    )
    codes = np.concatenate([each for _, each, _ in (*parts, nothing)])
    return CodedPerson(person, positions, codes, np.concatenate([used for _, _, used in (*parts, nothing)]))


def _without(segment: Segment, persons: Set[UUID]) -> Segment | None:
    if len(persons) == 1 and segment.row_of(next(iter(persons))) is None:
        return segment
    if persons.isdisjoint(segment.persons):
        return segment
    kept = [each for each in segment.people() if each.person not in persons]
    return Segment.of(kept) if kept else None


def _masked(segment: Segment, scores: Indices, allowed: RowFilter | None) -> Indices:
    return scores if allowed is None else np.where(allowed.rows(segment), scores, NOT_COMPARABLE)


def _highest(scores: Indices, k: int) -> Indices:
    """Rows of the k highest scores, highest first, the lower row first among equals."""
    rows = np.flatnonzero(scores > NOT_COMPARABLE)
    if len(rows) > k:
        least = np.partition(scores[rows], len(rows) - k)[len(rows) - k]
        above = rows[scores[rows] > least]
        rows = np.sort(np.concatenate([above, rows[scores[rows] == least][: k - len(above)]]))
    return rows[np.argsort(-scores[rows], kind="stable")]
