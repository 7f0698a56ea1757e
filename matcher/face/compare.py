"""Two embeddings -> how alike: the cosine of the angle between them, -1 to 1, higher = more alike.

Both must be of one extractor (`template.decode` sees to that) and of unit norm, so the cosine is their
inner product. What a cosine is worth as evidence: `matcher.calibration` with `calibration.json`.
"""

import numpy as np
from numpy.typing import NDArray

Embedding = NDArray[np.float32]


def compare(first: Embedding, second: Embedding) -> float:
    """The score of two embeddings, float32 (d,) each. ValueError where their dimensions differ."""
    return float(compare_each(first, second[np.newaxis])[0])


def compare_many(probe: Embedding, references: Embedding) -> NDArray[np.float32]:
    """float32 (d,) against float32 (n, d) -> float32 (n,). ValueError where the dimensions differ."""
    _refuse_unlike(probe, references)
    return np.asarray(np.clip(references @ probe, -1.0, 1.0), np.float32)


def compare_each(probe: Embedding, references: Embedding) -> NDArray[np.float32]:
    """The same, one row after the other: to the bit what `compare` says, whatever stands beside a row.

    A matrix product is faster among thousands, but adds up in another order where there is one row.
    """
    _refuse_unlike(probe, references)
    return np.asarray(np.clip(np.vecdot(references, probe), -1.0, 1.0), np.float32)


def _refuse_unlike(probe: Embedding, references: Embedding) -> None:
    if probe.ndim != 1 or references.ndim != 2 or references.shape[1] != probe.shape[0]:
        raise ValueError(f"cannot compare {probe.shape} with {references.shape}")
