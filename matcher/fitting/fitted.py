"""A whole calibration from mated and non-mated scores: line, cap, floor, and how rare a ratio is.

The cap is log10 of the number of non-mated comparisons: beyond that no data say how rare a score is among
strangers. The floor, where one is wanted, is the same from the other side: one mated comparison more than
were made might look like a stranger's.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from matcher.calibration import Calibration
from matcher.domain import Modality
from matcher.fitting.logistic import fit
from matcher.fitting.tails import non_mated
from matcher.tail import NonMatedTail


def fitted(
    modality: Modality, extractor: str, genuine: ArrayLike, impostor: ArrayLike, *, floored: bool
) -> Calibration:
    """The calibration of finite scores. Raises ValueError where they allow no fit."""
    mated, others = np.asarray(genuine, np.float64), np.asarray(impostor, np.float64)
    line = fit(mated, others, 1 / (len(mated) + 1) if floored and len(mated) else 0.0)
    if line.slope <= 0:
        raise ValueError("mates do not score higher than strangers: do the images lie under the right names?")
    cap = math.log10(len(others))
    return Calibration(
        modality,
        extractor,
        slope=float(round(line.slope, 4)),
        offset=float(round(line.offset, 4)),
        cap=round(cap, 2),
        non_mated=NonMatedTail.read(non_mated(np.minimum(cap, line.llr(others)))),
        floor=round(line.floor, 2) if floored else None,
    )
