"""Linear discriminant analysis in its between/within form, and its rounding to whole numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]
Indices = NDArray[np.int64]

LARGEST_WEIGHT = 127


@dataclass(frozen=True, slots=True)
class Rounded:
    """weights: (d, f) whole numbers up to 127. known: (d, k), see matcher.fingerprint.screen.Projection."""

    weights: Floats
    known: Floats


def directions(centred: Floats, groups: Indices, count: int, shrinkage: float) -> Doubles:
    """(features, count): the directions along which groups differ most for how much each varies in itself.

    centred: (n, features), mean 0 where known. groups: (n,), -1 belongs to none but counts for the whole.
    shrinkage: the mean variance within, times this, is added to every variance within (a ridge).
    """
    whole = (centred.T @ centred).astype(np.float64) / len(centred)
    within = _within(centred, groups)
    within += shrinkage * np.trace(within) / len(within) * np.eye(len(within))
    variances, axes = np.linalg.eigh(within)
    whitening = axes / np.sqrt(variances)
    _, turned = np.linalg.eigh(whitening.T @ whole @ whitening)
    found: Doubles = whitening @ turned[:, ::-1][:, :count]
    return found


def rounded(found: Doubles, mean: Doubles) -> Rounded:
    """The directions (features, d) in whole numbers, each with its largest weight at 127.

    mean: (sections, cells) what a known cell gives on average; features are section by section.
    """
    weights = np.rint(found.T * (LARGEST_WEIGHT / np.abs(found.T).max(axis=1, keepdims=True)))
    known = np.rint(np.einsum("dsc,sc->dc", weights.reshape(len(weights), *mean.shape), mean))
    return Rounded(weights.astype(np.float32), known.astype(np.float32))


def _within(centred: Floats, groups: Indices) -> Doubles:
    """Covariance within the groups that have two members or more, unbiased."""
    labels, member, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    kept = (groups >= 0) & (sizes[member] >= 2)
    sums = np.zeros((len(labels), centred.shape[1]), np.float32)
    np.add.at(sums, member[kept], centred[kept])
    off = centred[kept] - sums[member[kept]] / sizes[member[kept], None]
    freedom = np.count_nonzero(kept) - len(np.unique(member[kept]))
    return (off.T @ off).astype(np.float64) / freedom
