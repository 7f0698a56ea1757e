"""What the kernels read of a finger, and of many fingers end to end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

SECTION_WORDS: Final = 4  # 256 cells
CYLINDER_WORDS: Final = 24  # six sections


@dataclass(frozen=True, slots=True, eq=False)
class CylinderSet:
    """One finger's cylinders.

    place: (n, 3) float32, x and y in pixels at 500 dpi (y down) and angle in radians (counter-clockwise) of
    each cylinder's minutia. bits: (n, 24) uint64, six sections of 256 cells. known: (n, 4) uint64, the cells
    of every section that mean something.
    """

    place: NDArray[np.float32]
    bits: NDArray[np.uint64]
    known: NDArray[np.uint64]

    def __post_init__(self) -> None:
        n = len(self.place)
        expected = {"place": (n, 3), "bits": (n, CYLINDER_WORDS), "known": (n, SECTION_WORDS)}
        dtypes = {"place": np.float32, "bits": np.uint64, "known": np.uint64}
        for name, shape in expected.items():
            values = getattr(self, name)
            if values.shape != shape or values.dtype != dtypes[name] or not values.flags.c_contiguous:
                raise ValueError(
                    f"{name} of a cylinder set must be {shape} {dtypes[name].__name__} in C order"
                )

    def __len__(self) -> int:
        return len(self.place)


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """Many fingers: finger f holds cylinders offsets[f] to offsets[f + 1] of `cylinders`.

    offsets: (fingers + 1,) int64. One read from front to back compares a probe with all of them.
    """

    cylinders: CylinderSet
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, sets: Sequence[CylinderSet]) -> "Packed":
        """Copy the sets end to end; no sets give an empty gallery."""
        offsets = np.zeros(len(sets) + 1, np.int64)
        np.cumsum([len(each) for each in sets], out=offsets[1:])
        return cls(
            CylinderSet(
                place=np.concatenate([np.zeros((0, 3), np.float32), *(each.place for each in sets)]),
                bits=np.concatenate(
                    [np.zeros((0, CYLINDER_WORDS), np.uint64), *(each.bits for each in sets)]
                ),
                known=np.concatenate(
                    [np.zeros((0, SECTION_WORDS), np.uint64), *(each.known for each in sets)]
                ),
            ),
            offsets,
        )

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, finger: int) -> CylinderSet:
        """One finger's cylinders, as views."""
        part = slice(int(self.offsets[finger]), int(self.offsets[finger + 1]))
        return CylinderSet(self.cylinders.place[part], self.cylinders.bits[part], self.cylinders.known[part])
