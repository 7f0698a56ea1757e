"""What the codes lose: a search through FaceSegments against one that compares everybody."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.rates import FAILED, fnir_at_fpir
from benchmarks.speed.face_crowd import Embedding
from matcher.gallery.faces import FaceSegments
from matcher.parameters import MATCH_FPIR

_AT_ONCE = 20_000  # references compared together: their scores with 2,000 probes take 160 MB


@dataclass(frozen=True, slots=True, eq=False)
class Enrolled:
    """A gallery before it is one. embeddings: (n, d) of its people; mates: other samples of the first of
    them; extractor: in whose name."""

    people: list[UUID]
    embeddings: Embedding
    mates: Embedding
    extractor: str


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """Of each probe the nearest row and its score."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float64]


def losses(enrolled: Enrolled, segments: FaceSegments, strangers: Embedding) -> dict[str, object]:
    """Exhaustive search and ours, side by side, for the mates and for strangers."""
    number = {person: row for row, person in enumerate(enrolled.people)}
    exact, exact_strangers = (exhaustive(enrolled.embeddings, each) for each in (enrolled.mates, strangers))
    ours, our_strangers = (coded(segments, each, number) for each in (enrolled.mates, strangers))
    mates = np.arange(len(exact.rows))
    first, found = exact.rows == mates, ours.rows == mates
    return {
        "mated_searches": len(mates),
        "same_first_as_exact": int(np.count_nonzero(exact.rows == ours.rows)),
        "mates_first_by_exact": int(np.count_nonzero(first)),
        "mates_lost": int(np.count_nonzero(first & ~found)),
        "stranger_searches": len(strangers),
        "same_best_stranger": int(np.count_nonzero(exact_strangers.rows == our_strangers.rows)),
        "fnir_at_fpir_1e-2_exact": _fnir(exact, first, exact_strangers),
        "fnir_at_fpir_1e-2": _fnir(ours, found, our_strangers),
        "scores_differ_by": float(np.abs(ours.scores - exact.scores)[found & first].max(initial=0.0)),
    }


def exhaustive(gallery: Embedding, probes: Embedding) -> Nearest:
    """Everybody compared, in NumPy."""
    rows = np.zeros(len(probes), np.int64)
    scores = np.full(len(probes), -np.inf, np.float32)
    for first in range(0, len(gallery), _AT_ONCE):
        found = probes @ gallery[first : first + _AT_ONCE].T
        nearest = found.argmax(axis=1)
        best = found[np.arange(len(probes)), nearest]
        rows = np.where(best > scores, first + nearest, rows)
        scores = np.maximum(best, scores)
    return Nearest(rows, scores.astype(np.float64))


def coded(segments: FaceSegments, probes: Embedding, number: dict[UUID, int]) -> Nearest:
    """The product's search; number: of each person their row."""
    found = [segments.nearest(probe, 1)[0] for probe in probes]
    return Nearest(
        np.array([number[person] for _, person in found]), np.array([score for score, _ in found], np.float64)
    )


def _fnir(searched: Nearest, mate_first: NDArray[np.bool_], strangers: Nearest) -> float:
    """A mate who is not first is a miss, whatever their score."""
    mates = np.where(mate_first, searched.scores, FAILED)
    return fnir_at_fpir(mates, np.where(mate_first, 1.0, 2.0), strangers.scores, MATCH_FPIR)
