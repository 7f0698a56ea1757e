"""The contract's protocol for fingerprints: what is extracted, which pairs are compared, what is told.

Every image is extracted, written as a template and read back. Genuine: every pair of impressions of one
finger; impostor: every pair across the fingers of one set. A failure to extract is a non-match everywhere.
"""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.bootstrap import OwnedScores, intervals
from benchmarks.accuracy.datasets import FingerprintSet
from benchmarks.accuracy.rates import FAILED, verification_rates
from matcher import images
from matcher.errors import UmbralError
from matcher.fingerprint import template
from matcher.fingerprint.compare import compare_many
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.searchable import SearchableFinger, prepare

Pixels = NDArray[np.uint8]
Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]
View = Callable[[Pixels, float], tuple[Pixels, float]]


class Extracts(Protocol):
    """An extractor, the product's or one that remembers."""

    def extract(self, grey: Pixels, dpi: float) -> Minutiae:
        """The minutiae of one impression. Raises UmbralError where there are none."""


@dataclass(frozen=True, slots=True)
class ExtractedSet:
    """One set's impressions in order; None where extraction failed. seconds: processor time of each."""

    name: str
    owners: tuple[str, ...]
    fingers: tuple[SearchableFinger | None, ...]
    seconds: tuple[float, ...]
    failures: dict[str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """One set's scores. seconds: processor time of all comparisons."""

    scores: OwnedScores
    seconds: float

    @property
    def genuine(self) -> Scores:
        """(g,) float64, FAILED where one of the two was not extracted."""
        return self.scores.genuine

    @property
    def impostor(self) -> Scores:
        """(i,) likewise."""
        return self.scores.impostor


def as_it_is(grey: Pixels, dpi: float) -> tuple[Pixels, float]:
    """The image unchanged."""
    return grey, dpi


@dataclass(frozen=True, slots=True)
class Extraction:
    """One image's finger, or why there is none. seconds: processor time."""

    finger: SearchableFinger | None
    seconds: float
    failure: str | None


def extract_one(path: Path, dpi: float, extractor: Extracts, view: View = as_it_is) -> Extraction:
    """One image as the service would hold it: through the stored record and back."""
    pixels, dpi = view(images.grey(images.decode(path.read_bytes())), dpi)
    finger, failure = None, None
    start = time.process_time()
    try:
        finger = prepare(template.decode(template.encode(extractor.extract(pixels, dpi))))
    except UmbralError as error:
        failure = error.code
    return Extraction(finger, time.process_time() - start, failure)


def extract_set(data: FingerprintSet, extractor: Extracts, view: View = as_it_is) -> ExtractedSet:
    """Every impression of a set. view: what is done to an image and its dpi beforehand; not timed."""
    found = []
    for number, path in enumerate(data.files(), 1):
        found.append(extract_one(path, data.dpi, extractor, view))
        progress(f"{data.name}: {number} of {len(data.impressions)} images")
    return as_set(data, found)


def as_set(data: FingerprintSet, found: Sequence[Extraction]) -> ExtractedSet:
    """A set's extractions, in the order of its impressions, as one."""
    return ExtractedSet(
        name=data.name,
        owners=tuple(impression.finger for impression in data.impressions),
        fingers=tuple(one.finger for one in found),
        seconds=tuple(one.seconds for one in found),
        failures={
            path.name: one.failure
            for path, one in zip(data.files(), found, strict=True)
            if one.failure is not None
        },
    )


def compare_set(probes: ExtractedSet, references: ExtractedSet | None = None) -> Compared:
    """Every pair of a set once, the earlier impression as the probe.

    references: the same impressions extracted otherwise, if the later impression is to come from there.
    """
    scores, seconds = score_matrix(probes, references or probes)
    return Compared(owned(probes.owners, scores), seconds)


def score_matrix(probes: ExtractedSet, references: ExtractedSet) -> tuple[Scores, float]:
    """(n, n) float64 above the diagonal, row = probe, FAILED elsewhere; and the processor time in seconds."""
    scores = np.full((len(probes.owners),) * 2, FAILED)
    start = time.process_time()
    for row, probe in enumerate(probes.fingers):
        later = [
            (at, one) for at, one in enumerate(references.fingers[row + 1 :], row + 1) if one is not None
        ]
        if probe is not None and later:
            scores[row, [at for at, _ in later]] = compare_many(probe, [one for _, one in later])
    return scores, time.process_time() - start


def owned(owners: Sequence[str], scores: Scores, measured: Mask | None = None) -> OwnedScores:
    """The pairs of a set by finger.

    scores: (n, n) float64, row = probe; read above the diagonal, and there where `measured` is true.
    """
    names, finger = np.unique(np.array(owners), return_inverse=True)
    first, second = np.nonzero(np.triu(np.ones(scores.shape, np.bool_) if measured is None else measured, 1))
    same = finger[first] == finger[second]
    values = scores[first, second]
    return OwnedScores(
        genuine=values[same],
        impostor=values[~same],
        genuine_fingers=finger[first][same],
        impostor_fingers=np.column_stack([finger[first], finger[second]])[~same],
        fingers=len(names),
    )


def figures(extracted: Sequence[ExtractedSet], compared: Sequence[Compared]) -> dict[str, Any]:
    """The contract's figures of one set, or of several pooled under one threshold."""
    seconds = [second for each in extracted for second in each.seconds]
    rates = error_figures(compared)
    spent = sum(each.seconds for each in compared)
    return {
        **rates,
        "fte": sum(len(each.failures) for each in extracted) / len(seconds),
        "extract_ms_p50": round(float(np.median(seconds)) * 1000, 1),
        "compare_per_s": round((rates["genuine"] + rates["impostor"]) / max(spent, 1e-9)),
    }


def error_figures(compared: Sequence[Compared]) -> dict[str, Any]:
    """The error rates with their intervals, pooled."""
    rates = verification_rates(
        np.concatenate([each.genuine for each in compared]),
        np.concatenate([each.impostor for each in compared]),
    )
    return {**asdict(rates), **intervals([each.scores for each in compared])}


def with_interval(row: dict[str, Any], name: str) -> str:
    """A rate for a reader, in per cent: "0.53 [0.10, 1.21]"."""
    low, high = row[f"{name}_95"]
    return f"{100 * row[name]:.2f} [{100 * low:.2f}, {100 * high:.2f}]"


def progress(line: str) -> None:
    """One line that overwrites itself on a terminal; silent elsewhere."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
