"""From pixels to minutiae, stage by stage.

The network is LEADER (Cappelli, arXiv 2602.15493): one pass from grey pixels to minutiae with direction,
kind and confidence. What surrounds it here: one resolution, one finger, one coordinate frame.
"""

import math
from typing import ClassVar, Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.errors import (
    BlankPrint,
    PrintTooLarge,
    PrintTooSmall,
    ResolutionOutOfRange,
    TooFewMinutiae,
)
from matcher.fingerprint.foreground import Foreground, find_finger
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.parameters import (
    FAST_CLEAR_MINUTIAE,
    FAST_LARGEST,
    FAST_SMALLEST,
    HIGHEST_DPI,
    LEAST_CONFIDENCE,
    LEAST_MEAN_CONFIDENCE,
    LEAST_MINUTIAE,
    LEAST_SURE_MINUTIAE,
    LOWEST_DPI,
    MOST_MINUTIAE,
    SHORTEST_SIDE,
    SURE_CONFIDENCE,
    WIDEST_IMAGE,
)
from models import registry

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Profile = Literal["exact", "fast"]

_MULTIPLE: Final = 32  # the network halves its input five times


class MinutiaeExtractor:
    """Holds the network; one instance serves any number of threads.

    profile: "exact", or "fast", which shows the network the finger at about 3/4 of its size, and once more at
    full size where that found little.
    threads: cores that one extraction may use. Raises models.errors.ModelError where the network is missing
    or is not what was pinned.
    """

    version: ClassVar[str] = "leader-1"

    def __init__(self, profile: Profile = "exact", threads: int = 1) -> None:
        self._fast = profile == "fast"
        self._network = registry.open("leader", threads)

    def extract(self, grey: Pixels, dpi: float) -> Minutiae:
        """The minutiae of one finger's impression, ridges dark, in the frame of `Minutiae`.

        grey: uint8 (H, W). dpi: pixels an inch. Raises ResolutionOutOfRange, PrintTooSmall, PrintTooLarge,
        BlankPrint, TooFewMinutiae.
        """
        image = to_500_dpi(grey, dpi)
        finger = find_finger(image)
        found = self._minutiae(finger, image, fast_scale(*finger.pixels.shape) if self._fast else 1.0)
        if self._fast and _clear(found) < FAST_CLEAR_MINUTIAE:
            found = self._minutiae(finger, image, 1.0)
        _require_print(found, finger)
        return found

    def _minutiae(self, finger: Foreground, image: Pixels, scale: float) -> Minutiae:
        scaled = _resized(finger.pixels, scale)
        return _decode(self._run(scaled), finger, scaled.shape, image)

    def _run(self, pixels: Pixels) -> Floats:
        """(n, 5), row by row: row, column, direction, probability of an ending, confidence."""
        height, width = pixels.shape
        down, right = -height % _MULTIPLE, -width % _MULTIPLE
        top, left = down // 2, right // 2
        padded = np.full((height + down, width + right), pixels[0, 0], np.float32)
        padded[top : top + height, left : left + width] = pixels
        given = {"image": padded[None, :, :, None], "least": np.array(LEAST_CONFIDENCE, np.float32)}
        (answer,) = self._network.run(None, given)
        found = np.asarray(answer, np.float32)[:, 1:]
        found[:, :2] -= (top, left)
        within = (found[:, :2] >= 0).all(axis=1) & (found[:, :2] < (height, width)).all(axis=1)
        return found[within]


def to_500_dpi(grey: Pixels, dpi: float) -> Pixels:
    """uint8 (H, W) at the resolution that every later stage counts in; area-weighted when shrinking.

    Raises ResolutionOutOfRange, PrintTooSmall, PrintTooLarge; ValueError for an array of another kind.
    """
    if grey.dtype != np.uint8 or grey.ndim != 2:
        raise ValueError("a grey image is uint8 (H, W)")
    if not LOWEST_DPI <= dpi <= HIGHEST_DPI:
        raise ResolutionOutOfRange(
            f"The stated resolution of {dpi:g} dpi is not between {LOWEST_DPI:g} and {HIGHEST_DPI:g}.",
            dpi=dpi,
        )
    height, width = (round(side * 500.0 / dpi) for side in grey.shape)
    if min(height, width) < SHORTEST_SIDE:
        raise PrintTooSmall(
            f"The image shows {_millimetres(width, height)} of finger.", width=width, height=height
        )
    if max(height, width) > WIDEST_IMAGE:
        raise PrintTooLarge(f"The image shows {_millimetres(width, height)}.", width=width, height=height)
    return _resized(grey, 500.0 / dpi)


def _resized(pixels: Pixels, scale: float) -> Pixels:
    if scale == 1.0:
        return pixels
    height, width = (round(side * scale) for side in pixels.shape)
    method = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=method), np.uint8)


def fast_scale(height: int, width: int) -> float:
    """The fast profile's scale: where padding adds least to this image; of two alike the larger."""
    scales = [FAST_LARGEST]
    for side in (height, width):
        blocks = range(math.ceil(side * FAST_SMALLEST / _MULTIPLE), int(side * FAST_LARGEST) // _MULTIPLE + 1)
        scales += [block * _MULTIPLE / side for block in blocks]

    def padded(scale: float) -> float:
        blocks = (math.ceil(round(side * scale) / _MULTIPLE) for side in (height, width))
        return math.prod(blocks) / scale**2

    return min(sorted(scales, reverse=True), key=padded)


def _decode(found: Floats, finger: Foreground, shown: tuple[int, ...], image: Pixels) -> Minutiae:
    """The network's answer as minutiae of the whole image, most confident first, then top to bottom.

    shown: rows and columns of the finger as the network saw it.
    """
    best = found[np.argsort(-found[:, 4], kind="stable")[:MOST_MINUTIAE]].astype(np.float64)
    height, width = image.shape
    down, across = np.divide(finger.pixels.shape, shown)
    return Minutiae(
        x=np.clip((best[:, 1] + 0.5) * across - 0.5 + finger.left, 0, width - 1),
        y=np.clip((best[:, 0] + 0.5) * down - 0.5 + finger.top, 0, height - 1),
        angle=_positive(best[:, 2]),
        ending=best[:, 3] >= 0.5,
        confidence=np.clip(best[:, 4], 0.0, 1.0),
        width=width,
        height=height,
    )


def _positive(angle: NDArray[np.float64]) -> Floats:
    """The same angle in [0, 2 pi); what rounds up to a full turn is 0."""
    turned = np.mod(angle, 2 * np.pi).astype(np.float32)
    return np.where(turned >= np.float32(2 * np.pi), np.float32(0.0), turned)


def _require_print(found: Minutiae, finger: Foreground) -> None:
    """Refuse what has ridges but not enough of a finger, and what only looks like ridges (hair, cloth)."""
    sure = _clear(found)
    if len(found) < LEAST_MINUTIAE or sure < LEAST_SURE_MINUTIAE:
        raise TooFewMinutiae(
            f"Only {len(found)} minutiae were found, {sure} of them clear.", minutiae=len(found), clear=sure
        )
    on_ridges = found.confidence[finger.holds(found)]
    if float(on_ridges.sum()) < LEAST_MEAN_CONFIDENCE * max(len(on_ridges), 1):
        raise BlankPrint("The image shows lines, but not those of a finger.")


def _clear(found: Minutiae) -> int:
    return int(np.count_nonzero(found.confidence >= SURE_CONFIDENCE))


def _millimetres(width: int, height: int) -> str:
    return f"{width * 25.4 / 500:.0f} x {height * 25.4 / 500:.0f} mm"
