"""The same print as another scanner or another operator would have given it: resolution and direction."""

import math
from collections.abc import Mapping
from functools import partial
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.fingerprint_protocol import View

Pixels = NDArray[np.uint8]


def resampled(grey: Pixels, dpi: float, *, to: float) -> tuple[Pixels, float]:
    """The image at another resolution: new pixels are the mean of their area, or cubic."""
    height, width = (round(side * to / dpi) for side in grey.shape)
    method = cv2.INTER_AREA if to < dpi else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, (width, height), interpolation=method), np.uint8), to


def turned(grey: Pixels, dpi: float, *, degrees: float) -> tuple[Pixels, float]:
    """Turned counter-clockwise as seen, on a canvas that holds all of it, filled with the border's level."""
    if degrees % 90 == 0:
        return np.ascontiguousarray(np.rot90(grey, round(degrees / 90))), dpi
    height, width = grey.shape
    cos, sin = abs(math.cos(math.radians(degrees))), abs(math.sin(math.radians(degrees)))
    across, down = math.ceil(width * cos + height * sin), math.ceil(width * sin + height * cos)
    onto = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    onto[:, 2] += ((across - width) / 2, (down - height) / 2)
    canvas = cv2.warpAffine(
        grey,
        onto,
        (across, down),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=_level_around(grey),
    )
    return np.asarray(canvas, np.uint8), dpi


def _level_around(grey: Pixels) -> float:
    """The median of the image's outermost pixels."""
    return float(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))


VARIANTS: Final[Mapping[str, View]] = {
    "250 dpi": partial(resampled, to=250.0),
    "400 dpi": partial(resampled, to=400.0),
    "1000 dpi": partial(resampled, to=1000.0),
    "turned 30": partial(turned, degrees=30.0),
    "turned 90": partial(turned, degrees=90.0),
    "turned 180": partial(turned, degrees=180.0),
}
