"""Ridges to lines one pixel wide, and what each pixel of a line is. Guo & Hall's parallel thinning (1989).

A pixel's eight neighbours make a byte (bit k is the neighbour at RING[k], clockwise from above), so every
rule about them is a table of 256 answers.
"""

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.uint8]
"""(H, W) uint8, 0 or 1."""

RING = ((0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1))
"""(dx, dy) of the neighbours, clockwise from above."""

_BYTE_OF_NEIGHBOURS = np.zeros((3, 3), np.float32)
for _bit, (_dx, _dy) in enumerate(RING):
    _BYTE_OF_NEIGHBOURS[_dy + 1, _dx + 1] = 1 << _bit


def thin(mask: Mask) -> Mask:
    """The skeleton of a 0/1 image: 8-connected lines, the same topology. The outermost pixels count as 0."""
    skeleton = mask.copy()
    skeleton[[0, -1]] = 0
    skeleton[:, [0, -1]] = 0
    while True:
        before = cv2.countNonZero(skeleton)
        for table in _DELETABLE:
            skeleton[cv2.LUT(_neighbours(skeleton), table) > 0] = 0
        if cv2.countNonZero(skeleton) == before:
            return skeleton


def crossing_number(skeleton: Mask) -> Mask:
    """(H, W): how many lines leave a skeleton pixel (1 ending, 2 passing, 3 bifurcation); 0 elsewhere."""
    return np.asarray(cv2.LUT(_neighbours(skeleton), _CROSSINGS) * skeleton, np.uint8)


def _neighbours(mask: Mask) -> Mask:
    return np.asarray(
        cv2.filter2D(mask, cv2.CV_8U, _BYTE_OF_NEIGHBOURS, borderType=cv2.BORDER_CONSTANT), np.uint8
    )


def _bits(code: int) -> list[int]:
    return [code >> k & 1 for k in range(8)]


def _deletable(code: int, second_pass: bool) -> bool:
    """Guo & Hall, conditions (a) to (c); their p2..p9 are our bits 0..7."""
    p2, p3, p4, p5, p6, p7, p8, p9 = _bits(code)
    crossings = (~p2 & (p3 | p4)) + (~p4 & (p5 | p6)) + (~p6 & (p7 | p8)) + (~p8 & (p9 | p2))
    first = (p9 | p2) + (p3 | p4) + (p5 | p6) + (p7 | p8)
    other = (p2 | p3) + (p4 | p5) + (p6 | p7) + (p8 | p9)
    edge = (p6 | p7 | 1 - p9) & p8 if second_pass else (p2 | p3 | 1 - p5) & p4
    return crossings == 1 and 2 <= min(first, other) <= 3 and edge == 0


def _crossings(code: int) -> int:
    ring = _bits(code)
    return sum(ring[k] != ring[k - 1] for k in range(8)) // 2


_DELETABLE = tuple(
    np.array([_deletable(code, second) for code in range(256)], np.uint8) for second in (False, True)
)
_CROSSINGS = np.array([_crossings(code) for code in range(256)], np.uint8)
