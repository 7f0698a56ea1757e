"""A site's own model calibrated by the site's own data: nobody else knows how its scores are to be read.

Line, cap, floor and the strangers' tail are fitted on all persons, as shipped calibrations are
(fitting/fitted.py). What they are worth is told two-fold: each half of the persons, in sorted order in turn,
is judged by the other half's fit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.calibration import Calibration
from matcher.domain import Modality
from matcher.fitting.fitted import fitted, fitted_faces, fitted_ratios
from matcher.fitting.isotonic import cllr_min
from matcher.fitting.logistic import cllr
from matcher.site_calibration import SiteDataRefused

LEAST_PERSONS: Final = 100
LEAST_MATED: Final = 100
"""With a hundred mates the floor is two orders of magnitude: so much one score may speak against a person, as
much as POOR_SAMPLE_FLOOR lets it. Fewer could not tell a rare low mate from none."""
LEAST_NON_MATED: Final = 10_000
"""Each half of the persons then has a fourth of them, over 2,000; the tail's last quantile takes 100."""

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SiteFit:
    """What was fitted and what it rests on. cllr: bits, on the comparisons fitted on; cllr_test: of both
    halves judged by each other's fit; cllr_min_test: the least that a monotonic map of those ratios has."""

    calibration: Calibration
    persons: int
    samples: int
    mated: int
    non_mated: int
    cllr: float
    cllr_test: float
    cllr_min_test: float

    def facts(self) -> dict[str, Any]:
        """The fitting run, as it is kept."""
        return {
            "persons": self.persons,
            "samples": self.samples,
            "genuine": self.mated,
            "impostor": self.non_mated,
            "cllr": self.cllr,
            "cllr_test": self.cllr_test,
            "cllr_min_test": self.cllr_min_test,
        }


def fit_whole(
    modality: Modality, extractor: str, scores: NDArray[np.float32], persons: Sequence[str]
) -> SiteFit:
    """scores: (n, n) raw, symmetric, -inf where there is no template; persons: (n,) whose each sample is.

    Raises SiteDataRefused: too few persons or comparisons, mates that do not score higher than strangers, or
    so much higher that no comparison tells where the one begin and the others end.
    """
    used = np.flatnonzero((scores > -np.inf).any(axis=1))
    names, owner = np.unique(np.array(persons)[used], return_inverse=True)
    between = np.asarray(scores[np.ix_(used, used)], np.float64)
    mated, others, _ = _sides(between, owner)
    _require(len(names), len(mated), len(others))
    try:
        whole = _fitted(modality, extractor, between, owner)
        judged = [_judged(modality, extractor, between, owner, half) for half in (0, 1)]
    except ValueError as error:
        raise SiteDataRefused(f"These samples allow no calibration: {error}.") from error
    test_mated, test_others = (np.concatenate(side) for side in zip(*judged, strict=True))
    return SiteFit(
        calibration=whole,
        persons=len(names),
        samples=len(used),
        mated=len(mated),
        non_mated=len(others),
        cllr=round(cllr(whole.llrs(mated), whole.llrs(others)), 4),
        cllr_test=round(cllr(test_mated, test_others), 4),
        cllr_min_test=round(cllr_min(test_mated, test_others), 4),
    )


def _require(persons: int, mated: int, non_mated: int) -> None:
    if persons < LEAST_PERSONS or mated < LEAST_MATED or non_mated < LEAST_NON_MATED:
        raise SiteDataRefused(
            f"{persons} persons with {mated} comparisons of mates and {non_mated} of strangers are too few "
            f"for a calibration of the site's own: {LEAST_PERSONS}, {LEAST_MATED} and {LEAST_NON_MATED} are "
            "the least.",
            persons=persons,
            comparisons=non_mated,
        )


def _fitted(modality: Modality, extractor: str, scores: Doubles, owner: NDArray[np.intp]) -> Calibration:
    mated, others, persons = _sides(scores, owner)
    if modality is not Modality.FACE:
        return fitted(modality, extractor, mated, others, floored=False)
    return fitted_faces(extractor, mated, others, persons)


def _sides(scores: Doubles, owner: NDArray[np.intp]) -> tuple[Doubles, Doubles, NDArray[np.intp]]:
    """Mated and non-mated scores, each pair once, and (n, 2) whose each non-mated one is."""
    first, second = np.triu_indices(len(owner), 1)
    same = owner[first] == owner[second]
    every = scores[first, second]
    return every[same], every[~same], np.column_stack([owner[first], owner[second]])[~same]


def _judged(
    modality: Modality, extractor: str, scores: Doubles, owner: NDArray[np.intp], half: int
) -> tuple[Doubles, Doubles]:
    """One half's ratios by the other half's fit: its line alone, as a half may be too few for a tail."""
    theirs, ours = (np.flatnonzero(owner % 2 == side) for side in (1 - half, half))
    genuine, impostor, _ = _sides(scores[np.ix_(theirs, theirs)], owner[theirs])
    floored = modality is Modality.FACE
    other = fitted_ratios(modality, extractor, genuine, impostor, floored=floored)
    mated, others, _ = _sides(scores[np.ix_(ours, ours)], owner[ours])
    return other.llrs(mated), other.llrs(others)
