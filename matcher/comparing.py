"""All of some samples compared with one another: what a site's own data say about its matcher."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Modality, Sample
from matcher.errors import UmbralError
from matcher.extraction import Extractors
from matcher.face import template as face_template
from matcher.face.compare import compare_many as compare_faces
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.compare import compare_many as compare_fingers
from matcher.fingerprint.searchable import prepare

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """scores: (n, n) float32 raw scores, the same both ways; -inf in the row and column of a sample without
    template, and on the diagonal. failures: place among the samples -> why there is no template.
    extractor: of all templates; empty where there is none."""

    scores: Scores
    failures: dict[int, str]
    extractor: str


def compare_all(
    samples: Sequence[Callable[[], Sample]],
    extractors: Extractors,
    progress: Callable[[int], None] = lambda _: None,
) -> Compared:
    """Every pair of the samples, which are of one modality and opened one at a time.

    A sample with several fingers counts by its first. progress: told how many have been extracted.
    """
    payloads: dict[int, bytes] = {}
    failures: dict[int, str] = {}
    extractor, modality = "", Modality.FACE
    for number, opened in enumerate(samples):
        try:
            made = next(iter(extractors.extract(opened())))
        except (UmbralError, OSError) as error:
            failures[number] = str(error)
        else:
            payloads[number] = made.template.payload
            extractor, modality = made.template.extractor, made.template.modality
        progress(number + 1)
    scores = np.full((len(samples),) * 2, -np.inf, np.float32)
    places = np.array(list(payloads), np.intp)
    compared = _faces if modality is Modality.FACE else _fingers
    for row, told in compared(list(payloads.values()), extractor):
        scores[places[row], places[row + 1 :]] = told
        scores[places[row + 1 :], places[row]] = told
    return Compared(scores, failures, extractor)


def _faces(payloads: Sequence[bytes], extractor: str) -> Iterator[tuple[int, Scores]]:
    """Each row's scores with the later ones."""
    if payloads:
        vectors = np.stack([face_template.decode(payload, extractor) for payload in payloads])
        for row in range(len(vectors) - 1):
            yield row, compare_faces(vectors[row], vectors[row + 1 :])


def _fingers(payloads: Sequence[bytes], _extractor: str) -> Iterator[tuple[int, Scores]]:
    fingers = [prepare(finger_template.decode(payload)) for payload in payloads]
    for row in range(len(fingers) - 1):
        yield row, np.asarray(compare_fingers(fingers[row], fingers[row + 1 :]), np.float32)
