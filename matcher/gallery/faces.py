"""Face embeddings of a gallery in immutable segments. The one file that knows FAISS.

FAISS crashes when a thread adds while others search, and loads damaged files without a word, so no
index here is ever changed or read from disk: a sealed segment is an index over a fixed matrix, a
deletion builds that one segment anew without the row, and new rows wait in a small plain matrix until
they fill a segment. Readers take the tuple of segments as it stands; one writer (the gallery's lock)
replaces it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import faiss
import numpy as np
from numpy.typing import NDArray

from matcher.parameters import FACE_SEGMENT_ROWS

Embedding = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Segment:
    """embeddings: float32 (n, d), unit norm. owners: the person of each row. index: None for the tail."""

    embeddings: Embedding
    owners: tuple[UUID, ...]
    index: faiss.IndexFlatIP | None

    def similarities(self, probe: Embedding) -> Embedding:
        """Cosine of a probe (d,) with every row: float32 (n,)."""
        return np.asarray(self.embeddings @ probe, dtype=np.float32)

    def nearest(self, probe: Embedding, k: int, allowed: Callable[[UUID], bool]) -> list[tuple[float, UUID]]:
        """Up to k (cosine, person) pairs among the allowed persons."""
        rows = np.fromiter((allowed(owner) for owner in self.owners), dtype=bool, count=len(self.owners))
        wanted = min(k, int(rows.sum()))
        if wanted == 0:
            return []
        if self.index is None:
            scores = np.where(rows, self.similarities(probe), -np.inf)
            order = np.argsort(-scores, kind="stable")[:wanted]
            return [(float(scores[row]), self.owners[row]) for row in order]
        selector = faiss.IDSelectorBatch(np.flatnonzero(rows).astype(np.int64))
        parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg] # its stubs omit it
        scores, order = self.index.search(probe[np.newaxis], wanted, params=parameters)
        return [(float(s), self.owners[row]) for s, row in zip(scores[0], order[0], strict=True) if row >= 0]


def _sealed(embeddings: Embedding, owners: tuple[UUID, ...]) -> Segment:
    index = faiss.IndexFlatIP(embeddings.shape[1])
    index.add(embeddings)
    return Segment(embeddings, owners, index)


@dataclass(frozen=True, slots=True)
class FaceSegments:
    """All face embeddings of a gallery at one moment; every change returns a new value."""

    sealed: tuple[Segment, ...] = ()
    tail: Segment | None = None

    def __len__(self) -> int:
        return sum(len(segment.owners) for segment in self._all())

    def _all(self) -> tuple[Segment, ...]:
        return self.sealed if self.tail is None else (*self.sealed, self.tail)

    def with_face(self, owner: UUID, embedding: Embedding) -> "FaceSegments":
        """Add one embedding, float32 (d,)."""
        row = np.ascontiguousarray(embedding[np.newaxis], dtype=np.float32)
        if self.tail is None:
            return FaceSegments(self.sealed, Segment(row, (owner,), None))
        rows, owners = np.vstack([self.tail.embeddings, row]), (*self.tail.owners, owner)
        if len(owners) < FACE_SEGMENT_ROWS:
            return FaceSegments(self.sealed, Segment(rows, owners, None))
        return FaceSegments((*self.sealed, _sealed(rows, owners)), None)

    def without(self, person: UUID) -> "FaceSegments":
        """Remove all rows of a person; their segments are built anew, so nothing of them stays in memory."""
        sealed = tuple(kept for s in self.sealed if (kept := _without(s, person)) is not None)
        return FaceSegments(sealed, _without(self.tail, person) if self.tail is not None else None)

    def nearest(self, probe: Embedding, k: int, allowed: Callable[[UUID], bool]) -> list[tuple[float, UUID]]:
        """Up to k (cosine, person) pairs, best first; ties in the order of enrolment. Scores are exact."""
        found = [pair for segment in self._all() for pair in segment.nearest(probe, k, allowed)]
        return sorted(found, key=lambda pair: -pair[0])[:k]


def _without(segment: Segment, person: UUID) -> Segment | None:
    if person not in segment.owners:
        return segment
    rows = [row for row, owner in enumerate(segment.owners) if owner != person]
    if not rows:
        return None
    embeddings = np.ascontiguousarray(segment.embeddings[rows])
    owners = tuple(segment.owners[row] for row in rows)
    return Segment(embeddings, owners, None) if segment.index is None else _sealed(embeddings, owners)
