"""Faces, points and embeddings of a set, kept between runs of a benchmark: finding them takes far longer
than all that comes after it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy import provenance
from benchmarks.accuracy.datasets import FaceSet
from matcher import images
from matcher.errors import UmbralError
from matcher.face.detect import Box, DetectedFace, PointScheme
from matcher.face.extract import FaceExtraction, FaceExtractor


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Of image `index` in its set. sure_faces: how many faces the detector is sure of."""

    index: int
    face: DetectedFace
    sure_faces: int
    embedding: NDArray[np.float32]


def detections(data: FaceSet, extractor: FaceExtractor, cache: Path) -> list[Found]:
    """One for every image that shows a face, from the folder `cache` where this was done before.

    The folder serves one state of the code: after a change of detection or embedding give an empty one.
    """
    key = hashlib.sha256(f"{extractor.name} {provenance.data_hash(data.files())}".encode()).hexdigest()
    path = cache / f"faces-{key}.npz"
    if not path.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        _keep(path, data, extractor)
    with np.load(path, allow_pickle=False) as kept:
        scheme = PointScheme(str(kept["scheme"]))
        columns = (kept[name] for name in ("index", "box", "points", "score", "sure", "faces", "embedding"))
        return [
            Found(
                index=int(index),
                face=DetectedFace(Box(*box.tolist()), points, scheme, float(score), bool(sure)),
                sure_faces=int(faces),
                embedding=embedding,
            )
            for index, box, points, score, sure, faces, embedding in zip(*columns, strict=True)
        ]


def _keep(path: Path, data: FaceSet, extractor: FaceExtractor) -> None:
    found: list[tuple[int, FaceExtraction]] = []
    for index, image in enumerate(data.images):
        try:
            pixels = images.rgb(images.decode(image.path.read_bytes()))
            found.append((index, extractor.extract(pixels, principal=True)))
        except UmbralError:
            continue  # no face, or too small: there is nothing to grade
    faces = [each.face for _, each in found]
    with path.open("wb") as file:
        np.savez(
            file,
            scheme=np.str_(faces[0].scheme),
            index=[index for index, _ in found],
            box=[(f.box.left, f.box.top, f.box.width, f.box.height) for f in faces],
            points=[face.points for face in faces],
            score=[face.score for face in faces],
            sure=[face.sure for face in faces],
            faces=[sum(face.sure for face in each.faces) for _, each in found],
            embedding=[each.embedding for _, each in found],
        )
