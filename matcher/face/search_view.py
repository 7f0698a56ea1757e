"""A picture as one pass of a detector sees it: resized, with a border; and the way back."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from matcher.face.detect import Pixels, Points
from matcher.face.shrinking import by_areas


@dataclass(frozen=True, slots=True)
class View:
    """pixels: what is searched. scale: (x, y) view pixels a picture pixel; border: view pixels a side."""

    pixels: Pixels
    scale: tuple[float, float]
    border: int

    def to_picture(self, points: Points) -> Points:
        """View coordinates (..., 2) -> picture coordinates."""
        return np.asarray((points + 0.5 - self.border) / np.array(self.scale) - 0.5, np.float64)


def view(
    rgb: Pixels,
    scale: float,
    border_share: float = 0.0,
    shrunk: Callable[[Pixels, int, int], Pixels] = by_areas,
) -> View:
    """uint8 (H, W, 3) enlarged or shrunk; border_share: of the longer side, filled with the edge's pixels;
    shrunk: the way to fewer columns and rows."""
    height, width = rgb.shape[:2]
    columns, rows = max(1, round(width * scale)), max(1, round(height * scale))
    pixels = rgb
    if (columns, rows) != (width, height):
        if scale > 1:
            pixels = np.asarray(cv2.resize(rgb, (columns, rows), interpolation=cv2.INTER_CUBIC), np.uint8)
        else:
            pixels = shrunk(rgb, columns, rows)
    border = int(border_share * max(columns, rows))
    if border:
        edges = (border,) * 4
        pixels = np.asarray(cv2.copyMakeBorder(pixels, *edges, cv2.BORDER_REPLICATE), np.uint8)
    return View(np.ascontiguousarray(pixels), (columns / width, rows / height), border)


def scale_between(rgb: Pixels, shortest: int, longest: int) -> float:
    """What brings the longer side of a picture between two lengths in pixels."""
    side: int = max(rgb.shape[:2])
    return min(max(side, shortest), longest) / side
