"""What most face networks take: one plane a colour, shifted and scaled."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.face.embed import Chips, Embeddings

Three = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Planes:
    """How a network wants its pixels. colours: "RGB" or "BGR"; mean, deviation: of 0..255, in that order."""

    colours: str
    mean: Three = (0.0, 0.0, 0.0)
    deviation: Three = (1.0, 1.0, 1.0)

    def of(self, chips: Chips) -> NDArray[np.float32]:
        """uint8 (n, H, W, 3) RGB -> float32 (n, 3, H, W)."""
        ordered = chips[..., ::-1] if self.colours == "BGR" else chips
        planes = ordered.transpose(0, 3, 1, 2).astype(np.float32)
        mean, deviation = (
            np.array(each, np.float32).reshape(3, 1, 1) for each in (self.mean, self.deviation)
        )
        return np.ascontiguousarray((planes - mean) / deviation)


def describe(session: Any, planes: NDArray[np.float32]) -> Embeddings:
    """A session's descriptors, float32 (n, d); chip by chip where the model was exported for one alone."""
    given = session.get_inputs()[0]
    at_once = len(planes) if given.shape[0] != 1 else 1
    parts = [
        session.run(None, {given.name: planes[start : start + at_once]})[0]
        for start in range(0, len(planes), max(at_once, 1))
    ]
    return np.asarray(np.concatenate(parts), np.float32)
