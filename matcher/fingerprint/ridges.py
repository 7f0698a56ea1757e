"""Where an image shows ridges: windows whose power gathers at one frequency that ridges have.

Every natural edge has power at low frequencies, noise has it everywhere; parallel ridges alone put it into
one spot of the spectrum, at a period of 7-11 pixels (500 dpi). Window by window the share of that spot is
the ridge strength; a fingerprint is a large enough connected area of it.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.parameters import (
    LEAST_CONTRAST,
    RIDGE_COARSEST,
    RIDGE_FINEST,
    RIDGE_SHARE,
    RIDGE_STEP,
    RIDGE_WINDOW,
)

Floats = NDArray[np.float32]

_TAPER: Final = np.outer(*[np.hanning(RIDGE_WINDOW + 2)[1:-1]] * 2).astype(np.float32)
_ROWS: Final = (np.fft.fftfreq(RIDGE_WINDOW) * RIDGE_WINDOW).astype(np.float32)
_COLUMNS: Final = np.arange(RIDGE_WINDOW // 2 + 1, dtype=np.float32)
_RADIUS: Final = np.hypot(_ROWS[:, None], _COLUMNS)
_IN_BAND: Final = (_RADIUS >= RIDGE_WINDOW / RIDGE_COARSEST) & (_RADIUS <= RIDGE_WINDOW / RIDGE_FINEST)
_SPOT: Final = 1.9  # frequency steps around the peak: the taper's main lobe


def ridge_strength(grey: NDArray[np.uint8]) -> Floats:
    """(ceil(H / 16), ceil(W / 16)) float32 in [0, 1]: cell r, c stands for the window centred at 16 r, 16 c.

    grey: uint8 (H, W) at 500 dpi. Smoothed over 3 x 3 windows.
    """
    half = RIDGE_WINDOW // 2
    padded = np.pad(grey.astype(np.float32), half, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (RIDGE_WINDOW, RIDGE_WINDOW))
    windows = windows[: grey.shape[0] : RIDGE_STEP, : grey.shape[1] : RIDGE_STEP]
    # row by row, so that a large image does not hold all its spectra at once
    strength = np.stack([_row_strength(row) for row in windows])
    return np.asarray(cv2.blur(strength, (3, 3), borderType=cv2.BORDER_CONSTANT), np.float32)


def largest_ridge_area(strength: Floats) -> NDArray[np.bool_]:
    """The largest connected area of windows with ridges; all False where there is none."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        (strength >= RIDGE_SHARE).astype(np.uint8), connectivity=4
    )
    if count < 2:
        return np.zeros(strength.shape, np.bool_)
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    return np.asarray(labels == largest, np.bool_)


def _row_strength(windows: Floats) -> Floats:
    """(n,) from (n, 48, 48): the share of power in the strongest spot of the ridge band."""
    centred = windows - windows.mean(axis=(1, 2), keepdims=True)
    power = np.abs(np.fft.rfft2(centred * _TAPER)) ** 2
    power[..., 1:-1] *= 2.0  # the half of the spectrum that rfft2 leaves out
    peak = np.argmax(np.where(_IN_BAND, power, 0.0).reshape(len(power), -1), axis=1)
    rows, columns = np.divmod(peak, len(_COLUMNS))
    row, column = _ROWS[rows][:, None, None], _COLUMNS[columns][:, None, None]
    same = np.hypot(_ROWS[:, None] - row, _COLUMNS - column)
    mirrored = np.hypot(_ROWS[:, None] + row, _COLUMNS + column)
    spot = np.where(np.minimum(same, mirrored) <= _SPOT, power, 0.0).sum(axis=(1, 2))
    share = spot / np.maximum(power.sum(axis=(1, 2)), 1.0)
    return np.where(windows.std(axis=(1, 2)) >= LEAST_CONTRAST, share, 0.0).astype(np.float32)
