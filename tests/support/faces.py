"""The two public-domain portraits as pixels, and pictures composed of them.

Astronaut Eileen Collins (NASA) comes with scikit-image, Rear Admiral Grace Hopper (U.S. Navy) with
matplotlib; neither package is imported for them.
"""

import importlib.util
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]


@cache
def collins() -> Pixels:
    """uint8 (512, 512, 3): one face, 88 pixels wide, above a suit with badges that look like faces."""
    return _read("skimage", "data/astronaut.png")


@cache
def hopper() -> Pixels:
    """uint8 (600, 512, 3): one face, 216 pixels wide."""
    return _read("matplotlib", "mpl-data/sample_data/grace_hopper.jpg")


def collins_head() -> Pixels:
    """uint8 (240, 180, 3): head and shoulders alone, as on a card."""
    return np.ascontiguousarray(collins()[20:260, 130:310])


def resized(pixels: Pixels, width: int, height: int) -> Pixels:
    """Shrunk by area, enlarged by cubic interpolation."""
    way = cv2.INTER_AREA if width < pixels.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=way), np.uint8)


def on_canvas(pixels: Pixels, width: int, height: int, left: int, top: int) -> Pixels:
    """On a grey wall of width x height, its top left corner at (left, top)."""
    canvas = np.full((height, width, 3), 190, np.uint8)
    return pasted(canvas, pixels, left, top)


def pasted(canvas: Pixels, pixels: Pixels, left: int, top: int) -> Pixels:
    """A copy of canvas with pixels at (left, top)."""
    result = canvas.copy()
    result[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
    return result


def _read(package: str, path: str) -> Pixels:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    with Image.open(Path(spec.submodule_search_locations[0]) / path) as image:
        pixels = np.asarray(image.convert("RGB"), np.uint8)
    pixels.flags.writeable = False
    return pixels
