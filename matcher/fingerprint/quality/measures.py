"""What can be measured on a print without reading its minutiae; each is a number with a unit.

Clarity is the coherence of the gradients' structure tensor (Kass & Witkin 1987), ink the share of what lies
on the dark side of its neighbourhood, unevenness what varies between ridge period and shading, smear what was
touched and shows no ridges.
"""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.quality import parameters as p

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

MILLIMETRE: Final = 500.0 / 25.4
_CELL: Final = (p.STEP / MILLIMETRE) ** 2  # mm2


@dataclass(frozen=True, slots=True)
class Measures:
    """area: mm2 with ridges. offset: mm from the image's middle to the print's.

    clarity: 0 (no direction) to 1 (parallel ridges), in the unclear fifth of the print. contrast: grey
    levels, root mean square. ink: 0 to 1, the dark share of the print, about 0.4 where ridges are as wide as
    valleys. unevenness: as a part of the ridges' power, 0 for clean ridges. smear: share of what is touched.
    cut: share of the print's outline on the image's edge.
    """

    area: float
    clarity: float
    contrast: float
    ink: float
    unevenness: float
    smear: float
    offset: float
    cut: float


def measure(image: Pixels) -> Measures:
    """Measure a print. image: uint8 (H, W) at 500 dpi, ridges dark. All 0 where no ridge shows."""
    grey = image.astype(np.float32)
    clean, ground = _blurred(grey, p.NOISE_SIGMA), _blurred(grey, p.RIDGE_SIGMA)
    power = _cells((clean - ground) ** 2, grey.shape, p.CONTRAST_SIGMA)
    contrast = np.sqrt(power)
    shown = _foreground(contrast)
    if not shown.any():
        return Measures(**dict.fromkeys(Measures.__slots__, 0.0))
    uneven = _cells(_unevenness(grey), grey.shape, p.CONTRAST_SIGMA)
    offset, cut = _place(shown, image.shape)
    return Measures(
        area=float(np.count_nonzero(shown)) * _CELL,
        clarity=float(np.quantile(_coherence(clean)[shown], p.CLARITY_QUANTILE)),
        contrast=float(contrast[shown].mean()),
        ink=float(_cells(_dark(clean), grey.shape, p.CONTRAST_SIGMA)[shown].mean()),
        unevenness=float((uneven / (power + 1.0))[shown].mean()),
        smear=_smear(_cells(ground, grey.shape, p.CONTRAST_SIGMA), shown),
        offset=offset,
        cut=cut,
    )


def _blurred(image: Floats, sigma: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.float32)


def _cells(image: Floats, shape: tuple[int, ...], sigma: float) -> Floats:
    """Means over the cells of an image of that shape, blurred by sigma pixels of it."""
    height, width = (max(1, round(side / p.STEP)) for side in shape)
    means = np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.float32)
    return _blurred(means, sigma / p.STEP)


def _foreground(contrast: Floats) -> Mask:
    """Cells with ridges; specks are none."""
    strong = float(np.quantile(contrast, 0.95))
    shown = (contrast > max(p.FOREGROUND_SHARE * strong, p.LEAST_CONTRAST)).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(shown, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0)


def _coherence(clean: Floats) -> Floats:
    """By cell: how much the gradients around it lie in one direction, whatever their strength."""
    across, down = (cv2.Sobel(clean, cv2.CV_32F, *order, ksize=3, scale=0.125) for order in ((1, 0), (0, 1)))
    products = (across * across, down * down, across * down)
    xx, yy, xy = (_cells(product, clean.shape, p.FLOW_SIGMA) for product in products)
    return np.asarray(np.hypot(xx - yy, 2 * xy) / (xx + yy + 1.0), np.float32)


def _unevenness(grey: Floats) -> Floats:
    """Squared brightness changes slower than ridges and faster than shading, at a quarter of the size."""
    quarter = np.asarray(cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), np.float32)
    between = _blurred(quarter, p.RIDGE_SIGMA / 4) - _blurred(quarter, p.SHADE_SIGMA / 4)
    return np.asarray(between * between, np.float32)


def _dark(clean: Floats) -> Floats:
    """1 on the dark side of the middle between the darkest and the lightest nearby, else 0."""
    around = np.ones((p.NEIGHBOUR, p.NEIGHBOUR), np.uint8)
    middle = (cv2.erode(clean, around) + cv2.dilate(clean, around)) / 2
    return np.asarray(clean < middle, np.float32)


def _smear(ground: Floats, shown: Mask) -> float:
    """The share of what is touched, being about as dark as the print, that shows no ridges.

    What reaches the image's edge is taken for the glass's own shading.
    """
    darkness = float(np.quantile(ground, 0.95)) - ground
    touched = darkness > p.TOUCHED_SHARE * float(np.median(darkness[shown]))
    beside = cv2.dilate(shown.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0  # a print's rim is no smear
    _, areas = cv2.connectedComponents((touched & ~beside).astype(np.uint8), connectivity=4)
    edge = np.concatenate([areas[0], areas[-1], areas[:, 0], areas[:, -1]])
    smeared = int(np.count_nonzero((areas > 0) & ~np.isin(areas, edge)))
    return smeared / (smeared + int(np.count_nonzero(shown)))


def _place(shown: Mask, shape: tuple[int, ...]) -> tuple[float, float]:
    """Offset of the print's middle, mm, and the share of its outline that the image cuts off."""
    rows, columns = np.nonzero(shown)
    down, across = (
        (places.mean() + 0.5) * p.STEP - side / 2 for places, side in zip((rows, columns), shape, strict=True)
    )
    padded = np.pad(shown, 1).astype(np.uint8)
    outline = np.count_nonzero(shown) - np.count_nonzero(cv2.erode(padded, np.ones((3, 3), np.uint8)))
    on_edge = int(np.concatenate([shown[0], shown[-1], shown[:, 0], shown[:, -1]]).sum())
    return math.hypot(down, across) / MILLIMETRE, min(on_edge / max(int(outline), 1), 1.0)
