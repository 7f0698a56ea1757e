"""Chooses the kernel that compares one probe with a whole gallery: C where it was built, else NumPy.

Each is checked before it is chosen (selfcheck.py). `UMBRAL_INSTRUCTION_SET` forces one by name ("avx512",
"avx2", "sse4.2", "neon", "plain", "numpy"), unchecked: to measure it, or to find out whether it is to blame.
"""

import logging
import os
from functools import cache

import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.parameters import MATCHING
from matcher.kernels import selfcheck, twin
from matcher.kernels.cylinder_set import CylinderSet, Packed
from matcher.kernels.matching import Matching

try:
    from matcher.kernels import _compare

    _in_c = tuple(_compare.supported())
except ImportError:  # no compiler where this was installed
    _in_c = ()

NUMPY = selfcheck.NUMPY
SAME_SCORE = 1e-6  # the C library's exp and atan2 are not NumPy's to the last digit
_log = logging.getLogger(__name__)


def instruction_sets() -> tuple[str, ...]:
    """What can compare here, the fastest first; "numpy" always can."""
    return (*_in_c, NUMPY)


@cache
def kernel() -> str:
    """What compares here. ValueError if the environment forces what this processor or build has not."""
    available = instruction_sets()
    chosen = os.environ.get("UMBRAL_INSTRUCTION_SET")
    if chosen is None:
        probe, gallery = selfcheck.two_impressions()
        chosen = selfcheck.first_trusted(
            "comparing", available, lambda name: match_many(probe, gallery, MATCHING, name), SAME_SCORE
        )
    if chosen not in available:
        raise ValueError(f"UMBRAL_INSTRUCTION_SET={chosen}: here are {', '.join(available)}")
    if chosen == NUMPY:
        _log.warning("fingerprints are compared in NumPy, some twenty times slower than by the C kernel")
    return chosen


def match_many(
    probe: CylinderSet, gallery: Packed, matching: Matching, instruction_set: str | None = None
) -> NDArray[np.float32]:
    """(n,) float32: the probe's score against each finger of the gallery. C releases the GIL."""
    chosen = instruction_set or kernel()
    scores = np.empty(len(gallery), np.float32)
    if chosen == NUMPY:
        for finger in range(len(gallery)):
            scores[finger] = twin.match(probe, gallery[finger], matching).score
    else:
        numbers = matching.as_array()
        everyone = gallery.cylinders
        _compare.match_many(_arrays(probe), _arrays(everyone), gallery.offsets, numbers, scores, chosen)
    return scores


def _arrays(fingers: CylinderSet) -> tuple[NDArray[np.float32], NDArray[np.uint64], NDArray[np.uint64]]:
    return fingers.place, fingers.bits, fingers.known
