"""Face embeddings of a gallery in immutable segments. The one file that knows FAISS.

FAISS crashes when a thread adds while others search, and loads damaged files without a word, so no index
here is ever changed or read from disk. A sealed segment holds its embeddings twice: as they are, and as codes
of four bits for every two dimensions (product quantization, searched by byte shuffles: Andre, Kermarrec, Le
Scouarnec, VLDB 9, 2015). A search reads all codes and compares the nearest exactly; no list is skipped. New
rows wait in a small plain matrix; a deletion builds that one segment anew without the row. Readers take the
tuple of segments as it stands; one writer (the gallery's lock) replaces it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import faiss
import numpy as np
from numpy.typing import NDArray

from matcher.parameters import FACE_COMPARED, FACE_SEGMENT_ROWS, FACE_TAIL_ROWS

Embedding = NDArray[np.float32]
Allowed = Callable[[UUID], bool] | None

_CODE_BITS = 4
_DIMENSIONS_PER_CODE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """embeddings: float32 (n, d), unit norm. owners: the person of each row. codes: None for the tail."""

    embeddings: Embedding
    owners: tuple[UUID, ...]
    people: frozenset[UUID]
    codes: "_Codes | None"

    @classmethod
    def of(cls, embeddings: Embedding, owners: Sequence[UUID], codes: "_Codes | None" = None) -> "Segment":
        """A segment over these rows."""
        return cls(embeddings, tuple(owners), frozenset(owners), codes)

    def nearest(self, probe: Embedding, k: int, allowed: Allowed) -> list[tuple[float, UUID]]:
        """Up to k (cosine, person) pairs among the allowed persons (all, if None), the nearest first."""
        rows = self._worth_comparing(probe, k, allowed)
        scores = self.embeddings[rows] @ probe
        order = np.argsort(-scores, kind="stable")[:k]
        return [(float(scores[at]), self.owners[rows[at]]) for at in order]

    def _worth_comparing(self, probe: Embedding, k: int, allowed: Allowed) -> NDArray[np.int64]:
        """Rows in rising order: the nearest by their codes, or all where too few of those are allowed."""
        depth = max(k, FACE_COMPARED)
        while self.codes is not None and depth < len(self.owners):
            rows = self._allowed(self.codes.nearest(probe, depth), allowed)
            if len(rows) >= k:
                return rows
            depth *= 10
        return self._allowed(np.arange(len(self.owners)), allowed)

    def _allowed(self, rows: NDArray[np.int64], allowed: Allowed) -> NDArray[np.int64]:
        if allowed is None:
            return rows
        return np.array([row for row in rows.tolist() if allowed(self.owners[row])], np.int64)


class _Codes:
    """The rows of one matrix as codes of a book that was learned once."""

    def __init__(self, book: faiss.IndexPQFastScan, embeddings: Embedding) -> None:
        self._book = book
        self._index = faiss.clone_index(book)
        self._index.add(embeddings)

    @classmethod
    def learned(cls, embeddings: Embedding) -> "_Codes":
        """Codes by a book that is learned from these rows."""
        dimensions = embeddings.shape[1]
        book = faiss.IndexPQFastScan(
            dimensions, dimensions // _DIMENSIONS_PER_CODE, _CODE_BITS, faiss.METRIC_INNER_PRODUCT
        )
        book.train(embeddings)
        return cls(book, embeddings)

    def of(self, embeddings: Embedding) -> "_Codes":
        """Other rows by the same book."""
        return _Codes(self._book, embeddings)

    def nearest(self, probe: Embedding, depth: int) -> NDArray[np.int64]:
        """So many rows, in rising order."""
        _, rows = self._index.search(probe[np.newaxis], depth)
        return np.sort(rows[0][rows[0] >= 0]).astype(np.int64)


@dataclass(frozen=True, slots=True)
class FaceSegments:
    """All face embeddings of a gallery at one moment; every change returns a new value."""

    sealed: tuple[Segment, ...] = ()
    tail: Segment | None = None

    def __len__(self) -> int:
        return sum(len(segment.owners) for segment in self._all())

    def _all(self) -> tuple[Segment, ...]:
        return self.sealed if self.tail is None else (*self.sealed, self.tail)

    def with_faces(self, faces: Sequence[tuple[UUID, Embedding]]) -> "FaceSegments":
        """Add embeddings, float32 (d,) each, in their order."""
        if not faces:
            return self
        rows = np.stack([embedding for _, embedding in faces]).astype(np.float32, copy=False)
        owners = [owner for owner, _ in faces]
        if self.tail is not None:
            rows, owners = np.vstack([self.tail.embeddings, rows]), [*self.tail.owners, *owners]
        if len(owners) < FACE_TAIL_ROWS:
            return FaceSegments(self.sealed, Segment.of(rows, owners))
        return FaceSegments(_sealed_with(self.sealed, rows, owners))

    def without(self, person: UUID) -> "FaceSegments":
        """Remove all rows of a person; their segments are built anew, so nothing of them stays in memory."""
        sealed = tuple(kept for s in self.sealed if (kept := _without(s, person)) is not None)
        return FaceSegments(sealed, _without(self.tail, person) if self.tail is not None else None)

    def nearest(self, probe: Embedding, k: int, allowed: Allowed = None) -> list[tuple[float, UUID]]:
        """Up to k (cosine, person) pairs, best first; ties in the order of enrolment. Scores are exact."""
        found = [pair for segment in self._all() for pair in segment.nearest(probe, k, allowed)]
        return sorted(found, key=lambda pair: -pair[0])[:k]


def _sealed_with(sealed: tuple[Segment, ...], rows: Embedding, owners: list[UUID]) -> tuple[Segment, ...]:
    """Rows are first added to the last segment while it has room, by its own book."""
    made = list(sealed)
    if made and len(made[-1].owners) < FACE_SEGMENT_ROWS:
        last = made.pop()
        room = FACE_SEGMENT_ROWS - len(last.owners)
        together = np.vstack([last.embeddings, rows[:room]])
        assert last.codes is not None  # noqa: S101 - it is sealed
        made.append(Segment.of(together, [*last.owners, *owners[:room]], last.codes.of(together)))
        rows, owners = rows[room:], owners[room:]
    for first in range(0, len(owners), FACE_SEGMENT_ROWS):
        part = np.ascontiguousarray(rows[first : first + FACE_SEGMENT_ROWS])
        codes = made[-1].codes.of(part) if made and made[-1].codes else _Codes.learned(part)
        made.append(Segment.of(part, owners[first : first + FACE_SEGMENT_ROWS], codes))
    return tuple(made)


def _without(segment: Segment, person: UUID) -> Segment | None:
    if person not in segment.people:
        return segment
    rows = [row for row, owner in enumerate(segment.owners) if owner != person]
    if not rows:
        return None
    embeddings = np.ascontiguousarray(segment.embeddings[rows])
    codes = None if segment.codes is None else segment.codes.of(embeddings)
    return Segment.of(embeddings, [segment.owners[row] for row in rows], codes)
