"""Face embeddings of a gallery in immutable segments. The one file that knows FAISS.

A sealed segment holds its embeddings twice: as they are, and as codes of three bits for four of their
dimensions (product quantization that FAISS learns, on axes and with choices made for scores: score_axes.py,
score_codes.py). A search scans the codes of all segments into one list (matcher/kernels/scan.py) and compares
the nearest exactly; no row is skipped. New rows wait in a small plain matrix; a deletion builds that one
segment anew without the row. Readers take the tuple of segments as it stands; one writer (the gallery's lock)
replaces it. There is no FAISS index: one crashes when a thread adds while others search, and loads damaged
files without a word.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate, compress
from uuid import UUID

import faiss
import numpy as np
from numpy.typing import NDArray

from matcher.face.template import require_dimension
from matcher.gallery import score_codes
from matcher.gallery.groups import Listed, RowFilter, person_keys
from matcher.gallery.score_axes import ScoreAxes
from matcher.kernels.rows import weigh
from matcher.kernels.scan import MOST_CODE_OCTETS, CodeBlocks, CodeParts, scan_kernel, scan_many
from matcher.kernels.scan_twin import GROUP_OCTETS
from matcher.kernels.selfcheck import NUMPY
from matcher.parameters import (
    FACE_CODE_BITS,
    FACE_COMPARED,
    FACE_LEARNED_ROWS,
    FACE_SEGMENT_ROWS,
    FACE_TAIL_ROWS,
)

Embedding = NDArray[np.float32]
Rows = NDArray[np.int64]
Octets = NDArray[np.uint8]
Face = tuple[UUID, Embedding]

_CODE_BITS = 4
_MOST_CODES = 2 * MOST_CODE_OCTETS
_TOGETHER = 2  # dimensions that one code tells of


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Segment:
    """embeddings: float32 (n, d), unit norm. owners: the person of each row; keys: uint64 (n, 2), the same,
    to be found without Python. codes: None for the tail."""

    embeddings: Embedding
    owners: tuple[UUID, ...]
    keys: NDArray[np.uint64]
    codes: CodeBlocks | None = None

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
        codes = [each.codes.codes() for each in (self, other) if each.codes is not None]
        return Segment(
            np.vstack([self.embeddings, other.embeddings]),
            self.owners + other.owners,
            np.vstack([self.keys, other.keys]),
            CodeBlocks.of(np.vstack(codes)) if codes else None,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """How embeddings become codes, learned once. centroids: float32 (codes, 16, 2), what each code's values
    stand for. rows: from how many it was learned."""

    axes: ScoreAxes
    quantizer: faiss.ProductQuantizer
    centroids: Embedding
    rows: int

    @classmethod
    def learned(cls, embeddings: Embedding) -> "Book":
        """From these rows, at least 16."""
        dimensions = embeddings.shape[1]
        codes = min(int(dimensions * FACE_CODE_BITS) // _CODE_BITS, dimensions // _TOGETHER, _MOST_CODES)
        codes = max(codes, 1)
        axes = ScoreAxes.of(embeddings, codes * _TOGETHER)
        quantizer = faiss.ProductQuantizer(codes * _TOGETHER, codes, _CODE_BITS)
        quantizer.train(axes.references(embeddings))
        centroids = faiss.vector_to_array(quantizer.centroids).reshape(-1, 2**_CODE_BITS, _TOGETHER)
        return cls(axes, quantizer, centroids, len(embeddings))

    def codes(self, embeddings: Embedding) -> CodeBlocks:
        """Of float32 (n, d)."""
        rows = self.axes.references(embeddings)
        nearest = np.asarray(self.quantizer.compute_codes(rows), np.uint8)
        return CodeBlocks.of(score_codes.refined(nearest, rows, self.axes.probes(embeddings), self.centroids))

    def tables(self, probe: Embedding) -> Octets:
        """float32 (d,) -> uint8 (2 c, 16): what each value of each half of a code costs. The costs of eight
        octets are at most 255, so that as little as can be is lost to whole numbers."""
        turned = self.axes.probes(probe).reshape(-1, 1, _TOGETHER)
        worth = (self.centroids * turned).sum(axis=2)
        cost = np.zeros((len(worth) + len(worth) % 2, 2**_CODE_BITS), np.float32)
        cost[: len(worth)] = worth.max(axis=1, keepdims=True) - worth
        most = np.add.reduceat(cost.max(axis=1), np.arange(0, len(cost), 2 * GROUP_OCTETS)).max()
        return np.rint(cost * (255 / most if most > 0 else 0.0)).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class FaceSegments:
    """All face embeddings of a gallery at one moment; every change returns a new value.

    book: how the sealed ones are coded, None where none is sealed; codes: all of theirs.
    """

    sealed: tuple[Segment, ...] = ()
    tail: Segment | None = None
    book: Book | None = None
    codes: CodeParts = field(default_factory=partial(CodeParts.of, ()))

    def __len__(self) -> int:
        return sum(len(segment.owners) for segment in self._all())

    def _all(self) -> tuple[Segment, ...]:
        return self.sealed if self.tail is None else (*self.sealed, self.tail)

    def _dimension(self) -> int | None:
        """Of the embeddings; None where there are none."""
        return next((segment.embeddings.shape[1] for segment in self._all()), None)

    def with_faces(self, faces: Sequence[Face]) -> "FaceSegments":
        """Add embeddings, float32 (d,) each, in their order; CorruptFaceTemplate for a d of its own."""
        if not faces:
            return self
        require_dimension((embedding for _, embedding in faces), self._dimension())
        if (0 if self.tail is None else len(self.tail.owners)) + len(faces) < FACE_TAIL_ROWS:
            waiting = Segment.of(_stacked(faces), [owner for owner, _ in faces])
            return replace(self, tail=waiting if self.tail is None else self.tail.followed_by(waiting))
        if self.tail is not None:
            faces = [*zip(self.tail.owners, self.tail.embeddings, strict=True), *faces]
        book = _better_book(self.book, self.sealed, faces)
        sealed = self.sealed if book is self.book else tuple(_recoded(each, book) for each in self.sealed)
        return _published(_sealed_with(sealed, faces, book), None, book)

    def without(self, persons: Collection[UUID]) -> "FaceSegments":
        """Remove all rows of these persons. Their segments are built anew in memory of their own, so that
        nothing of them stays in what is held."""
        leaving = Listed(frozenset(persons))
        sealed = tuple(kept for each in self.sealed if (kept := _without(each, leaving)) is not None)
        tail = None if self.tail is None else _without(self.tail, leaving)
        return _published(sealed, tail, self.book)

    def nearest(self, probe: Embedding, k: int, allowed: RowFilter | None = None) -> list[tuple[float, UUID]]:
        """Up to k (cosine, person) pairs, best first; ties in the order of enrolment. Scores are exact.

        CorruptFaceTemplate where the probe is of another dimension than they are.
        """
        require_dimension([probe], self._dimension())
        segments = self._all()
        starts = [0, *accumulate(len(segment.owners) for segment in segments)]
        let_in = None if allowed is None else partial(_let_in, allowed, segments)
        waiting = np.arange(starts[len(self.sealed)], starts[-1])
        rows = np.concatenate(
            [self._worth_comparing(probe, k, let_in), waiting if let_in is None else let_in(waiting)]
        )
        scores = weigh([segment.embeddings for segment in segments], rows, probe)
        first = _first(scores, k)
        owners = _owners(segments, starts, rows[first])
        return list(zip(scores[first].tolist(), owners, strict=True))

    def _worth_comparing(self, probe: Embedding, k: int, let_in: Callable[[Rows], Rows] | None) -> Rows:
        """Sealed rows in rising order: the nearest by their codes. All of them where too few of those are let
        in, and where no kernel scans: comparing everybody exactly is faster than scanning in NumPy."""
        total, depth = self.codes.rows, max(k, FACE_COMPARED)
        if self.book is not None and depth < total and scan_kernel() != NUMPY:
            tables = self.book.tables(probe)
            while depth < total:
                rows = scan_many(self.codes, tables, depth)
                if let_in is None or len(rows := let_in(rows)) >= k:
                    return rows
                depth *= 10
        rows = np.arange(total)
        return rows if let_in is None else let_in(rows)


def _published(sealed: tuple[Segment, ...], tail: Segment | None, book: Book | None) -> FaceSegments:
    codes = CodeParts.of([segment.codes for segment in sealed if segment.codes is not None])
    return FaceSegments(sealed, tail, book if sealed else None, codes)


def _let_in(allowed: RowFilter, segments: Sequence[Segment], rows: Rows) -> Rows:
    may = [allowed.rows(segment) for segment in segments]
    return rows[np.concatenate(may)[rows]] if may else rows


def _owners(segments: Sequence[Segment], starts: Sequence[int], rows: Rows) -> list[UUID]:
    """Whose these rows are."""
    places = np.searchsorted(starts, rows, side="right") - 1
    within = rows - np.asarray(starts)[places]
    owners = [segment.owners for segment in segments]
    return [owners[place][row] for place, row in zip(places.tolist(), within.tolist(), strict=True)]


def _first(scores: NDArray[np.float32], k: int) -> Rows:
    """Places of the k highest, highest first; ties in their order."""
    if k >= len(scores):
        return np.argsort(-scores, kind="stable")
    found = np.flatnonzero(scores >= np.partition(scores, len(scores) - k)[len(scores) - k])
    return found[np.argsort(-scores[found], kind="stable")[:k]]


def _stacked(faces: Sequence[Face]) -> Embedding:
    """(n, d): theirs alone, in memory of its own."""
    return np.stack([embedding for _, embedding in faces]).astype(np.float32, copy=False)


def _better_book(known: Book | None, sealed: Sequence[Segment], faces: Sequence[Face]) -> Book:
    """The known book, unless there is none, or it was learned from few rows and there are many now."""
    total = sum(len(segment.owners) for segment in sealed) + len(faces)
    if known and (known.rows >= FACE_LEARNED_ROWS or total < FACE_LEARNED_ROWS):
        return known
    rows, some = [], FACE_LEARNED_ROWS
    for segment in sealed:
        rows.append(segment.embeddings[:some])
        some -= len(rows[-1])
    if some > 0:
        rows.append(_stacked(faces[:some]))
    return Book.learned(np.concatenate(rows))


def _recoded(segment: Segment, book: Book) -> Segment:
    return Segment(segment.embeddings, segment.owners, segment.keys, book.codes(segment.embeddings))


def _sealed_with(sealed: tuple[Segment, ...], faces: Sequence[Face], book: Book) -> tuple[Segment, ...]:
    """Rows are first added to the last segment while it has room."""
    made = list(sealed)
    room = FACE_SEGMENT_ROWS - len(made[-1].owners) if made else 0
    if room > 0:
        made.append(made.pop().followed_by(_coded(faces[:room], book)))
    cuts = range(max(room, 0), len(faces), FACE_SEGMENT_ROWS)
    return (*made, *(_coded(faces[cut : cut + FACE_SEGMENT_ROWS], book) for cut in cuts))


def _coded(faces: Sequence[Face], book: Book) -> Segment:
    return Segment.of(_stacked(faces), [owner for owner, _ in faces], book)


def _without(segment: Segment, leaving: Listed) -> Segment | None:
    """Itself where they have no row in it; None where nobody else has one."""
    theirs = leaving.rows(segment)
    if not theirs.any():
        return segment
    if theirs.all():
        return None
    kept = ~theirs
    return Segment(
        segment.embeddings[kept],
        tuple(compress(segment.owners, kept.tolist())),
        segment.keys[kept],
        None if segment.codes is None else CodeBlocks.of(segment.codes.codes()[kept]),
    )
