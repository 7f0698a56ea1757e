"""A whole calibration from mated and non-mated scores: line, cap, floor, and how rare a ratio is.

The cap is log10 of the number of non-mated comparisons: beyond that no data say how rare a score is among
strangers. The floor, where one is wanted, is the same from the other side: one mated comparison more than
were made might look like a stranger's.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.calibration import Calibration
from matcher.domain import Modality
from matcher.fitting.logistic import Line, fit
from matcher.fitting.tails import non_mated, non_mated_cosines
from matcher.tail import NonMatedTail

Doubles = NDArray[np.float64]


def fitted(
    modality: Modality, extractor: str, genuine: ArrayLike, impostor: ArrayLike, *, floored: bool
) -> Calibration:
    """The calibration of finite scores that have no known end. Raises ValueError where they allow no fit."""
    mated, others = np.asarray(genuine, np.float64), np.asarray(impostor, np.float64)
    line = _line(mated, others, floored=floored)
    tail = non_mated(np.minimum(_cap(others), line.llr(others)))
    return _calibration(modality, extractor, line, _cap(others), tail)


def fitted_ratios(
    modality: Modality, extractor: str, genuine: ArrayLike, impostor: ArrayLike, *, floored: bool
) -> Calibration:
    """Line, cap and floor alone: what judges other scores, but cannot tell how rare they are among strangers.

    Raises ValueError where the scores allow no line.
    """
    mated, others = np.asarray(genuine, np.float64), np.asarray(impostor, np.float64)
    line = _line(mated, others, floored=floored)
    return _calibration(modality, extractor, line, _cap(others), None)


def fitted_faces(extractor: str, genuine: ArrayLike, impostor: ArrayLike, persons: ArrayLike) -> Calibration:
    """The calibration of embeddings' cosines, floored. persons: (n, 2) the two of each non-mated comparison.

    Raises ValueError where they allow no fit.
    """
    mated, others = np.asarray(genuine, np.float64), np.asarray(impostor, np.float64)
    line = _line(mated, others, floored=True)
    ratios = np.minimum(_cap(others), line.llr(others))
    tail = non_mated_cosines(ratios, persons, float(line.llr(1.0)))
    return _calibration(Modality.FACE, extractor, line, _cap(others), tail)


def _line(mated: Doubles, others: Doubles, *, floored: bool) -> Line:
    line = fit(mated, others, 1 / (len(mated) + 1) if floored and len(mated) else 0.0)
    if line.slope <= 0:
        raise ValueError("mates do not score higher than strangers: do the images lie under the right names?")
    return line


def _cap(others: Doubles) -> float:
    return math.log10(len(others))


def _calibration(
    modality: Modality, extractor: str, line: Line, cap: float, tail: dict[str, Any] | None
) -> Calibration:
    return Calibration(
        modality,
        extractor,
        slope=float(round(line.slope, 4)),
        offset=float(round(line.offset, 4)),
        cap=round(cap, 2),
        non_mated=None if tail is None else NonMatedTail.read(tail),
        floor=round(line.floor, 2) if math.isfinite(line.floor) else None,
    )
