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


def _directional_table() -> Doubles:
    """G_D (eq. 11) at 2,049 equidistant differences in [0, pi]: the share of a Gaussian in one section."""
    half, scale = math.pi / SECTIONS, SIGMA_D * math.sqrt(2.0)
    return np.array(
        [
            0.5 * (math.erf((difference + half) / scale) - math.erf((difference - half) / scale))
            for difference in np.linspace(0.0, math.pi, 2049)
        ]
    )


# Cell centres along one axis of the minutia's own frame, in pixels (eq. 2); a grid of both, and its disc.
_PLACES: Final = (np.arange(CELLS_ACROSS) - (CELLS_ACROSS - 1) / 2.0) * (2.0 * RADIUS / CELLS_ACROSS)
_ALONG, _ACROSS = (axis.ravel() for axis in np.meshgrid(_PLACES, _PLACES, indexing="ij"))
IN_DISC: Final = np.hypot(_ALONG, _ACROSS) <= RADIUS
_SECTION_ANGLES: Final = -math.pi + (np.arange(SECTIONS) + 0.5) * (2.0 * math.pi / SECTIONS)
DIRECTIONAL: Final = _directional_table()
_DIFFERENCES: Final = np.linspace(0.0, math.pi, len(DIRECTIONAL))


def cylinders(minutiae: Minutiae) -> Cylinders:
    """The valid cylinders of one impression's minutiae (section 3.2)."""
    x, y, angle = (np.asarray(v, np.float64) for v in (minutiae.x, minutiae.y, minutiae.angle))
    known = _known_cells(x, y, angle)
    near = np.hypot(x[:, None] - x, y[:, None] - y) <= RADIUS + 3.0 * SIGMA_S
    np.fill_diagonal(near, 0)
    enough_cells = np.count_nonzero(known, axis=1) >= LEAST_VALID_CELLS * np.count_nonzero(IN_DISC)
    chosen = np.flatnonzero(enough_cells & (np.count_nonzero(near, axis=1) >= LEAST_NEIGHBOURS))
    bits = np.zeros((len(chosen), SECTIONS, CELLS), np.bool_)
    for row, index in enumerate(chosen):
        dx, dy, turn = (v[near[index]] for v in (x - x[index], y[index] - y, angle[index] - angle))
        bits[row] = (_contribution(dx, dy, turn, float(angle[index])) >= MU_PSI) & known[index]
    return Cylinders(bits=_packed(bits), known=_packed(known[chosen]), minutia=chosen.astype(np.int64))


def _known_cells(x: Doubles, y: Doubles, angle: Doubles) -> NDArray[np.bool_]:
    """(n, 256): the cells of each minutia's disc that lie near the minutiae's hull; y down (section 3.1)."""
    known = np.zeros((len(x), CELLS), np.bool_)
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    along, across = _ALONG[IN_DISC], _ACROSS[IN_DISC]
    cells = np.stack(
        [x[:, None] + along * cos - across * sin, y[:, None] - along * sin - across * cos], axis=-1
    )
    known[:, IN_DISC] = _near_hull(cells.reshape(-1, 2), _convex_hull(x, y)).reshape(cells.shape[:2])
    return known


def _contribution(dx: Doubles, dy: Doubles, turn: Doubles, angle: float) -> Doubles:
    """(sections, 256): what the neighbours give to each cell of one cylinder (eq. 4-11).

    dx, dy: (t,) from the minutia to each neighbour, y up; turn: (t,) the minutia's angle minus theirs. In the
    minutia's own frame a Gaussian is a product of one along and one across: 16 + 16 exponentials, not 256.
    """
    cos, sin = math.cos(angle), math.sin(angle)
    along = (_PLACES - (dx * cos + dy * sin)[:, None]) ** 2
    across = (_PLACES - (dy * cos - dx * sin)[:, None]) ** 2
    density = _gaussian(along)[:, :, None] * _gaussian(across)[:, None, :]
    density[along[:, :, None] + across[:, None, :] > (3.0 * SIGMA_S) ** 2] = 0.0
    # summed neighbour by neighbour in a fixed order, so that no BLAS decides a bit
    contribution: Doubles = np.einsum(
        "st,tc->sc", _directional(turn), density.reshape(len(dx), CELLS), optimize=False
    )
    return contribution


def _gaussian(squared: Doubles) -> Doubles:
    """One axis of the spatial contribution (eq. 6)."""
    density: Doubles = np.exp(squared / (-2.0 * SIGMA_S**2)) / (math.sqrt(2.0 * math.pi) * SIGMA_S) ** 0.5
    return density


def _directional(turn: Doubles) -> Doubles:
    """(sections, neighbours): each neighbour's directional contribution (eq. 9-11)."""
    difference = np.abs(_wrapped(_SECTION_ANGLES[:, None] - turn))
    return np.interp(difference, _DIFFERENCES, DIRECTIONAL)


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
    """(n,): whether each point lies in the hull or at most HULL_MARGIN outside of it."""
    near = np.ones(len(points), np.bool_)
    edge = np.roll(hull, -1, axis=0) - hull
    side = edge[:, 0] * (points[:, 1:] - hull[:, 1]) - edge[:, 1] * (points[:, :1] - hull[:, 0])
    # a hull of one or two corners has no inside, whatever the signs say
    inside = (np.all(side >= 0, axis=1) | np.all(side <= 0, axis=1)) & (len(hull) > 2)
    to_point = points[~inside, None, :] - hull
    length = np.maximum((edge**2).sum(axis=1), 1e-12)
    along = np.clip((to_point * edge).sum(axis=2) / length, 0.0, 1.0)
    nearest = ((to_point - along[..., None] * edge) ** 2).sum(axis=2)
    near[~inside] = nearest.min(axis=1, initial=np.inf) <= HULL_MARGIN**2
    return near


def _packed(cells: NDArray[np.bool_]) -> Words:
    """(n, ..., 256) bool -> (n, words) uint64, cell c in bit c % 64 of word c // 64."""
    octets = np.packbits(cells.reshape(len(cells), math.prod(cells.shape[1:])), axis=1, bitorder="little")
    return np.ascontiguousarray(octets).view("<u8").astype(np.uint64)
