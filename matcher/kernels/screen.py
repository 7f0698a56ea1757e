"""Codes of many fingers, and the kernel that scores them by a probe's tables: C where built, else NumPy.

A code is 16 octets, 32 halves of 0 to 15, and stands for one cylinder; a finger has up to 16 of them. What
the halves mean, and what they cost, is the caller's matter (matcher/fingerprint/screen.py).
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.kernels import screen_twin
from matcher.kernels.dispatch import kernel
from matcher.kernels.selfcheck import NUMPY, first_trusted

_in_c: tuple[str, ...] = ()
with suppress(ImportError):  # no compiler where this was installed
    from matcher.kernels import _compare

    _in_c = tuple(_compare.screen_supported())

CODE_OCTETS: Final = 16
HALVES: Final = 2 * CODE_OCTETS
FINGER_CODES: Final = 16
MOST_PROBE_CODES: Final = 255
_BLOCK_FINGERS: Final = 4  # as many fingers are laid interleaved, one register for the same octet of each

Octets = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class ProbeTables:
    """What a probe's codes charge and grant.

    cost: (p, 32, 16) uint8, of probe code p what value v in half h of a gallery code costs (the low half of
    an octet first). reach: (p,) uint8, what is left of it after all costs is gained. p <= 255.
    """

    cost: Octets
    reach: Octets

    def __post_init__(self) -> None:
        p = len(self.reach)
        if self.cost.shape != (p, HALVES, 16) or self.reach.shape != (p,) or p > MOST_PROBE_CODES:
            raise ValueError("a probe's tables must be (p, 32, 16) and its reach (p,), p at most 255")


@dataclass(frozen=True, slots=True, eq=False)
class PackedCodes:
    """The codes of many fingers as the kernels read them: 257 octets a finger.

    blocks: (b, 16, 4, 16) uint8, octet by octet, of four fingers, of their 16 codes. used: (4 b,) uint8, how
    many codes each finger has. count: fingers; the last block is filled up with fingers of no codes.
    """

    blocks: Octets
    used: Octets
    count: int

    @classmethod
    def of(cls, codes: Octets, used: Octets) -> "PackedCodes":
        """codes: (n, 16, 16) uint8, finger by finger and code by code; used: (n,) uint8, at most 16."""
        n = len(codes)
        if codes.shape != (n, FINGER_CODES, CODE_OCTETS) or used.shape != (n,) or np.any(used > FINGER_CODES):
            raise ValueError("codes must be (n, 16, 16), of which at most 16 a finger are used")
        filling = -n % _BLOCK_FINGERS
        filled = np.concatenate([codes, np.zeros((filling, FINGER_CODES, CODE_OCTETS), np.uint8)])
        grouped = filled.reshape(-1, _BLOCK_FINGERS, FINGER_CODES, CODE_OCTETS)
        blocks = np.ascontiguousarray(grouped.transpose(0, 3, 1, 2))
        return cls(blocks, np.concatenate([used, np.zeros(filling, np.uint8)]), n)

    def codes(self) -> Octets:
        """(n, 16, 16): what `of` was given."""
        apart = self.blocks.transpose(0, 2, 3, 1).reshape(-1, FINGER_CODES, CODE_OCTETS)
        return np.ascontiguousarray(apart[: self.count])

    def __len__(self) -> int:
        return self.count

    @property
    def octets(self) -> int:
        """Memory that a search reads."""
        return self.blocks.nbytes + self.used.nbytes


def screen_instruction_sets() -> tuple[str, ...]:
    """What can screen here, the fastest first; "numpy" always can."""
    return (*_in_c, NUMPY)


@cache
def screen_kernel() -> str:
    """What screens here: what the environment forces, where the screen has it, else the fastest trusted."""
    if kernel() == NUMPY:
        return NUMPY
    forced, available = os.environ.get("UMBRAL_INSTRUCTION_SET"), screen_instruction_sets()
    if forced in available:
        return forced
    probe, gallery = _small_case()
    return first_trusted("screening", available, lambda name: screen_many(probe, gallery, name))


def screen_many(
    probe: ProbeTables, gallery: PackedCodes, instruction_set: str | None = None
) -> NDArray[np.uint16]:
    """(n,) uint16: of each finger the sum over its codes of the most that one of the probe's codes gains.

    A code gains max(0, reach - min(255, costs)). C releases the GIL.
    """
    chosen = instruction_set or screen_kernel()
    if chosen == NUMPY:
        return screen_twin.screen(probe.cost, probe.reach, gallery.codes(), gallery.used[: len(gallery)])
    scores = np.empty(len(gallery.used), np.uint16)
    _compare.screen_many(gallery.blocks, gallery.used, probe.cost, probe.reach, scores, chosen)
    return scores[: len(gallery)]


def _small_case() -> tuple[ProbeTables, PackedCodes]:
    """A probe and five fingers, saturating sums among theirs: what a kernel is checked on."""
    draw = np.random.default_rng(2)
    cost = draw.integers(0, 10, (5, HALVES, 16), np.uint8)
    cost[0] = draw.integers(0, 256, cost[0].shape, np.uint8)
    codes = draw.integers(0, 256, (5, FINGER_CODES, CODE_OCTETS), np.uint8)
    gallery = PackedCodes.of(codes, np.array([16, 0, 1, 7, 15], np.uint8))
    return ProbeTables(cost, draw.integers(160, 256, 5, np.uint8)), gallery
