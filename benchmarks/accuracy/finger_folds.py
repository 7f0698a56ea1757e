"""Fingers in two halves, a calibration fitted on each, and the ratios of the other half under it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.datasets import FingerprintSet
from benchmarks.accuracy.fingerprint_protocol import ExtractedSet, extract_set, score_matrix
from matcher.calibration import Calibration
from matcher.domain import Modality
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.fingerprint.parameters import EXTRACTOR
from matcher.fitting.fitted import fitted

Doubles = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class FingerFold:
    """scores: (n, n) of one half's impressions; calibration: of the other half. owner: (n,) whose they are;
    sets: of each finger its set."""

    calibration: Calibration
    scores: Doubles
    owner: Places
    sets: tuple[str, ...]

    @property
    def llrs(self) -> Doubles:
        """(n, n) log10 likelihood ratios."""
        return self.calibration.llrs(self.scores)


def finger_folds(sets: Sequence[FingerprintSet]) -> list[FingerFold]:
    """For each half what the other half's calibration makes of it.

    The fingers of each set, in sorted order, go to the halves in turn; all fingers of a half, of whichever
    sensor, are compared with one another. ValueError where the data allow no fit.
    """
    extractor = MinutiaeExtractor()
    extracted = [extract_set(data, extractor) for data in sets]
    halves = [_half(extracted, start) for start in (0, 1)]
    measured = [(_scores(half), _places(half)) for half in halves]
    known = [_fit(scores, owner) for scores, owner in measured]
    return [
        FingerFold(fit, scores, owner, _sets(half))
        for fit, (scores, owner), half in zip(reversed(known), measured, halves, strict=True)
    ]


def _half(sets: Sequence[ExtractedSet], start: int) -> ExtractedSet:
    """Every second finger of each set, from `start` on, and what was found of it, as one set."""
    owners, fingers = [], []
    for data in sets:
        chosen = set(sorted(set(data.owners))[start::2])
        for owner, finger in zip(data.owners, data.fingers, strict=True):
            if owner in chosen and finger is not None:
                owners.append(f"{data.name}/{owner}")
                fingers.append(finger)
    return ExtractedSet("half", tuple(owners), tuple(fingers), (), {})


def _scores(half: ExtractedSet) -> Doubles:
    """(n, n), each pair compared once."""
    upper = np.triu(score_matrix(half, half)[0], 1)
    return np.asarray(upper + upper.T, np.float64)


def _places(half: ExtractedSet) -> Places:
    return np.unique(half.owners, return_inverse=True)[1].astype(np.int64)


def _sets(half: ExtractedSet) -> tuple[str, ...]:
    """In the order of `_places`."""
    return tuple(name.rpartition("/")[0] for name in np.unique(half.owners).tolist())


def _fit(scores: Doubles, owner: Places) -> Calibration:
    same, once = owner[:, np.newaxis] == owner, np.triu(np.ones(scores.shape, np.bool_), 1)
    return fitted(Modality.FINGER, EXTRACTOR, scores[same & once], scores[~same & once], floored=False)
