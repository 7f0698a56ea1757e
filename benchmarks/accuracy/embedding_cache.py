"""Embeddings kept between runs of a benchmark: extraction takes far longer than all that comes after it."""

import hashlib
from pathlib import Path

import numpy as np

from benchmarks.accuracy import provenance
from benchmarks.accuracy.datasets import FaceSet
from benchmarks.accuracy.face_protocol import FaceTemplates, extract
from matcher.face.extract import FaceExtractor


def extracted(data: FaceSet, extractor: FaceExtractor, cache: Path | None) -> FaceTemplates:
    """The set's templates, from the folder `cache` where this set was extracted with this extractor before.

    The folder serves one state of the code; a later change of what surrounds the networks wants an empty one.
    What comes from there has neither times nor failures.
    """
    if cache is None:
        return extract(data, extractor)
    key = hashlib.sha256(f"{extractor.name} {provenance.data_hash(data.files())}".encode()).hexdigest()
    path = cache / f"{key}.npz"
    if not path.is_file():
        fresh = extract(data, extractor)
        cache.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            np.savez(file, embeddings=fresh.embeddings, found=fresh.found)
    with np.load(path, allow_pickle=False) as kept:
        return FaceTemplates(data.images, kept["embeddings"], kept["found"], (), {})
