"""Where an image shows ridges: windows whose power gathers at one frequency that ridges have.

Every natural edge has power at low frequencies, noise has it everywhere; parallel ridges alone put it into
one spot of the spectrum, at a period of 7-11 pixels (500 dpi). Window by window the share of that spot is
the ridge strength; a fingerprint is a large enough connected area of it.

Of the spectrum only the ridges' band and the spots around its frequencies are computed, as two products with
the matrices of the Fourier transform: a quarter of the time of the whole transform. The whole power is the
sum of squared pixels (Parseval).
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

_SPOT: Final = 1.9  # frequency steps around the peak: the taper's main lobe
_REACH: Final = int(np.ceil(RIDGE_WINDOW / RIDGE_FINEST + _SPOT))  # the highest frequency of any spot
_TAPER: Final = np.outer(*[np.hanning(RIDGE_WINDOW + 2)[1:-1]] * 2).astype(np.float32)
_ROWS: Final = np.arange(-_REACH, _REACH + 1)  # frequencies, steps a window
_COLUMNS: Final = np.arange(_REACH + 1)
_RADIUS: Final = np.hypot(_ROWS[:, None], _COLUMNS)
_FINEST, _COARSEST = RIDGE_WINDOW / RIDGE_FINEST, RIDGE_WINDOW / RIDGE_COARSEST
_IN_BAND: Final = ((_RADIUS >= _COARSEST) & (_RADIUS <= _FINEST)).ravel()
_TWICE: Final = np.where(_COLUMNS == 0, 1, 2).astype(np.float32)  # each stands for its mirror image as well


def _waves(frequencies: NDArray[np.int_]) -> tuple[Floats, Floats]:
    """(frequencies, 48) cosines and sines of the Fourier transform."""
    turns = np.exp(-2j * np.pi / RIDGE_WINDOW * np.outer(frequencies, np.arange(RIDGE_WINDOW)))
    return turns.real.astype(np.float32), turns.imag.astype(np.float32)


def _spots() -> Floats:
    """(frequencies, frequencies), flattened: 1 where the second lies in the spot around the first."""
    row, column = (np.broadcast_to(each, _RADIUS.shape).ravel() for each in (_ROWS[:, None], _COLUMNS))
    same = np.hypot(row[:, None] - row, column[:, None] - column)
    mirrored = np.hypot(row[:, None] + row, column[:, None] + column)
    spots: Floats = (np.minimum(same, mirrored) <= _SPOT).astype(np.float32)
    return spots


_ALONG_ROWS: Final = np.hstack([each.T for each in _waves(_COLUMNS)])  # (48, 2 x 13): real, imaginary
_ALONG_COLUMNS: Final = np.vstack(_waves(_ROWS))  # (2 x 25, 48)
_AROUND: Final = _spots()


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
    """bool of the shape of `ridge_strength`: the largest connected area with ridges; all False if none."""
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
    tapered = centred * _TAPER
    power = _power(tapered)
    peak = np.argmax(np.where(_IN_BAND, power, 0.0), axis=1)
    spot = np.einsum("ij,ij->i", power, _AROUND[peak])
    whole = RIDGE_WINDOW**2 * np.einsum("ijk,ijk->i", tapered, tapered)
    variance = np.einsum("ijk,ijk->i", centred, centred) / RIDGE_WINDOW**2
    share = spot / np.maximum(whole, 1.0)
    return np.where(variance >= LEAST_CONTRAST**2, share, 0.0).astype(np.float32)


def _power(windows: Floats) -> Floats:
    """(n, frequencies) from (n, 48, 48): squared magnitudes, those of the mirror images counted in."""
    wave = _ALONG_COLUMNS @ (windows @ _ALONG_ROWS)
    down, across = len(_ROWS), len(_COLUMNS)
    real = wave[:, :down, :across] - wave[:, down:, across:]
    imaginary = wave[:, :down, across:] + wave[:, down:, :across]
    power: Floats = ((real * real + imaginary * imaginary) * _TWICE).reshape(len(windows), -1)
    return power
