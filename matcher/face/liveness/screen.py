"""Is it a screen? A regular pattern over face and surroundings, and a straight frame around the face.

A camera that looks at a screen samples its grid of red, green and blue, which leaves peaks in the spectrum of
brightness and of colour (moiré). A sharp camera close to a coarse screen shows them, many others do not.
"""

from collections.abc import Iterable, Iterator

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from matcher.errors import Remark
from matcher.face.detect import DetectedFace, Pixels
from matcher.face.liveness import parameters as p
from matcher.face.liveness.suspicion import Suspicion

Floats = NDArray[np.float32]


def screen(rgb: Pixels, face: DetectedFace) -> Suspicion:
    """What a picture uint8 (H, W, 3), at the camera's own resolution, shows of a screen with this face."""
    return screen_pattern(rgb, face) | screen_border(rgb, face)


def screen_pattern(rgb: Pixels, face: DetectedFace) -> Suspicion:
    """A screen's grid over face and surroundings: the same picture shows it once or not at all."""
    strength = pattern_strength(rgb, face)
    if strength < p.PATTERN_PEAK:
        return Suspicion()
    return Suspicion((Remark("liveness-screen-pattern", {"strength": round(strength)}),))


def screen_border(rgb: Pixels, face: DetectedFace) -> Suspicion:
    """A rectangle around the face. Doors and frames are rectangles too: 1.5 % of press photographs."""
    border = _border(rgb, face)
    if border is None:
        return Suspicion()
    return Suspicion((Remark("liveness-screen-border", {"width": border[0], "height": border[1]}),))


def pattern_strength(rgb: Pixels, face: DetectedFace) -> float:
    """The strongest isolated peak's power over the most that lies around it, in brightness or colour; 0 where
    the face's surroundings are smaller than a block."""
    region = _surroundings(rgb, face).astype(np.float32)
    if min(region.shape[:2]) < p.BLOCK:
        return 0.0
    red, green, blue = np.moveaxis(region, 2, 0)
    return max(_peak(_spectrum(plane)) for plane in (red + green + blue, red - green, blue - green))


def _surroundings(rgb: Pixels, face: DetectedFace) -> Pixels:
    """Face and as much around it, at most PATTERN_REGION pixels a side."""
    x, y = face.box.middle
    reach = min(p.PATTERN_REACH * max(face.box.width, face.box.height), p.PATTERN_REGION / 2)
    top, left = (max(0, round(place - reach)) for place in (y, x))
    return rgb[top : max(round(y + reach), 0), left : max(round(x + reach), 0)]


def _spectrum(plane: Floats) -> Floats:
    """Mean power of overlapping blocks, float32 (BLOCK, BLOCK), frequency 0 in the middle.

    Every block counts the same: what is strong in one place alone is no pattern.
    """
    step = p.BLOCK // 2
    blocks = sliding_window_view(plane, (p.BLOCK, p.BLOCK))[::step, ::step].reshape(-1, p.BLOCK, p.BLOCK)
    window = np.hanning(p.BLOCK + 1)[:-1].astype(np.float32)
    waves = (blocks - blocks.mean(axis=(1, 2), keepdims=True)) * window * window[:, np.newaxis]
    half = np.fft.rfft2(waves)  # the other half of a real plane's spectrum is this one mirrored
    power = half.real**2 + half.imag**2
    power /= (power.reshape(len(power), -1) @ _PATTERN_SHARES)[:, np.newaxis, np.newaxis] + p.NOISE_POWER
    mean = power.mean(axis=0)
    mirrored = np.roll(mean[::-1], 1, axis=0)[:, -2:0:-1]
    return np.asarray(np.fft.fftshift(np.hstack([mean, mirrored])), np.float32)


def _patterns() -> NDArray[np.bool_]:
    """Where a screen's peaks may lie, frequency 0 in the middle: fine enough, and not where JPEG's blocks
    peak."""
    bins = np.fft.fftshift(np.fft.fftfreq(p.BLOCK, 1 / p.BLOCK))
    across, down = np.meshgrid(bins, bins)
    fine = np.hypot(across, down) >= p.PATTERN_LEAST * p.BLOCK
    grid = p.BLOCK // p.GRID_PERIOD
    on_axis = (np.minimum(np.abs(across), np.abs(down)) <= 1) & (
        np.abs((np.abs(across) + np.abs(down) + grid / 2) % grid - grid / 2) <= 1
    )
    return np.asarray(fine & ~on_axis, np.bool_)


def _pattern_shares() -> Floats:
    """What each bin of half a spectrum counts in the mean over all bins where peaks may lie, flat."""
    allowed = np.fft.ifftshift(_patterns())
    twice = np.full(p.BLOCK // 2 + 1, 2.0)
    twice[[0, -1]] = 1.0  # these columns mirror onto themselves
    return np.asarray((allowed[:, : len(twice)] * twice / allowed.sum()).ravel(), np.float32)


_PATTERN_SHARES = _pattern_shares()


def _peak(power: Floats) -> float:
    """How far the most isolated bin rises above the ring around it: a ridge does not, a peak does."""
    side = 2 * p.RING[1] + 1
    away = np.hypot(*(np.indices((side, side)) - p.RING[1]))
    ring = ((away >= p.RING[0]) & (away <= p.RING[1] + 0.5)).astype(np.uint8)
    wrapped = np.asarray(np.pad(power, p.RING[1], mode="wrap"), np.float32)
    around = np.asarray(cv2.dilate(wrapped, ring))[p.RING[1] : -p.RING[1], p.RING[1] : -p.RING[1]]
    return float((power / (around + p.NOISE_POWER))[_patterns()].max())


def _border(rgb: Pixels, face: DetectedFace) -> tuple[int, int] | None:
    """Width and height, in pixels, of the smallest rectangle of edges around the face; None without one."""
    scale = min(p.EDGE_SIDE / max(rgb.shape[:2]), 1.0)
    small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    edges = cv2.Canny(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), *p.EDGES)
    closed = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    outlines, _ = cv2.findContours(closed, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = sorted(
        (width * height, width, height)
        for width, height in _rectangles(outlines, face, scale)
        if width * height < p.BORDER_MOST * rgb.shape[0] * rgb.shape[1]
    )
    return (round(found[0][1]), round(found[0][2])) if found else None


def _rectangles(
    outlines: Iterable[cv2.typing.MatLike], face: DetectedFace, scale: float
) -> Iterator[tuple[float, float]]:
    """Bounding sides, in the picture's pixels, of each outline that is a rectangle around the face."""
    x, y = (place * scale for place in face.box.middle)
    for outline in outlines:
        corners = cv2.approxPolyDP(outline, 0.03 * cv2.arcLength(outline, True), True)
        if len(corners) != 4 or cv2.pointPolygonTest(corners, (x, y), False) <= 0:
            continue
        _, _, width, height = cv2.boundingRect(corners)
        _, sides, _ = cv2.minAreaRect(corners)
        square = cv2.contourArea(corners) >= p.BORDER_FILLS * sides[0] * sides[1]
        large = min(width / face.box.width, height / face.box.height) >= p.BORDER_LEAST * scale
        if square and large:
            yield width / scale, height / scale
