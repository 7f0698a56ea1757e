"""A crowd of made-up face embeddings, a million a minute, as hard to tell apart as those of real faces.

A person is a point of a normal distribution, moved towards the middles of the groups that they belong to
(people look alike in large groups and in small ones: without the groups strangers would hardly ever be
lookalikes). A sample is that point with normal noise, as strong as the sample is poor, brought to unit norm.
The distributions are those of real embeddings (face_crowd_fit.py); everything else follows from a seed and
the person's number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

AT_ONCE: Final = 5000  # persons made together: part of what the crowd follows from
_SEED: Final = 29794

Embedding = NDArray[np.float32]


@dataclass(frozen=True)
class FaceCrowd:
    """What a crowd is drawn from; d is the embeddings' dimension.

    mean: (d,). between, within: (d, d), roots of the covariance among persons and among one person's samples:
    normal rows times the root have it. poorness: standard deviation of the logarithm of a sample's noise
    variance, whose mean is 1. groups: (how many, share of the variance among persons that is theirs).
    """

    mean: Embedding
    between: Embedding
    within: Embedding
    poorness: float
    groups: tuple[tuple[int, float], ...]

    def samples(self, first: int, count: int, number: int) -> Embedding:
        """Sample `number` of persons `first` to `first + count - 1`: float32 (count, d), unit norm."""
        made = [
            block[max(first - start, 0) : first + count - start]
            for start, block in self._blocks(first, count, number)
        ]
        return np.concatenate(made)

    def _blocks(self, first: int, count: int, number: int) -> Iterator[tuple[int, Embedding]]:
        for start in range(first - first % AT_ONCE, first + count, AT_ONCE):
            points = self._points(np.random.default_rng([_SEED, start]))
            yield start, self._sampled(points, np.random.default_rng([_SEED, start, 1 + number]))

    def _points(self, draw: np.random.Generator) -> Embedding:
        """(AT_ONCE, d): persons, before anything of a sample."""
        own = 1.0 - sum(share for _, share in self.groups)
        normal = np.float32(own**0.5) * self._normal(AT_ONCE, draw)
        for middles, (count, share) in zip(self._middles, self.groups, strict=True):
            normal += np.float32(share**0.5) * middles[draw.integers(0, count, AT_ONCE)]
        return np.asarray(self.mean + normal @ self.between, np.float32)

    def _sampled(self, points: Embedding, draw: np.random.Generator) -> Embedding:
        log = self.poorness * draw.standard_normal((len(points), 1)) - self.poorness**2 / 2
        noise = np.exp(log / 2).astype(np.float32) * (self._normal(len(points), draw) @ self.within)
        points = points + noise
        return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True), np.float32)

    @cached_property
    def _middles(self) -> list[Embedding]:
        """Of each kind of group (count, d)."""
        return [
            self._normal(count, np.random.default_rng([_SEED, level, count]))
            for level, (count, _) in enumerate(self.groups)
        ]

    def _normal(self, rows: int, draw: np.random.Generator) -> Embedding:
        return draw.standard_normal((rows, len(self.mean)), np.float32)
