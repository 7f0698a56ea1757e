"""The cylinders of many fingers, built in C; matcher/fingerprint/cylinders.py is the oracle."""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.kernels.cylinder_set import CYLINDER_WORDS, SECTION_WORDS, CylinderSet, Packed
from matcher.kernels.dispatch import NUMPY, kernel
from matcher.kernels.numbers import in_order

with suppress(ImportError):  # no compiler where this was installed
    from matcher.kernels import _compare


@dataclass(frozen=True, slots=True)
class Geometry:
    """The numbers of a cylinder that the C kernel reads, in this order (MCC paper, table 1)."""

    radius: float  # pixels
    sigma_s: float  # pixels
    mu_psi: float
    hull_margin: float  # pixels
    least_known: float  # cells of the disc
    least_neighbours: float


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """Many fingers' cylinders. minutia: (cylinders,) int64, the minutia of its finger that each stands on."""

    packed: Packed
    minutia: NDArray[np.int64]


def in_c() -> bool:
    """Whether the C kernel can be asked here."""
    return kernel() != NUMPY


def build_in_c(
    place: NDArray[np.float32],
    offsets: NDArray[np.int64],
    geometry: Geometry,
    directional: NDArray[np.float64],
) -> Built:
    """place: (n, 3) x, y, angle of all minutiae, finger by finger; offsets: (fingers + 1,).

    directional: G_D (eq. 11) at equidistant differences in [0, pi]. ValueError where a value is no number
    or the offsets lie. Releases the GIL.
    """
    n, fingers = len(place), len(offsets) - 1
    bits = np.empty((n, CYLINDER_WORDS), np.uint64)
    known = np.empty((n, SECTION_WORDS), np.uint64)
    minutia, counts = np.empty(n, np.int64), np.empty(fingers, np.int64)
    numbers = in_order(geometry)
    made = _compare.build_many(place, offsets, numbers, directional, bits, known, minutia, counts)
    bounds = np.zeros(fingers + 1, np.int64)
    np.cumsum(counts, out=bounds[1:])
    standing = minutia[:made] + np.repeat(offsets[:-1], counts)
    built = CylinderSet(place=place[standing], bits=bits[:made], known=known[:made])
    return Built(Packed(built, bounds), minutia[:made])
