"""What a differing sign and a differing direction say about two cylinders, counted on mated pairs."""

import math

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Indices = NDArray[np.int64]

NEWTON_STEPS = 20
LEAST_DIRECTION_LLR = -2.5  # nats: a finger laid on askew must not be lost by its directions alone


def mated_pairs(groups: Indices) -> tuple[Indices, Indices]:
    """Each member of a group with the next one, both ways round. groups: (n,), -1 belongs to none."""
    order = np.argsort(groups, kind="stable")
    first, second = order[:-1], order[1:]
    same = (groups[first] == groups[second]) & (groups[first] >= 0)
    return np.concatenate([first[same], second[same]]), np.concatenate([second[same], first[same]])


def mismatch(values: Doubles, pairs: tuple[Indices, Indices]) -> Doubles:
    """(d, 2): the log odds that the other's sign agrees are a + b |value|, a and b by logistic regression.

    values: (n, d), the projections in standard deviations from their medians.
    """
    fitted = np.zeros((values.shape[1], 2))
    for dimension in range(len(fitted)):
        ours, theirs = values[pairs[0], dimension], values[pairs[1], dimension]
        inputs = np.stack([np.ones(len(ours)), np.abs(ours)], axis=1)
        agrees = ((ours > 0) == (theirs > 0)).astype(np.float64)
        for _ in range(NEWTON_STEPS):
            share = 1.0 / (1.0 + np.exp(-inputs @ fitted[dimension]))
            curvature = (inputs * (share * (1.0 - share))[:, None]).T @ inputs
            fitted[dimension] += np.linalg.solve(curvature, inputs.T @ (agrees - share))
    return fitted


def direction(angle: Doubles, pairs: tuple[Indices, Indices], sectors: int, seed: int) -> Doubles:
    """(sectors + 1,): natural log likelihood ratio of the angle between a direction and a sector's middle.

    Entry i is for an angle of i * pi / sectors; between them it is read linearly. Non-mated pairs are drawn.
    """
    draw = np.random.default_rng(seed)
    drawn = draw.integers(0, len(angle), (2, 20 * len(pairs[0])))
    mated = _histogram(angle[pairs[0]], angle[pairs[1]], sectors)
    others = _histogram(angle[drawn[0]], angle[drawn[1]], sectors)
    return np.maximum(np.log(mated / others), LEAST_DIRECTION_LLR)


def _histogram(ours: Doubles, theirs: Doubles, sectors: int) -> Doubles:
    """Share of pairs by the nearest entry; each pair is split between its two neighbours."""
    middle = (np.floor(theirs * (sectors / (2 * math.pi))) + 0.5) * (2 * math.pi / sectors)
    apart = np.abs(ours - middle) % (2 * math.pi)
    place = np.minimum(apart, 2 * math.pi - apart) * (sectors / math.pi)
    below = np.minimum(np.floor(place).astype(np.int64), sectors - 1)
    counts = 0.5 + np.bincount(below, 1.0 - (place - below), sectors + 1)
    counts = counts + np.bincount(below + 1, place - below, sectors + 1)
    density = counts / np.array([0.5, *np.ones(sectors - 1), 0.5])
    shares: Doubles = density / density.sum()
    return shares
