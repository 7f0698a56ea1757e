"""Face embeddings of a gallery in immutable segments. The one file that knows FAISS.

FAISS crashes when a thread adds while others search, and loads damaged files without a word, so no index
here is ever changed or read from disk. A sealed segment holds its embeddings twice: as they are, and as codes
of one bit for each of their dimensions (score_axes.py; product quantization, four bits a code, searched by
byte shuffles: Andre, Kermarrec, Le Scouarnec, VLDB 9, 2015). A search scans all codes, several segments at
once, and compares the nearest exactly; no list is skipped. New rows wait in a small plain matrix; a deletion
builds that one segment anew without the row. Readers take the tuple of segments as it stands; one writer (the
gallery's lock) replaces it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, compress
from typing import Any
from uuid import UUID

import faiss
import numpy as np
from numpy.typing import NDArray

from matcher.gallery.groups import RowFilter, person_keys
from matcher.gallery.score_axes import ScoreAxes
from matcher.parameters import (
    FACE_COMPARED,
    FACE_LEARNED_ROWS,
    FACE_SCANNED_SEGMENTS,
    FACE_SEGMENT_ROWS,
    FACE_TAIL_ROWS,
)

Embedding = NDArray[np.float32]
Rows = NDArray[np.int64]
Codes = NDArray[np.uint8]

_CODE_BITS = 4
_BLOCK = 64  # rows that FAISS lays side by side: a tenth faster than its 32 where AVX2 is all there is


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Segment:
    """embeddings: float32 (n, d), unit norm. owners: the person of each row; keys: uint64 (n, 2), the same,
    to be found without Python. codes: uint8 (n, c), None for the tail."""

    embeddings: Embedding
    owners: tuple[UUID, ...]
    keys: NDArray[np.uint64]
    codes: Codes | None = None

    @classmethod
    def of(cls, embeddings: Embedding, owners: Sequence[UUID], book: "Book | None" = None) -> "Segment":
        """A segment over these rows, coded by this book."""
        keys = person_keys(b"".join(owner.bytes for owner in owners))
        return cls(embeddings, tuple(owners), keys, book.codes(embeddings) if book else None)

    def rows_of(self, person: UUID) -> Rows:
        """A person's rows."""
        ((high, low),) = person_keys(person.bytes)
        return np.flatnonzero((self.keys[:, 0] == high) & (self.keys[:, 1] == low))

    def followed_by(self, other: "Segment") -> "Segment":
        """This one's rows and then the other's, both coded by one book or neither."""
        codes = [each.codes for each in (self, other) if each.codes is not None]
        return Segment(
            np.vstack([self.embeddings, other.embeddings]),
            self.owners + other.owners,
            np.vstack([self.keys, other.keys]),
            np.vstack(codes) if codes else None,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """How embeddings become codes, learned once. rows: from how many."""

    axes: ScoreAxes
    quantizer: faiss.ProductQuantizer
    rows: int

    @classmethod
    def learned(cls, embeddings: Embedding) -> "Book":
        """From these rows, at least 16."""
        axes = ScoreAxes.of(embeddings)
        kept = axes.of_references.shape[1]
        quantizer = faiss.ProductQuantizer(kept, kept // 2, _CODE_BITS)
        quantizer.train(axes.references(embeddings))
        return cls(axes, quantizer, len(embeddings))

    def codes(self, embeddings: Embedding) -> Codes:
        """float32 (n, d) -> uint8 (n, c)."""
        return np.asarray(self.quantizer.compute_codes(self.axes.references(embeddings)), np.uint8)

    def index(self, codes: Codes) -> Any:
        """A faiss.IndexPQFastScan: the codes laid out for scanning."""
        plain = faiss.IndexPQ(
            self.quantizer.d, self.quantizer.M, self.quantizer.nbits, faiss.METRIC_INNER_PRODUCT
        )
        plain.pq, plain.is_trained, plain.ntotal = self.quantizer, True, len(codes)
        faiss.copy_array_to_vector(codes.ravel(), plain.codes)
        index: Any = faiss.IndexPQFastScan(plain, _BLOCK)  # type: ignore[arg-type] # overloaded in C++
        index.orig_codes = None  # it would point into `plain`, which ends here
        return index


class Scan:
    """The codes of some neighbouring segments, searched in one go. first: number of its first row."""

    def __init__(self, book: Book, segments: tuple[Segment, ...], first: int) -> None:
        self.book, self.segments, self.first = book, segments, first
        self.rows = sum(len(segment.owners) for segment in segments)
        coded = [segment.codes for segment in segments if segment.codes is not None]
        self._index = book.index(np.concatenate(coded))

    def holds(self, book: Book, segments: tuple[Segment, ...], first: int) -> bool:
        """Whether it would be made again just as it is."""
        return self.book is book and self.first == first and self.segments == segments

    def nearest(self, turned: Embedding, depth: int) -> Rows:
        """So many rows, in rising order. turned: float32 (1, a), the probe on the book's axes."""
        rows = np.sort(self._index.search(turned, depth)[1][0]) + self.first
        return np.asarray(rows[rows >= self.first], np.int64)


@dataclass(frozen=True, slots=True)
class FaceSegments:
    """All face embeddings of a gallery at one moment; every change returns a new value."""

    sealed: tuple[Segment, ...] = ()
    tail: Segment | None = None
    scans: tuple[Scan, ...] = ()

    def __len__(self) -> int:
        return sum(len(segment.owners) for segment in self._all())

    def _all(self) -> tuple[Segment, ...]:
        return self.sealed if self.tail is None else (*self.sealed, self.tail)

    def with_faces(self, faces: Sequence[tuple[UUID, Embedding]]) -> "FaceSegments":
        """Add embeddings, float32 (d,) each, in their order."""
        if not faces:
            return self
        rows = np.stack([embedding for _, embedding in faces]).astype(np.float32, copy=False)
        waiting = Segment.of(rows, [owner for owner, _ in faces])
        if self.tail is not None:
            waiting = self.tail.followed_by(waiting)
        if len(waiting.owners) < FACE_TAIL_ROWS:
            return FaceSegments(self.sealed, waiting, self.scans)
        known = self.scans[0].book if self.scans else None
        book = _better_book(known, (*self.sealed, waiting))
        sealed = self.sealed if book is known else tuple(_recoded(each, book) for each in self.sealed)
        return self._with(_sealed_with(sealed, waiting, book), None, book)

    def without(self, person: UUID) -> "FaceSegments":
        """Remove all rows of a person; their segments are built anew, so nothing of them stays in memory."""
        sealed = tuple(kept for each in self.sealed if (kept := _without(each, person)) is not None)
        tail = None if self.tail is None else _without(self.tail, person)
        return self._with(sealed, tail, self.scans[0].book if self.scans else None)

    def _with(self, sealed: tuple[Segment, ...], tail: Segment | None, book: Book | None) -> "FaceSegments":
        return FaceSegments(sealed, tail, _scans(sealed, book, self.scans) if book else ())

    def nearest(self, probe: Embedding, k: int, allowed: RowFilter | None = None) -> list[tuple[float, UUID]]:
        """Up to k (cosine, person) pairs, best first; ties in the order of enrolment. Scores are exact."""
        segments = self._all()
        starts = [0, *accumulate(len(segment.owners) for segment in segments)]
        let_in = None if allowed is None else partial(_let_in, allowed, segments)
        waiting = np.arange(starts[len(self.sealed)], starts[-1])
        turned = self.scans[0].book.axes.probe(probe)[np.newaxis] if self.scans else probe
        rows = [_worth_comparing(scan, turned, k, let_in) for scan in self.scans]
        rows.append(waiting if let_in is None else let_in(waiting))
        together = np.concatenate(rows)
        scores = _compared(segments, starts, together, probe)
        first = _first(scores, k)
        owners = _owners(segments, starts, together[first])
        return list(zip(scores[first].tolist(), owners, strict=True))


def _worth_comparing(scan: Scan, turned: Embedding, k: int, let_in: Callable[[Rows], Rows] | None) -> Rows:
    """Rows in rising order: the nearest by their codes, or all where too few of those are let in."""
    depth = max(k, FACE_COMPARED * FACE_SCANNED_SEGMENTS)
    while depth < scan.rows:
        rows = scan.nearest(turned, depth)
        if let_in is None or len(rows := let_in(rows)) >= k:
            return rows
        depth *= 10
    rows = np.arange(scan.first, scan.first + scan.rows)
    return rows if let_in is None else let_in(rows)


def _let_in(allowed: RowFilter, segments: Sequence[Segment], rows: Rows) -> Rows:
    may = [allowed.rows(segment) for segment in segments]
    return rows[np.concatenate(may)[rows]] if may else rows


def _owners(segments: Sequence[Segment], starts: Sequence[int], rows: Rows) -> list[UUID]:
    """Whose these rows are."""
    places = np.searchsorted(starts, rows, side="right") - 1
    within = rows - np.asarray(starts)[places]
    owners = [segment.owners for segment in segments]
    return [owners[place][row] for place, row in zip(places.tolist(), within.tolist(), strict=True)]


def _compared(
    segments: Sequence[Segment], starts: Sequence[int], rows: Rows, probe: Embedding
) -> NDArray[np.float32]:
    """Exact scores of rows in rising order."""
    bounds = np.searchsorted(rows, starts).tolist()
    scores = [
        segment.embeddings.take(rows[first:last] - start, axis=0) @ probe
        for segment, start, first, last in zip(segments, starts, bounds, bounds[1:], strict=False)
        if first < last
    ]
    return np.concatenate(scores) if scores else np.empty(0, np.float32)


def _first(scores: NDArray[np.float32], k: int) -> Rows:
    """Places of the k highest, highest first; ties in their order."""
    if k >= len(scores):
        return np.argsort(-scores, kind="stable")
    found = np.flatnonzero(scores >= np.partition(scores, len(scores) - k)[len(scores) - k])
    return found[np.argsort(-scores[found], kind="stable")[:k]]


def _better_book(known: Book | None, segments: Sequence[Segment]) -> Book:
    """The known book, unless there is none, or it was learned from few rows and there are many now."""
    total = sum(len(segment.owners) for segment in segments)
    if known and (known.rows >= FACE_LEARNED_ROWS or total < FACE_LEARNED_ROWS):
        return known
    rows, some = [], FACE_LEARNED_ROWS
    for segment in segments:
        rows.append(segment.embeddings[:some])
        some -= len(rows[-1])
    return Book.learned(np.concatenate(rows))


def _recoded(segment: Segment, book: Book) -> Segment:
    return Segment(segment.embeddings, segment.owners, segment.keys, book.codes(segment.embeddings))


def _sealed_with(sealed: tuple[Segment, ...], waiting: Segment, book: Book) -> tuple[Segment, ...]:
    """Rows are first added to the last segment while it has room."""
    made, rows, owners = list(sealed), waiting.embeddings, waiting.owners
    if made and (room := FACE_SEGMENT_ROWS - len(made[-1].owners)) > 0:
        made.append(made.pop().followed_by(Segment.of(rows[:room], owners[:room], book)))
        rows, owners = rows[room:], owners[room:]
    for first in range(0, len(owners), FACE_SEGMENT_ROWS):
        part = np.ascontiguousarray(rows[first : first + FACE_SEGMENT_ROWS])
        made.append(Segment.of(part, owners[first : first + FACE_SEGMENT_ROWS], book))
    return tuple(made)


def _scans(sealed: tuple[Segment, ...], book: Book, former: Sequence[Scan]) -> tuple[Scan, ...]:
    """All sealed segments, FACE_SCANNED_SEGMENTS at once; what has not changed is kept."""
    made, start = list[Scan](), 0
    for first in range(0, len(sealed), FACE_SCANNED_SEGMENTS):
        some = sealed[first : first + FACE_SCANNED_SEGMENTS]
        same = (scan for scan in former if scan.holds(book, some, start))
        made.append(next(same, None) or Scan(book, some, start))
        start += made[-1].rows
    return tuple(made)


def _without(segment: Segment, person: UUID) -> Segment | None:
    """Itself where the person has no row in it; None where nobody else has one."""
    ((high, low),) = person_keys(person.bytes)
    kept = (segment.keys[:, 0] != high) | (segment.keys[:, 1] != low)
    if kept.all():
        return segment
    if not kept.any():
        return None
    return Segment(
        segment.embeddings[kept],
        tuple(compress(segment.owners, kept.tolist())),
        segment.keys[kept],
        None if segment.codes is None else segment.codes[kept],
    )
