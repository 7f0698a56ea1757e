"""Several pictures of one face taken together: what they have in common is the person.

The mean of a person's embeddings, each weighed by its picture's quality, is one more reference beside them.
What light, pose and the moment did to each picture cancels in it. Why, and what it buys: docs/adr/0018.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.face.parameters import VIEW_WEIGHT_LEAST

Embedding = NDArray[np.float32]

_NOTHING_LEFT = 1e-6


def mean_view(views: Sequence[tuple[Embedding, int | None]]) -> Embedding | None:
    """Embeddings float32 (d,) of unit norm with their qualities, 0 to 100 -> float32 (d,), unit norm.

    Where one was not graded all weigh the same. None for fewer than two, and where nothing is left of them.
    """
    if len(views) < 2:
        return None
    graded = [quality for _, quality in views if quality is not None]
    weights = np.ones(len(views))
    if len(graded) == len(views):
        weights = np.maximum(np.array(graded) / 100, VIEW_WEIGHT_LEAST)
    total = weights @ np.stack([embedding for embedding, _ in views]).astype(np.float64)
    length = float(np.linalg.norm(total)) / float(weights.sum())
    if length < _NOTHING_LEFT:
        return None
    return np.asarray(total / np.linalg.norm(total), np.float32)
