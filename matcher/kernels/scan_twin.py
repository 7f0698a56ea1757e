"""The scan in NumPy: the oracle that the C kernel is held to, row for row."""

import numpy as np
from numpy.typing import NDArray

Octets = NDArray[np.uint8]

GROUP_OCTETS = 8
_ROWS_AT_ONCE = 4096


def costs(cost: Octets, codes: Octets) -> NDArray[np.uint16]:
    """(n,): what each code costs: the sum, over groups of eight octets, of min(255, costs of their halves).

    cost: (2 c, 16); codes: (n, c), low half of an octet first.
    """
    found = np.zeros(len(codes), np.uint16)
    halves, starts = np.arange(len(cost)), np.arange(0, len(cost), 2 * GROUP_OCTETS)
    for first in range(0, len(codes), _ROWS_AT_ONCE):
        part = codes[first : first + _ROWS_AT_ONCE]
        values = np.stack([part & 15, part >> 4], axis=-1).reshape(len(part), len(halves))
        groups = np.add.reduceat(cost.astype(np.uint16)[halves, values], starts, axis=1)
        found[first : first + len(part)] = np.minimum(groups, 255).sum(axis=1)
    return found


def nearest(cost: Octets, codes: Octets, wanted: int) -> NDArray[np.int64]:
    """int64: the rows of the lowest `costs`, of equal ones the earlier, in rising order: at most `wanted`."""
    return np.sort(np.argsort(costs(cost, codes), kind="stable")[:wanted])
