"""Many fingers' cylinders end to end: one read from front to back compares a probe with all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.kernels.twin import CylinderSet


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """Finger f holds cylinders offsets[f] to offsets[f + 1] of `all`. offsets: (fingers + 1,) int64."""

    all: CylinderSet
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, sets: Sequence[CylinderSet]) -> "Packed":
        """Copy the sets end to end; an empty sequence gives an empty gallery."""
        offsets = np.zeros(len(sets) + 1, np.int64)
        np.cumsum([len(each.place) for each in sets], out=offsets[1:])
        if not sets:
            empty = CylinderSet(
                np.zeros((0, 3), np.float32), np.zeros((0, 24), np.uint64), np.zeros((0, 4), np.uint64)
            )
            return cls(empty, offsets)
        return cls(
            CylinderSet(
                place=np.concatenate([each.place for each in sets]),
                bits=np.concatenate([each.bits for each in sets]),
                known=np.concatenate([each.known for each in sets]),
            ),
            offsets,
        )

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, finger: int) -> CylinderSet:
        """One finger's cylinders, as views."""
        part = slice(int(self.offsets[finger]), int(self.offsets[finger + 1]))
        return CylinderSet(self.all.place[part], self.all.bits[part], self.all.known[part])
