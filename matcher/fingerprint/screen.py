"""A finger in 256 octets: what a search over a whole gallery reads before it compares anything exactly.

Each cylinder becomes 128 bits. 124 are signs of a linear projection of its 1,248 cells, learned on synthetic
prints so that what differs between impressions of one minutia weighs little; four name the sector of the
minutia's direction. The gallery keeps the 16 cylinders whose minutiae the network is surest of.

A probe's cylinder knows more than its own signs: how far it lies from each threshold, and so how likely a
mated cylinder's sign is to differ. Its tables say in whole numbers what each value in the gallery costs of
the log likelihood ratio. A finger's score is the sum of what its cylinders gain by the best of the probe's.
"""

import io
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.cylinders import IN_DISC
from matcher.fingerprint.parameters import PROBE_CYLINDERS, SECTIONS, UNITS_PER_NAT
from matcher.kernels.building import Built
from matcher.kernels.cylinder_set import CylinderSet
from matcher.kernels.screen import CODE_OCTETS, FINGER_CODES, HALVES, PackedCodes, ProbeTables
from models import registry

MODEL: Final = "finger-screen"
CELLS: Final = SECTIONS * int(np.count_nonzero(IN_DISC))
SIGNS: Final = 4 * (HALVES - 1)
SECTORS: Final = 16

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]
Octets = NDArray[np.uint8]

_CYLINDERS_AT_ONCE: Final = 8192  # bounds the memory of the unpacked cells


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """The projection and what it means.

    sign d = weights[d] . cells - known[d] . known cells > threshold[d]. weights: (124, 1248), over the disc's
    cells section by section; known: (124, 208), what the cells give on average, so that an unknown cell says
    nothing; threshold: (124,), the medians. Whole numbers so small that float32 adds them without rounding:
    a code is the same on every machine.

    scale: (124,), a standard deviation of each projection. mismatch: (124, 2), the log odds that a mated
    cylinder's sign agrees are a + b |distance from the threshold| (in standard deviations). direction: (17,),
    the log likelihood ratio of an angle of i pi / 16 between two directions.
    """

    weights: Floats
    known: Floats
    threshold: Floats
    scale: Floats
    mismatch: Floats
    direction: Floats

    def __post_init__(self) -> None:
        shapes = ((SIGNS, CELLS), (SIGNS, CELLS // SECTIONS), (SIGNS,), (SIGNS,), (SIGNS, 2), (SECTORS + 1,))
        if any(
            getattr(self, name).shape != shape for name, shape in zip(self.__slots__, shapes, strict=True)
        ):
            raise ValueError("what the screen learned does not fit the cylinders")

    @classmethod
    def read(cls, data: bytes) -> "Learned":
        """From the arrays of an .npz file."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return cls(*(arrays[name].astype(np.float32) for name in cls.__slots__))

    def projected(self, cylinders: CylinderSet) -> Floats:
        """(n, 124): each cylinder's distance above the thresholds, in whole numbers."""
        cells, known = unpacked(cylinders)
        above: Floats = cells @ self.weights.T - known @ self.known.T - self.threshold
        return above


@cache
def learned() -> Learned:
    """What ships. Raises models.errors.ModelError where it is missing or not what was pinned."""
    return Learned.read(registry.read(MODEL))


def unpacked(cylinders: CylinderSet) -> tuple[Floats, Floats]:
    """The disc's cells (n, 1248), section by section, and which are known (n, 208), as 0 and 1."""
    bits, known = (
        np.unpackbits(words.astype("<u8").view(np.uint8), axis=1, bitorder="little")
        for words in (cylinders.bits, cylinders.known)
    )
    cells = bits.reshape(len(bits), SECTIONS, len(IN_DISC))[:, :, IN_DISC]
    return cells.reshape(-1, CELLS).astype(np.float32), known[:, IN_DISC].astype(np.float32)


def gallery_codes(built: Built, confidence: Floats, by: Learned | None = None) -> PackedCodes:
    """The codes of many fingers' surest cylinders. confidence: (cylinders,), of each one's minutia."""
    offsets, counts = built.packed.offsets, np.diff(built.packed.offsets)
    surest = _surest(confidence, offsets, FINGER_CODES)
    used = np.minimum(counts, FINGER_CODES)
    finger = np.repeat(np.arange(len(counts)), used)
    place = np.arange(len(surest)) - np.repeat(np.cumsum(used) - used, used)
    codes = np.zeros((len(counts), FINGER_CODES, CODE_OCTETS), np.uint8)
    codes[finger, place] = _codes(_taken(built.packed.cylinders, surest), by or learned())
    return PackedCodes.of(codes, used.astype(np.uint8))


def probe_tables(
    cylinders: CylinderSet, confidence: Floats, *, any_direction: bool = False, by: Learned | None = None
) -> ProbeTables:
    """The tables of a probe's surest cylinders. confidence: (cylinders,), of each one's minutia.

    any_direction: a finger may lie turned by any angle.
    """
    surest = _surest(confidence, np.array([0, len(cylinders)]), PROBE_CYLINDERS)
    chosen, by = _taken(cylinders, surest), by or learned()
    ratios = np.concatenate(
        [_sign_ratios(by.projected(chosen), by), _direction_ratios(chosen.place[:, 2], by)[:, None]], axis=1
    )
    if any_direction:
        ratios[:, -1] = 0.0
    best = ratios.max(axis=2, keepdims=True)
    cost = np.rint((best - ratios) * UNITS_PER_NAT)
    reach = np.rint(best.sum(axis=(1, 2)) * UNITS_PER_NAT)
    return ProbeTables(*(np.clip(values, 0, 255).astype(np.uint8, order="C") for values in (cost, reach)))


def _sign_ratios(projected: Floats, by: Learned) -> Doubles:
    """(n, 31, 16): log likelihood ratio of every value that four signs can take."""
    distance = np.abs(projected / by.scale).astype(np.float64)
    agrees = 1.0 / (1.0 + np.exp(-np.maximum(by.mismatch[:, 0] + by.mismatch[:, 1] * distance, 0.0)))
    positive, negative = np.log(2.0 * agrees), np.log(2.0 * (1.0 - agrees) + 1e-9)
    of_sign = np.stack(
        [np.where(projected > 0, negative, positive), np.where(projected > 0, positive, negative)], axis=-1
    ).reshape(len(projected), -1, 4, 2)
    values = np.arange(16)[:, None] >> np.arange(4) & 1
    ratios: Doubles = of_sign[:, :, np.arange(4), values].sum(axis=-1)
    return ratios


def _direction_ratios(angle: Floats, by: Learned) -> Doubles:
    """(n, 16): log likelihood ratio of every sector."""
    middles = (np.arange(SECTORS) + 0.5) * (2 * np.pi / SECTORS)
    apart = np.abs(angle[:, None].astype(np.float64) - middles)
    apart = np.minimum(apart, 2 * np.pi - apart)
    return np.interp(apart, np.linspace(0.0, np.pi, SECTORS + 1), by.direction)


def _codes(cylinders: CylinderSet, by: Learned) -> Octets:
    """(n, 16): sign d is bit d, from the least of the first octet on; the last four bits name the sector."""
    codes = np.empty((len(cylinders), CODE_OCTETS), np.uint8)
    for first in range(0, len(cylinders), _CYLINDERS_AT_ONCE):
        part = _taken(cylinders, slice(first, first + _CYLINDERS_AT_ONCE))
        sector = (part.place[:, 2].astype(np.float64) * (SECTORS / (2 * np.pi))).astype(np.int64) % SECTORS
        bits = np.concatenate([by.projected(part) > 0, sector[:, None] >> np.arange(4) & 1 > 0], axis=1)
        codes[first : first + len(bits)] = np.packbits(bits, axis=1, bitorder="little")
    return codes


def _surest(confidence: Floats, offsets: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Finger by finger the places of the `most` greatest, the first of equals first."""
    kept = [
        start + np.argsort(-confidence[start:end], kind="stable")[:most] for start, end in pairwise(offsets)
    ]
    return np.concatenate([np.zeros(0, np.int64), *kept])


def _taken(cylinders: CylinderSet, rows: NDArray[np.int64] | slice) -> CylinderSet:
    return CylinderSet(cylinders.place[rows], cylinders.bits[rows], cylinders.known[rows])
