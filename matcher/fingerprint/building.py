"""The cylinders of many fingers at once: in C where it was built, else one finger after the other."""

import math
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.cylinders import DIRECTIONAL, IN_DISC, cylinders
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.parameters import (
    HULL_MARGIN,
    LEAST_NEIGHBOURS,
    LEAST_VALID_CELLS,
    MU_PSI,
    RADIUS,
    SIGMA_S,
    WIDEST_IMAGE,
)
from matcher.kernels.building import Built, Geometry, build_in_c, in_c
from matcher.kernels.cylinder_set import CylinderSet, Packed
from matcher.kernels.selfcheck import NUMPY, first_trusted

IN_C: Final = "c"

_GEOMETRY: Final = Geometry(
    radius=RADIUS,
    sigma_s=SIGMA_S,
    mu_psi=MU_PSI,
    hull_margin=HULL_MARGIN,
    least_known=LEAST_VALID_CELLS * np.count_nonzero(IN_DISC),
    least_neighbours=LEAST_NEIGHBOURS,
)


def place_of(minutiae: Minutiae) -> NDArray[np.float32]:
    """(n, 3): x and y in pixels at 500 dpi (y down), angle in radians; all that cylinders are built from."""
    return np.stack([minutiae.x, minutiae.y, minutiae.angle], axis=1)


def build_many(place: NDArray[np.float32], offsets: NDArray[np.int64]) -> Built:
    """The cylinders of many fingers.

    place: (n, 3) float32, all minutiae finger by finger, as `place_of` gives them. offsets: (fingers + 1,),
    finger f has the minutiae offsets[f] to offsets[f + 1], 255 at most.
    """
    return _build_many(builder(), place, offsets)


def builder() -> str:
    """What builds here: "c", or "numpy" where C is not there, not wanted or wrong."""
    return IN_C if in_c() and _c_is_trusted() else NUMPY


@cache
def _c_is_trusted() -> bool:
    """Whether C builds the cylinders of a small finger as NumPy does."""
    draw = np.random.default_rng(3)
    place = draw.uniform((0, 0, 0), (200, 260, 6.28), (14, 3)).astype(np.float32)
    offsets = np.array([0, 1, 14], np.int64)

    def answer(name: str) -> NDArray[np.uint64]:
        return _build_many(name, place, offsets).packed.cylinders.bits

    return first_trusted("building cylinders", (IN_C, NUMPY), answer) == IN_C


def _build_many(builder: str, place: NDArray[np.float32], offsets: NDArray[np.int64]) -> Built:
    if builder == IN_C:
        return build_in_c(place, offsets, _GEOMETRY, DIRECTIONAL)
    pieces = [place[start:end] for start, end in pairwise(offsets)]
    built = [cylinders(_as_minutiae(piece)) for piece in pieces]
    sets = [
        CylinderSet(place=np.ascontiguousarray(piece[made.minutia]), bits=made.bits, known=made.known)
        for piece, made in zip(pieces, built, strict=True)
    ]
    minutia = np.concatenate([np.zeros(0, np.int64), *(made.minutia for made in built)])
    return Built(Packed.of(sets), minutia)


def _as_minutiae(place: NDArray[np.float32]) -> Minutiae:
    x, y, angle = place.T
    nothing = np.zeros(len(place), np.float32)
    turned = np.where(angle >= np.float32(2 * math.pi), np.float32(0), angle)
    return Minutiae(x, y, turned, nothing > 0, nothing, width=WIDEST_IMAGE, height=WIDEST_IMAGE)
