"""The true minutiae of a relief: where a ridge ends or forks.

The relief is cut at zero and thinned; an ending has one line leaving it, a bifurcation three (crossing
number; Handbook of Fingerprint Recognition, 2nd ed., 3.7.1). Lines shorter than a ridge is wide are
artefacts of thinning and make no minutia.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.fields import Field
from device_drivers.fingerprint.synthetic.thinning import RING, Mask, crossing_number, thin


class Kind(StrEnum):
    ENDING = "ending"
    BIFURCATION = "bifurcation"


@dataclass(frozen=True, slots=True)
class Minutia:
    """x right, y down, in pixels; angle in radians [0, 2 pi), counter-clockwise as seen, 0 = right.

    The angle points from an ending back along its ridge, and from a bifurcation into the valley between
    its two branches (which is that valley's ending): ISO/IEC 19794-2:2011, 6.4.
    """

    x: float
    y: float
    angle: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class Ridges:
    """The thinned relief and its minutiae."""

    skeleton: Mask
    minutiae: tuple[Minutia, ...]


def read_ridges(relief: Field) -> Ridges:
    """Skeleton and minutiae of a relief (H, W), minutiae from top to bottom."""
    skeleton = thin((relief > 0).astype(np.uint8))
    numbers = crossing_number(skeleton)
    margin = p.MINUTIA_MARGIN
    inner = np.zeros_like(numbers)
    inner[margin:-margin, margin:-margin] = numbers[margin:-margin, margin:-margin]
    found = []
    for y, x in np.argwhere((inner == 1) | (inner == 3)):
        minutia = _minutia(numbers, int(x), int(y))
        if minutia is not None:
            found.append(minutia)
    return Ridges(skeleton, _without_pairs(found))


def _minutia(numbers: Mask, x: int, y: int) -> Minutia | None:
    branches = [_walk(numbers, x, y, start) for start in _starts(numbers, x, y)]
    if any(branch is None for branch in branches):
        return None
    arms = np.array(branches)
    if len(arms) == 1:
        return Minutia(x, y, _angle(arms[0]), Kind.ENDING)
    if len(arms) != 3:
        return None
    units = arms / np.linalg.norm(arms, axis=1, keepdims=True)
    stem = int(np.argmin((units @ units.T).sum(axis=1)))
    return Minutia(x, y, _angle(units.sum(axis=0) - units[stem]), Kind.BIFURCATION)


def _angle(arm: npt.NDArray[np.float64]) -> float:
    return float(np.arctan2(-arm[1], arm[0]) % (2 * np.pi))


def _starts(numbers: Mask, x: int, y: int) -> list[tuple[int, int]]:
    """One skeleton neighbour for each line: a diagonal one beside a straight one is the same line."""
    taken = [numbers[y + dy, x + dx] > 0 for dx, dy in RING]
    straight = [RING[k] for k in range(0, 8, 2) if taken[k]]
    diagonal = [RING[k] for k in range(1, 8, 2) if taken[k] and not taken[k - 1] and not taken[(k + 1) % 8]]
    return straight + diagonal


def _walk(numbers: Mask, x: int, y: int, step: tuple[int, int]) -> tuple[int, int] | None:
    """(dx, dy) after following a line for MINUTIA_ARM pixels.

    None where it is shorter than that: it stops, or it begins at an ending and meets a fork, as a spur does.
    """
    stops_at = 3 if numbers[y, x] == 1 else np.inf
    seen = {(x, y)} | {(x + dx, y + dy) for dx, dy in RING}
    here = (x + step[0], y + step[1])
    for _ in range(p.MINUTIA_ARM):
        ahead = [
            (here[0] + dx, here[1] + dy)
            for dx, dy in (*RING[::2], *RING[1::2])
            if (here[0] + dx, here[1] + dy) not in seen and numbers[here[1] + dy, here[0] + dx]
        ]
        if not ahead:
            return None
        seen.update(ahead)
        here = ahead[0]
        if numbers[here[1], here[0]] >= stops_at:
            return None
    return here[0] - x, here[1] - y


def _without_pairs(found: list[Minutia]) -> tuple[Minutia, ...]:
    """Drop both of two minutiae nearer than MINUTIA_SPACING: a bridge or a break that thinning made."""
    if not found:
        return ()
    places = np.array([(m.x, m.y) for m in found])
    distance = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(distance, np.inf)
    return tuple(
        m for m, nearest in zip(found, distance.min(axis=1), strict=True) if nearest >= p.MINUTIA_SPACING
    )
