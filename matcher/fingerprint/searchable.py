"""A finger ready for comparison (life 3): made from a template when it is loaded, never stored."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.building import build_many, place_of
from matcher.fingerprint.minutiae import Minutiae
from matcher.kernels.cylinder_set import CylinderSet, Packed


@dataclass(frozen=True, slots=True, eq=False)
class SearchableFinger:
    """Minutiae and their cylinders. minutia: (n,) int64, which minutia each of the n cylinders stands on."""

    minutiae: Minutiae
    cylinders: CylinderSet
    minutia: NDArray[np.int64]


def prepare(minutiae: Minutiae) -> SearchableFinger:
    """Build the cylinders of one impression."""
    built = build_many(place_of(minutiae), np.array([0, len(minutiae)], np.int64))
    return SearchableFinger(minutiae=minutiae, cylinders=built.packed.cylinders, minutia=built.minutia)


def pack(fingers: Sequence[SearchableFinger]) -> Packed:
    """Lay many fingers' cylinders end to end, as a search over all of them reads fastest."""
    return Packed.of([finger.cylinders for finger in fingers])
