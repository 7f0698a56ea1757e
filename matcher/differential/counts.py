"""Errors and trials of every subject, at two thresholds: the material of all rates by group.

Mated comparisons: all pairs of a subject's samples. Non-mated ones: all pairs of different subjects of one
group, since strangers of another group are told apart more easily (ISO/IEC 19795-10's comparisons within a
group). Searches: everybody's first sample is the gallery, whatever their group; every other sample is a mated
probe, and every sample is a non-mated one while its subject is taken out of the gallery. FNIR counts a mate
that is not first or below the threshold.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.differential.errors import TooLittleToCompare
from matcher.differential.labels import Label, Scores

Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """Of one rate: errors and trials, (s,) by subject, or (s, s) by pairs of them."""

    errors: Counts
    trials: Counts


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """subjects: in sorted order; group: (s,) of each. searches: None where some were not compared."""

    subjects: tuple[str, ...]
    group: NDArray[np.str_]
    fmr: Trials
    fnmr: Trials
    fpir: Trials | None
    fnir: Trials | None


def tally(labels: Sequence[Label], scores: Scores, verify_at: float, identify_at: float) -> Tally:
    """scores: (n, n), symmetric, NaN where not compared. Raises TooLittleToCompare."""
    subjects, owner = np.unique([label.subject for label in labels], return_inverse=True)
    group_of = {label.subject: label.group for label in labels}
    groups = np.array([group_of[str(subject)] for subject in subjects])
    if len(set(groups.tolist())) < 2:
        raise TooLittleToCompare("All samples belong to one group.")
    count = len(subjects)
    fmr, fnmr = _comparisons(scores, owner, groups, verify_at)
    searched = _searches(scores, owner, count, identify_at)
    if not (fmr.trials.any() and fnmr.trials.any()):
        raise TooLittleToCompare("Within no group are there both mated and non-mated comparisons.")
    return Tally(tuple(map(str, subjects)), groups, fmr, fnmr, *searched)


def overall(labels: Sequence[Label], scores: Scores, fmr: float, fpir: float) -> tuple[float, float]:
    """The lowest thresholds at which no more than these shares of all strangers are taken for somebody.

    Raises TooLittleToCompare.
    """
    owner = np.unique([label.subject for label in labels], return_inverse=True)[1]
    strangers = owner[:, np.newaxis] != owner
    non_mated = scores[strangers & np.isfinite(scores)]
    if not len(non_mated):
        raise TooLittleToCompare("There are no non-mated comparisons.")
    first = np.unique(owner, return_index=True)[1]
    best = np.where(strangers[:, first], np.nan_to_num(scores[:, first], nan=-np.inf), -np.inf).max(axis=1)
    return _lowest(non_mated, fmr), _lowest(best, fpir)


def _lowest(scores: Scores, share: float) -> float:
    """The lowest float32 that no more than a share of the scores reaches."""
    ordered = np.sort(scores)[::-1]
    allowed = int(share * len(ordered) + 1e-9)
    if allowed >= len(ordered):
        return float(ordered[-1])
    return float(np.nextafter(ordered[allowed], np.float32(np.inf)))


def _comparisons(
    scores: Scores, owner: NDArray[np.intp], groups: NDArray[np.str_], threshold: float
) -> tuple[Trials, Trials]:
    """Of FMR by pairs of subjects of one group, of FNMR by subject."""
    count = len(groups)
    first, second = np.triu_indices(len(owner), 1)
    told = ~np.isnan(scores[first, second])
    first, second = first[told], second[told]
    reached = scores[first, second] >= threshold
    pair = owner[first] * count + owner[second]
    shape = (count, count)
    trials = np.bincount(pair, minlength=count * count).reshape(shape).astype(np.float64)
    alike = np.bincount(pair, reached, count * count).reshape(shape)
    mated = Trials(np.diag(trials) - np.diag(alike), np.diag(trials).copy())
    within = groups[:, np.newaxis] == groups
    np.fill_diagonal(within, val=False)
    return Trials(np.where(within, alike, 0.0), np.where(within, trials, 0.0)), mated


def _searches(
    scores: Scores, owner: NDArray[np.intp], count: int, threshold: float
) -> tuple[Trials | None, Trials | None]:
    first = np.unique(owner, return_index=True)[1]
    gallery = scores[:, first].astype(np.float64)
    gallery[first, np.arange(count)] = -np.inf  # a sample is not searched for among itself
    if np.isnan(gallery).any():
        return None, None
    own = gallery[np.arange(len(owner)), owner]
    others = gallery.copy()
    others[np.arange(len(owner)), owner] = -np.inf
    best = others.max(axis=1)
    enrolled = np.zeros(len(owner), np.bool_)
    enrolled[first] = True
    missed = ((own < threshold) | (own <= best))[~enrolled]
    probes = owner[~enrolled]
    return _by_subject(owner, best >= threshold, count), _by_subject(probes, missed, count)


def _by_subject(owner: NDArray[np.intp], wrong: NDArray[np.bool_], count: int) -> Trials:
    errors = np.bincount(owner, wrong, count).astype(np.float64)
    return Trials(errors, np.bincount(owner, minlength=count).astype(np.float64))
