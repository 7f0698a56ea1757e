"""Where skin touches the glass: ridges leave texture, wet skin darkness; shading and haze neither."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.slaps.parameters import (
    DARK_SHARE,
    LEAST_DARKNESS,
    LEAST_HALF_WIDTH,
    LEAST_TEXTURE,
    NECK,
    RIDGE_SIGMA,
    SEED_REACH,
    SMALLEST_TIP,
    SPREAD_SIGMA,
    STRONG_AREA,
    TEXTURE_DPI,
    TEXTURE_SHARE,
    WORK_DPI,
)

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

PIXELS_A_MM = WORK_DPI / 25.4


@dataclass(frozen=True, slots=True, eq=False)
class Contact:
    """What touches, at 100 dpi: texture (H, W) float32, 0 to about 1; parts: (H, W) int32, 0 beside them.

    A part is about as wide as one finger: fingers that touch one another are two, and so are a fingertip and
    the phalanx below it where the crease narrows.
    """

    texture: Floats
    parts: NDArray[np.int32]
    count: int


def find_contact(grey: Pixels, dpi: float) -> Contact:
    """The parts of the image where a finger touches. grey: uint8 (H, W), ridges dark."""
    texture, darkness = _layers(grey, dpi)
    strong = _exceeded(texture)
    if strong < LEAST_TEXTURE:
        return Contact(np.zeros_like(texture), np.zeros(texture.shape, np.int32), 0)
    mask = (texture > TEXTURE_SHARE * strong) | (
        darkness > max(DARK_SHARE * _exceeded(darkness), LEAST_DARKNESS)
    )
    whole = _without_holes(_large(mask))
    parts, count = _taken_apart(whole)
    return Contact(np.minimum(texture / np.float32(strong), np.float32(1.0)), parts, count)


def _exceeded(layer: Floats) -> float:
    """The value that an area as large as a small fingertip exceeds: even one finger shows so much."""
    rank = min(round(STRONG_AREA * PIXELS_A_MM**2), layer.size - 1)
    return float(np.partition(layer.ravel(), layer.size - 1 - rank)[layer.size - 1 - rank])


def _layers(grey: Pixels, dpi: float) -> tuple[Floats, Floats]:
    """Texture and darkness in grey levels, at 100 dpi."""
    fine = _resized(grey, TEXTURE_DPI / dpi).astype(np.float32)
    shading = _blurred(fine, RIDGE_SIGMA * TEXTURE_DPI / 25.4)
    work = WORK_DPI / TEXTURE_DPI
    texture = _blurred(_resized(np.abs(fine - shading), work), SPREAD_SIGMA * PIXELS_A_MM)
    ground = _blurred(_resized(shading, work), SPREAD_SIGMA * PIXELS_A_MM)
    return texture, np.asarray(float(np.quantile(ground, 0.9)) - ground, np.float32)


def _resized(image: NDArray[np.uint8] | Floats, scale: float) -> Floats:
    height, width = (max(1, round(side * scale)) for side in image.shape)
    method = cv2.INTER_AREA if scale <= 1.0 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, (width, height), interpolation=method))


def _blurred(image: Floats, sigma: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.float32)


def _large(mask: Mask) -> NDArray[np.uint8]:
    """Connected areas that a fingertip may have."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    large = stats[:, cv2.CC_STAT_AREA] >= SMALLEST_TIP * PIXELS_A_MM**2
    large[0] = False
    return np.asarray(large[labels], np.uint8)


def _without_holes(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Scars and lost patches inside of a finger belong to it."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(np.zeros_like(mask), outlines, -1, 1, cv2.FILLED), np.uint8)


def _taken_apart(mask: NDArray[np.uint8]) -> tuple[NDArray[np.int32], int]:
    """Each pixel of the mask goes to the nearest wide place of it; narrow places part two of them."""
    depth = cv2.distanceTransform(np.pad(mask, 1), cv2.DIST_L2, 5)[1:-1, 1:-1]  # the image's edge ends it too
    reach = 2 * round(SEED_REACH * PIXELS_A_MM) + 1
    around = cv2.dilate(depth, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    seeds = (depth >= NECK * around) & (depth >= LEAST_HALF_WIDTH * PIXELS_A_MM)
    if not seeds.any():
        return np.zeros(mask.shape, np.int32), 0
    _, nearest = cv2.distanceTransformWithLabels(
        (~seeds).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_CCOMP
    )
    parts = np.where(mask > 0, nearest, 0).astype(np.int32)
    areas = np.bincount(parts.ravel())
    kept = np.flatnonzero(areas >= SMALLEST_TIP * PIXELS_A_MM**2)
    names = np.zeros(len(areas), np.int32)
    kept = kept[kept > 0]
    names[kept] = np.arange(1, len(kept) + 1)
    return names[parts], len(kept)
