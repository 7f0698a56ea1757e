"""The screen in NumPy: the oracle that the C kernel is held to, bit for bit, and what serves without it."""

import numpy as np
from numpy.typing import NDArray

Octets = NDArray[np.uint8]

_FINGERS_AT_ONCE = 512


def screen(cost: Octets, reach: Octets, codes: Octets, used: Octets) -> NDArray[np.uint16]:
    """(n,): each finger's sum over its used codes of max over p of max(0, reach[p] - min(255, costs)).

    cost: (p, 32, 16); reach: (p,); codes: (n, c, 16), low half of an octet first; used: (n,).
    A probe without codes scores 0 everywhere.
    """
    scores = np.zeros(len(codes), np.uint16)
    halves = np.arange(cost.shape[1])
    for first in range(0, len(codes), _FINGERS_AT_ONCE):
        part = codes[first : first + _FINGERS_AT_ONCE]
        values = np.stack([part & 15, part >> 4], axis=-1).reshape(*part.shape[:2], len(halves))
        gain = np.zeros(part.shape[:2], np.int64)
        for table, most in zip(cost.astype(np.int64), reach.tolist(), strict=True):
            costs = np.minimum(table[halves, values].sum(axis=2), 255)
            gain = np.maximum(gain, most - costs)
        is_used = np.arange(part.shape[1]) < used[first : first + len(part), None]
        scores[first : first + len(part)] = np.where(is_used, gain, 0).sum(axis=1)
    return scores
