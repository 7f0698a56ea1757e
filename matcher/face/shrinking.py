"""Ways of making a picture smaller."""

import cv2
import numpy as np

from matcher.face.detect import Pixels


def by_areas(rgb: Pixels, columns: int, rows: int) -> Pixels:
    """uint8 (rows, columns, 3): each pixel the mean of the area that it shows."""
    return np.asarray(cv2.resize(rgb, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)


def by_halves(rgb: Pixels, columns: int, rows: int, rest: int = cv2.INTER_LINEAR) -> Pixels:
    """uint8 (rows, columns, 3): means of 2 x 2 pixels as long as that is not too small; rest: OpenCV's way of
    shrinking from there, by less than a half.

    A tenth of the time of areas that end within pixels: 0.2 ms instead of 1.7 for 640 x 480 to 299 x 224.
    """
    while rgb.shape[1] >= 2 * columns and rgb.shape[0] >= 2 * rows:
        rgb = by_areas(rgb, rgb.shape[1] // 2, rgb.shape[0] // 2)
    if rgb.shape[:2] == (rows, columns):
        return rgb
    return np.asarray(cv2.resize(rgb, (columns, rows), interpolation=rest), np.uint8)
