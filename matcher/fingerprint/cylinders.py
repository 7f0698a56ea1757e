"""Minutia Cylinder-Code: what the neighbourhood of each minutia looks like, as bits.

Cappelli, Ferrara, Maltoni, IEEE TPAMI 32 (2010), section 3. A cylinder stands on one minutia and turns with
it: its base is a disc of cells around the minutia, its height the difference of direction between the minutia
and its neighbours. A bit is set where neighbours lie near the cell with about that difference. Nothing in it
depends on where the finger lay or how it was turned.

We keep the bit form (section 3.3, MCC16b): 16 x 16 cells, 6 sections, of which 208 cells lie in the disc.
"""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.parameters import (
    CELLS_ACROSS,
    HULL_MARGIN,
    LEAST_NEIGHBOURS,
    LEAST_VALID_CELLS,
    MU_PSI,
    RADIUS,
    SECTIONS,
    SIGMA_D,
    SIGMA_S,
)

Doubles = NDArray[np.float64]
Words = NDArray[np.uint64]

CELLS: Final = CELLS_ACROSS * CELLS_ACROSS
SECTION_WORDS: Final = CELLS // 64
CYLINDER_WORDS: Final = SECTIONS * SECTION_WORDS


@dataclass(frozen=True, slots=True, eq=False)
class Cylinders:
    """The valid cylinders of one impression.

    bits: (n, 24) uint64, six sections of 256 cells; cell i * 16 + j of a section is bit (i * 16 + j) % 64
    of its word (i * 16 + j) // 64. known: (n, 4) uint64, the cells that lie in the disc and near minutiae:
    one mask for all sections. minutia: (n,) int64, whose cylinder it is, ascending.
    """

    bits: Words
    known: Words
    minutia: NDArray[np.int64]


def _base() -> Doubles:
    """(208, 2): the disc's cell centres in the minutia's own frame, in pixels (eq. 2); y up."""
    step = 2.0 * RADIUS / CELLS_ACROSS
    places = (np.arange(CELLS_ACROSS) - (CELLS_ACROSS - 1) / 2.0) * step
    grid = np.stack(np.meshgrid(places, places, indexing="ij"), axis=-1).reshape(-1, 2)
    return grid


def _directional_table() -> Doubles:
    """G_D (eq. 11) at 2,049 equidistant differences in [0, pi]: the share of a Gaussian in one section."""
    half, scale = math.pi / SECTIONS, SIGMA_D * math.sqrt(2.0)
    return np.array(
        [
            0.5 * (math.erf((difference + half) / scale) - math.erf((difference - half) / scale))
            for difference in np.linspace(0.0, math.pi, 2049)
        ]
    )


_GRID: Final = _base()
_IN_DISC: Final = np.hypot(_GRID[:, 0], _GRID[:, 1]) <= RADIUS
_DISC: Final = _GRID[_IN_DISC]
_SECTION_ANGLES: Final = -math.pi + (np.arange(SECTIONS) + 0.5) * (2.0 * math.pi / SECTIONS)
_DIRECTIONAL: Final = _directional_table()
_DIFFERENCES: Final = np.linspace(0.0, math.pi, len(_DIRECTIONAL))


def cylinders(minutiae: Minutiae) -> Cylinders:
    """The valid cylinders of one impression's minutiae (section 3.2)."""
    x, y, angle = (np.asarray(v, np.float64) for v in (minutiae.x, minutiae.y, minutiae.angle))
    bits = np.zeros((len(minutiae), SECTIONS, CELLS), np.bool_)
    known = np.zeros((len(minutiae), CELLS), np.bool_)
    hull = _convex_hull(x, y)
    reach = RADIUS + 3.0 * SIGMA_S
    kept = []
    for index in range(len(minutiae)):
        near = np.hypot(x - x[index], y - y[index]) <= reach
        near[index] = False
        if np.count_nonzero(near) < LEAST_NEIGHBOURS:
            continue
        cells = _cell_centres(x[index], y[index], angle[index])
        valid = _near_hull(cells, hull)
        if np.count_nonzero(valid) < LEAST_VALID_CELLS * len(cells):
            continue
        spatial = _spatial(cells, x[near], y[near])
        directional = _directional(angle[index] - angle[near])
        # summed neighbour by neighbour in a fixed order, so that no BLAS decides a bit
        contribution = np.einsum("ct,st->sc", spatial, directional, optimize=False)
        bits[index][:, _IN_DISC] = (contribution >= MU_PSI) & valid
        known[index][_IN_DISC] = valid
        kept.append(index)
    chosen = np.array(kept, np.int64)
    return Cylinders(bits=_packed(bits[chosen]), known=_packed(known[chosen]), minutia=chosen)


def _cell_centres(x: float, y: float, angle: float) -> Doubles:
    """(208, 2): the disc around one minutia in the image (eq. 2), turned by its direction; y down."""
    along, across = _DISC[:, 0], _DISC[:, 1]
    cos, sin = math.cos(angle), math.sin(angle)
    return np.stack([x + along * cos - across * sin, y - along * sin - across * cos], axis=1)


def _spatial(cells: Doubles, x: Doubles, y: Doubles) -> Doubles:
    """(cells, neighbours): each neighbour's spatial contribution, a Gaussian cut at 3 sigma (eq. 5-8)."""
    squared = (cells[:, :1] - x) ** 2 + (cells[:, 1:] - y) ** 2
    density = np.exp(squared / (-2.0 * SIGMA_S**2)) / (SIGMA_S * math.sqrt(2.0 * math.pi))
    return np.where(squared <= (3.0 * SIGMA_S) ** 2, density, 0.0)


def _directional(turn: Doubles) -> Doubles:
    """(sections, neighbours): each neighbour's directional contribution (eq. 9-11)."""
    difference = np.abs(_wrapped(_SECTION_ANGLES[:, None] - turn))
    return np.interp(difference, _DIFFERENCES, _DIRECTIONAL)


def _wrapped(angle: Doubles) -> Doubles:
    """The same angle in [-pi, pi)."""
    return (angle + math.pi) % (2.0 * math.pi) - math.pi


def _convex_hull(x: Doubles, y: Doubles) -> Doubles:
    """(corners, 2): the minutiae's convex hull; one or two corners where they lie in a point or on a line."""
    points = np.stack([x, y], axis=1).astype(np.float32)
    if len(points) == 0:
        return np.zeros((0, 2))
    return cv2.convexHull(points).reshape(-1, 2).astype(np.float64)


def _near_hull(points: Doubles, hull: Doubles) -> NDArray[np.bool_]:
    """Whether each point lies in the hull or at most HULL_MARGIN outside of it (section 3.1)."""
    start, edge = hull, np.roll(hull, -1, axis=0) - hull
    to_point = points[:, None, :] - start
    side = edge[:, 0] * to_point[..., 1] - edge[:, 1] * to_point[..., 0]
    inside = np.all(side >= 0, axis=1) | np.all(side <= 0, axis=1)
    length = np.maximum((edge**2).sum(axis=1), 1e-12)
    along = np.clip((to_point * edge).sum(axis=2) / length, 0.0, 1.0)
    nearest = to_point - along[..., None] * edge
    near = (nearest**2).sum(axis=2).min(axis=1) <= HULL_MARGIN**2
    return np.asarray(near | (inside & (len(hull) > 2)), np.bool_)


def _packed(cells: NDArray[np.bool_]) -> Words:
    """(n, ..., 256) bool -> (n, words) uint64, cell c in bit c % 64 of word c // 64."""
    octets = np.packbits(cells.reshape(len(cells), math.prod(cells.shape[1:])), axis=1, bitorder="little")
    return np.ascontiguousarray(octets).view("<u8").astype(np.uint64)
