"""Codes chosen for the scores that matter: those of the probes most like a row.

The nearest centroids make a code's error e least in length. But a probe that must find a row points much the
same way, so e's part along that way costs more than the rest: with u of unit length along it, the codes are
chosen one by one so that e'e + WEIGHT (u'e)^2 becomes least (Guo, Sun, Lindgren, Geng, Simcha, Chern, Kumar,
"Accelerating large-scale inference with anisotropic vector quantization", ICML 2020, sections 3 and 4).
"""

import numpy as np
from numpy.typing import NDArray

from matcher.parameters import FACE_CODE_PASSES, FACE_CODE_WEIGHT

Floats = NDArray[np.float32]
Octets = NDArray[np.uint8]

_AT_ONCE = 8192


def refined(codes: Octets, references: Floats, towards: Floats, centroids: Floats) -> Octets:
    """Better codes than the nearest centroids', from which it starts.

    codes: (n, c) uint8, low half of an octet first. references, towards: float32 (n, 2 m), the rows and what
    probes like them are, both on the axes that are coded. centroids: (m, 16, 2), m = 2 c or 2 c - 1.
    """
    made = np.empty_like(codes)
    for first in range(0, len(codes), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        halves = np.stack([codes[part] & 15, codes[part] >> 4], axis=-1).reshape(len(codes[part]), -1)
        chosen = _chosen(halves[:, : len(centroids)], references[part], towards[part], centroids)
        halves[:, : len(centroids)] = chosen.T
        made[part] = halves[:, 0::2] | halves[:, 1::2] << 4
    return made


def _chosen(halves: Octets, references: Floats, towards: Floats, centroids: Floats) -> NDArray[np.intp]:
    """(m, n): of each row its m choices."""
    rows, values = np.arange(len(halves)), halves.T.astype(np.intp)
    unit = towards / np.maximum(np.linalg.norm(towards, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    wanted, along = np.ascontiguousarray(references.T), np.ascontiguousarray(unit.T)
    lengths = np.square(centroids).sum(axis=2)
    reached = [centroids[m] @ along[2 * m : 2 * m + 2] for m in range(len(centroids))]
    astray = np.einsum("an,an->n", wanted, along)  # the error's part along u
    for m, choices in enumerate(values):
        astray -= reached[m][choices, rows]
    for _ in range(FACE_CODE_PASSES):
        for m, choices in enumerate(values):
            astray += reached[m][choices, rows]
            cost = FACE_CODE_WEIGHT * np.square(reached[m] - astray)
            cost += lengths[m][:, np.newaxis] - 2 * centroids[m] @ wanted[2 * m : 2 * m + 2]
            choices[:] = cost.argmin(axis=0)
            astray -= reached[m][choices, rows]
    return values
