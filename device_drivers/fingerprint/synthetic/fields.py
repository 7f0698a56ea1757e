"""Smooth random fields on a pixel grid: the raw material of every variation here."""

import cv2
import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]
"""(H, W) float32, one value a pixel."""


def smooth_noise(rng: np.random.Generator, shape: tuple[int, int], scale: float) -> Field:
    """(H, W) of about unit variance that varies over `scale` pixels.

    Normal values on a grid of that pitch, joined by cubic interpolation; the grid gets a random phase,
    so that no two fields share their nodes. Divided by 0.854, the interpolation's root mean square.
    """
    height, width = shape
    rows, columns = int(height / scale) + 4, int(width / scale) + 4
    grid = rng.standard_normal((rows, columns), dtype=np.float32)
    dx, dy = rng.uniform(1.0, 2.0, 2)
    to_grid = np.array([[1 / scale, 0, dx], [0, 1 / scale, dy]], np.float32)
    return cv2.warpAffine(
        grid,
        to_grid,
        (width, height),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REFLECT,
    ) / np.float32(0.854)


def grain(rng: np.random.Generator, shape: tuple[int, int], sigma: float) -> Field:
    """(H, W) of unit variance: white noise blurred by a Gaussian of `sigma` pixels."""
    noise = cv2.GaussianBlur(rng.standard_normal(shape, dtype=np.float32), (0, 0), sigma)
    return noise / np.float32(max(float(noise.std()), 1e-6))


def pixel_grid(shape: tuple[int, int], step: int = 1) -> tuple[Field, Field]:
    """x and y (H, W) of every `step`-th pixel, in full-size pixels."""
    y, x = np.mgrid[0 : shape[0] : step, 0 : shape[1] : step].astype(np.float32)
    return x, y
