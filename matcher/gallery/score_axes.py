"""Axes for coding embeddings so coarsely that their scores suffer least.

A score is the inner product of a probe q and a reference x, so an error e of a coded reference costs q.e,
and over all probes E[(q.e)^2] = e'Ce with C = E[qq']. References times C^1/2 and probes times C^-1/2 have the
same scores, and there every error costs the same (Guo, Kumar, Choromanski, Simcha, "Quantization based fast
inner product search", AISTATS 2016, section 3). Of the principal axes of the references in that space the
strongest are kept; a code of two dimensions gets a strong one and a weak one, so that no code has more to
tell than another (Ge, He, Ke, Sun, "Optimized product quantization", IEEE TPAMI 36, 2014, section 4.2).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Embedding = NDArray[np.float32]

_LEAST: Final = 0.01  # of the mean strength: in directions that hardly occur nothing is divided by nothing


@dataclass(frozen=True, slots=True, eq=False)
class ScoreAxes:
    """middle: float32 (d,), what all references have in common; it moves all scores of a probe alike.

    of_references, of_probes: float32 (d, a), onto the kept axes.
    """

    middle: Embedding
    of_references: Embedding
    of_probes: Embedding

    @classmethod
    def of(cls, embeddings: Embedding, kept: int) -> "ScoreAxes":
        """The `kept` axes, an even number up to d, of float32 (n, d), references and probes being alike."""
        rows = embeddings.astype(np.float64)
        middle = rows.mean(axis=0)
        rows -= middle
        spread = rows.T @ rows / len(rows)
        strength, directions = np.linalg.eigh(spread + np.outer(middle, middle))
        root = np.sqrt(np.maximum(strength, 0.0) + _LEAST * strength.mean())
        stretched = (directions * root) @ directions.T
        shrunk = (directions / root) @ directions.T
        axes = np.linalg.eigh(stretched @ spread @ stretched)[1][:, ::-1][:, _paired(kept // 2)]
        return cls(
            middle.astype(np.float32),
            (stretched @ axes).astype(np.float32),
            (shrunk @ axes).astype(np.float32),
        )

    def references(self, embeddings: Embedding) -> Embedding:
        """float32 (n, d) -> (n, a)."""
        return np.asarray((embeddings - self.middle) @ self.of_references, np.float32)

    def probes(self, embeddings: Embedding) -> Embedding:
        """float32 (n, d) -> (n, a), or (d,) -> (a,)."""
        return np.asarray(embeddings @ self.of_probes, np.float32)


def _paired(codes: int) -> NDArray[np.int64]:
    """Axes by falling strength: the first and the last, the second and the last but one, ..."""
    first = np.arange(codes)
    return np.stack([first, 2 * codes - 1 - first], axis=1).ravel()
