"""What is compared with what in a set of faces, and the scores that come of it.

A picture that gave no template has the score FAILED in every comparison: a non-match.
"""

import sys
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from time import process_time

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy import rates
from benchmarks.accuracy.datasets import FaceImage, FaceSet
from matcher import images
from matcher.errors import UmbralError
from matcher.face import template
from matcher.face.compare import compare_many
from matcher.face.extract import FaceExtractor

Scores = NDArray[np.float32]

_BLOCK = 512
_ENROLLED = 3


@dataclass(frozen=True, slots=True)
class FaceTemplates:
    """A set's images after extraction. embeddings: (n, d), zeros where `found` (n,) is False.

    extract_ms: CPU time of each extraction that was tried, without decoding. failures: an image's
    identity and name -> the error's code.
    """

    images: tuple[FaceImage, ...]
    embeddings: Scores
    found: NDArray[np.bool_]
    extract_ms: tuple[float, ...]
    failures: dict[str, str]


@dataclass(frozen=True, slots=True)
class Searches:
    """Open-set identification: mates' scores and ranks, and the best score of each non-mated search."""

    gallery: int
    mates: tuple[float, ...]
    ranks: tuple[float, ...]
    others: tuple[float, ...]


def extract(data: FaceSet, extractor: FaceExtractor) -> FaceTemplates:
    """Every image through the product's own door to a stored template and back.

    The principal face is taken, as each picture is known to be about one person.
    """
    found: list[NDArray[np.float32] | None] = []
    times: list[float] = []
    failures: dict[str, str] = {}
    for number, image in enumerate(data.images, start=1):
        try:
            pixels = images.rgb(images.decode(image.path.read_bytes()))
            started = process_time()
            try:
                embedding = extractor.extract(pixels, principal=True).embedding
            finally:
                times.append(1e3 * (process_time() - started))
            found.append(template.decode(template.encode(embedding, extractor.name), extractor.name))
        except UmbralError as error:
            found.append(None)
            failures[f"{image.identity}/{image.path.name}"] = error.code
        if number % 50 == 0 or number == len(data.images):
            _progress(f"\r{data.name}: {number} of {len(data.images)} images")
    _progress("\n")
    dimension = max((len(vector) for vector in found if vector is not None), default=1)
    nothing = np.zeros(dimension, np.float32)
    embeddings = np.stack([nothing if vector is None else vector for vector in found])
    present = np.array([vector is not None for vector in found])
    return FaceTemplates(data.images, embeddings, present, tuple(times), failures)


def verify(templates: FaceTemplates) -> tuple[Scores, Scores]:
    """The scores of every genuine and of every impostor pair."""
    identities = np.array([image.identity for image in templates.images])
    genuine: list[Scores] = []
    impostor: list[Scores] = []
    for rows, columns, same, other in _pairs(identities):
        scores = _scores(templates, rows, columns)
        genuine.append(scores[same])
        impostor.append(scores[other])
    return np.concatenate(genuine), np.concatenate(impostor)


def impostor_persons(templates: FaceTemplates) -> NDArray[np.int32]:
    """(n, 2): which two of the set's identities, from 0 on, each of `verify`'s impostor pairs is of."""
    identities = np.array([image.identity for image in templates.images])
    number = np.unique(identities, return_inverse=True)[1].astype(np.int32)
    found = []
    for rows, columns, _, other in _pairs(identities):
        first, second = np.nonzero(other)
        found.append(np.column_stack([number[rows[first]], number[columns[second]]]))
    return np.concatenate(found)


def identify(templates: FaceTemplates) -> Searches:
    """Every probe against the set's gallery."""
    gallery, mated, non_mated = searches(templates.images)
    if not gallery:
        return Searches(0, (), (), ())
    place = {templates.images[index].identity: column for column, index in enumerate(gallery)}
    columns = np.array(gallery)
    mates: list[float] = []
    ranks: list[float] = []
    for probe in mated:
        scores = _scores(templates, np.array([probe]), columns)[0]
        column = place[templates.images[probe].identity]
        mates.append(float(scores[column]))
        ranks.append(rates.mean_rank(mates[-1], np.delete(scores, column)))
    others = (float(_scores(templates, np.array([probe]), columns).max()) for probe in non_mated)
    return Searches(len(gallery), tuple(mates), tuple(ranks), tuple(others))


def identify_with_three(templates: FaceTemplates) -> Searches:
    """Every probe against a gallery with three images of a person: the person's score is the best of them.

    Persons with four images or more are enrolled with their first three and searched for with the others;
    the rest is as in `identify`: every second single is enrolled, the remaining ones are strangers.
    """
    owned = _by_identity(templates.images)
    several = {name: indices for name, indices in owned.items() if len(indices) > _ENROLLED}
    singles = [indices[0] for indices in owned.values() if len(indices) == 1]
    people = [indices[:_ENROLLED] for indices in several.values()] + [[index] for index in singles[::2]]
    if not several:
        return Searches(0, (), (), ())
    columns = np.array([index for indices in people for index in indices])
    starts = np.cumsum([0, *(len(indices) for indices in people[:-1])])

    def best(probe: int) -> Scores:
        scores = _scores(templates, np.array([probe]), columns)[0]
        return np.asarray(np.maximum.reduceat(scores, starts), np.float32)

    mates: list[float] = []
    ranks: list[float] = []
    for place, indices in enumerate(several.values()):
        for probe in indices[_ENROLLED:]:
            scores = best(probe)
            mates.append(float(scores[place]))
            ranks.append(rates.mean_rank(mates[-1], np.delete(scores, place)))
    others = (float(best(probe).max()) for probe in singles[1::2])
    return Searches(len(people), tuple(mates), tuple(ranks), tuple(others))


def without(templates: FaceTemplates, names: Container[str]) -> FaceTemplates:
    """The set without the images of these names (suffix apart)."""
    return _kept(templates, [image.path.stem not in names for image in templates.images])


def only(templates: FaceTemplates, identities: Container[str]) -> FaceTemplates:
    """The set's images of these identities."""
    return _kept(templates, [image.identity in identities for image in templates.images])


def _kept(templates: FaceTemplates, chosen: Sequence[bool]) -> FaceTemplates:
    kept = np.array(chosen, np.bool_)
    return replace(
        templates,
        images=tuple(compress(templates.images, chosen)),
        embeddings=templates.embeddings[kept],
        found=templates.found[kept],
    )


def searches(listed: Sequence[FaceImage]) -> tuple[list[int], list[int], list[int]]:
    """Indices of the gallery, the mated and the non-mated probes.

    The gallery holds the first image of every identity with two or more, and of every second identity
    with one, from the first on; mated probes are the other images of the former, non-mated probes the
    remaining singles. Names and images in sorted order.
    """
    by_identity = _by_identity(listed)
    several = [owned for owned in by_identity.values() if len(owned) > 1]
    singles = [owned[0] for owned in by_identity.values() if len(owned) == 1]
    gallery = sorted([owned[0] for owned in several] + singles[::2])
    return gallery, [index for owned in several for index in owned[1:]], singles[1::2]


def _pairs(
    identities: NDArray[np.str_],
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_], NDArray[np.bool_]]]:
    """Every pair once: rows, columns, which of them are of one identity and which of two."""
    count = len(identities)
    for start in range(0, count, _BLOCK):
        rows, columns = np.arange(start, min(start + _BLOCK, count)), np.arange(start, count)
        later = columns > rows[:, np.newaxis]
        same = identities[rows, np.newaxis] == identities[columns]
        yield rows, columns, later & same, later & ~same


def _by_identity(listed: Sequence[FaceImage]) -> dict[str, list[int]]:
    """Indices of each identity's images, names and images in sorted order."""
    found: dict[str, list[int]] = defaultdict(list)
    for index in sorted(range(len(listed)), key=lambda one: (listed[one].identity, listed[one].path.name)):
        found[listed[index].identity].append(index)
    return found


def _scores(templates: FaceTemplates, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Scores:
    """(rows, columns) comparison scores; FAILED where either image gave no template."""
    references = templates.embeddings[columns]
    scores = np.stack([compare_many(probe, references) for probe in templates.embeddings[rows]])
    both = templates.found[rows][:, np.newaxis] & templates.found[columns]
    return np.where(both, scores, np.float32(rates.FAILED))


def _progress(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
