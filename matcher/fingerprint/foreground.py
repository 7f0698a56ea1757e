"""The part of an image that shows the finger, and what of the image lies on its ridges."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.errors import BlankPrint, PrintTooLarge
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.parameters import (
    CROP_MARGIN,
    LARGEST_FINGER,
    LEAST_RIDGE_WINDOWS,
    RIDGE_STEP,
    TRACE_SHARE,
)
from matcher.fingerprint.ridges import largest_ridge_area, ridge_strength

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Foreground:
    """A rectangle of the image by its top left corner and pixels.

    ridges: (rows, columns) of windows of the whole image, True in the largest connected area with ridges.
    """

    left: int
    top: int
    pixels: Pixels
    ridges: Mask

    def holds(self, minutiae: Minutiae) -> Mask:
        """(n,) bool: which minutiae lie on the ridges or at most one window beside them."""
        grown = cv2.dilate(self.ridges.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        row, column = ((places + RIDGE_STEP / 2) // RIDGE_STEP for places in (minutiae.y, minutiae.x))
        rows, columns = grown.shape
        inside = grown[np.minimum(row, rows - 1).astype(int), np.minimum(column, columns - 1).astype(int)]
        return np.asarray(inside, np.bool_)


def find_finger(image: Pixels) -> Foreground:
    """Where the finger is: the rectangle around every trace of ridges, if there is an area of clear ones.

    image: uint8 (H, W) at 500 dpi. Raises BlankPrint, PrintTooLarge.
    """
    strength = ridge_strength(image)
    ridges = largest_ridge_area(strength)
    if np.count_nonzero(ridges) < LEAST_RIDGE_WINDOWS:
        raise BlankPrint("The image shows no ridge pattern.")
    rectangle = _around(strength >= TRACE_SHARE)
    if _area(image[rectangle]) > LARGEST_FINGER:
        rectangle = _around(ridges)  # traces may be the printed lines of a card
    if _area(image[rectangle]) > LARGEST_FINGER:
        raise PrintTooLarge("The ridges cover more than one finger does.", pixels=_area(image[rectangle]))
    rows, columns = rectangle
    return Foreground(left=columns.start, top=rows.start, pixels=image[rectangle], ridges=ridges)


def _around(windows: Mask) -> tuple[slice, slice]:
    """The rows and columns around these windows, with a margin."""
    rows, columns = np.flatnonzero(windows.any(axis=1)), np.flatnonzero(windows.any(axis=0))
    sides = [
        slice(max(0, int(span[0]) * RIDGE_STEP - CROP_MARGIN), int(span[-1]) * RIDGE_STEP + CROP_MARGIN)
        for span in (rows, columns)
    ]
    return sides[0], sides[1]


def _area(pixels: Pixels) -> int:
    return int(pixels.size)
