"""What most face networks take: one plane a colour, shifted and scaled."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.face.embed import Chips, Embeddings
from matcher.face.planes import planes_of

Three = tuple[float, float, float]

UNCHANGED: Final[dict[np.ufunc, Three]] = {np.subtract: (0.0, 0.0, 0.0), np.divide: (1.0, 1.0, 1.0)}
"""Mean and deviation of a network that takes its pixels as they are."""


@dataclass(frozen=True, slots=True)
class Planes:
    """How a network wants its pixels. colours: "RGB" or "BGR"; mean, deviation: of 0..255, in that order."""

    colours: str
    mean: Three = (0.0, 0.0, 0.0)
    deviation: Three = (1.0, 1.0, 1.0)

    def of(self, chips: Chips) -> NDArray[np.float32]:
        """uint8 (n, H, W, 3) RGB -> float32 (n, 3, H, W)."""
        planes = planes_of(chips, self.colours)
        for values, change in ((self.mean, np.subtract), (self.deviation, np.divide)):
            if values != UNCHANGED[change]:
                change(planes, np.array(values, np.float32).reshape(3, 1, 1), out=planes)
        return planes


def describe(session: Any, planes: NDArray[np.float32]) -> Embeddings:
    """A session's descriptors, float32 (n, d); chip by chip where the model was exported for one alone."""
    given = session.get_inputs()[0]
    at_once = len(planes) if given.shape[0] != 1 else 1
    parts = [
        session.run(None, {given.name: planes[start : start + at_once]})[0]
        for start in range(0, len(planes), max(at_once, 1))
    ]
    return np.asarray(np.concatenate(parts), np.float32)
