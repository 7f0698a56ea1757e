"""Ridges grown from noise: the same oriented band-pass filter again and again, until hardly anything changes.

The idea is Cappelli's (SFinGe; Handbook of Fingerprint Recognition, 2nd ed., 6.4.4): a Gabor filter tuned to
the local orientation and period, applied everywhere, turns noise into ridges, and minutiae appear by
themselves where the flow needs one more or one less. A filter of its own for every pixel is slow in
NumPy. All those filters lie close to a space of few dimensions, though, so the image is filtered with that
space's basis (from a singular value decomposition) and the results are added with each pixel's own weights:
the same filters to a few per cent, for fifteen convolutions a round: of one image, so its spectrum is found
once a round, and those of the kernels once a process.
"""

from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.fields import Field
from device_drivers.fingerprint.synthetic.filtering import Filters

_ORIENTATIONS = 64
_PERIODS = 24


def grow(orientation: Field, period: Field, rng: np.random.Generator) -> Field:
    """The finger's relief: (2H, 2W) float32, about a sine across ridges, > 0 on a ridge, < 0 in a valley.

    orientation (H, W): radians; period (H, W): full-size pixels; both at half the master's size. Ridges are
    grown at that size, where a filter has a quarter of the taps on a quarter of the pixels.
    """
    basis, table = _filter_space()
    filters = _filters(orientation.shape)
    bins = _filter_of_each_pixel(orientation, period)
    weights = [np.ascontiguousarray(table[k][bins]) for k in range(len(basis))]
    relief = rng.standard_normal(orientation.shape, dtype=np.float32)
    for _ in range(p.GROWTH_ROUNDS):
        before, relief = relief, _saturated(_filtered(relief, filters, weights))
        if np.mean((before > 0) != (relief > 0)) < p.GROWTH_SETTLED:
            break
    height, width = orientation.shape
    size = (width * p.GROWTH_STEP, height * p.GROWTH_STEP)
    grown = cv2.resize(_filtered(relief, filters, weights), size, interpolation=cv2.INTER_LANCZOS4)
    return np.asarray(grown, np.float32)


def _filtered(image: Field, filters: Filters, weights: list[Field]) -> Field:
    out = np.zeros_like(image)
    for response, weight in zip(filters.responses(image), weights, strict=True):
        out += cv2.multiply(response, weight)
    return out


def _saturated(relief: Field) -> Field:
    """Ridges as high as the strongest everywhere: growth stops where there is a ridge already."""
    return np.asarray(np.tanh(relief * np.float32(p.GROWTH_GAIN)), np.float32)


def _filter_of_each_pixel(orientation: Field, period: Field) -> npt.NDArray[np.intp]:
    low, high = p.PERIOD_RANGE
    turn = np.rint(orientation * (_ORIENTATIONS / np.pi)).astype(np.intp) % _ORIENTATIONS
    width = np.rint((period - low) / (high - low) * (_PERIODS - 1)).astype(np.intp)
    return np.asarray(turn * _PERIODS + np.clip(width, 0, _PERIODS - 1), np.intp)


@cache
def _filters(shape: tuple[int, int]) -> Filters:
    return Filters(_filter_space()[0], shape)


@cache
def _filter_space() -> tuple[list[Field], Field]:
    """(basis of K kernels, table (K, orientations x periods) of every filter's coordinates in it)."""
    periods = np.linspace(*p.PERIOD_RANGE, _PERIODS) / p.GROWTH_STEP
    bank = [_gabor(np.pi * k / _ORIENTATIONS, q) for k in range(_ORIENTATIONS) for q in periods]
    flat = np.stack([kernel.ravel() for kernel in bank])
    left, strength, right = np.linalg.svd(flat, full_matrices=False)
    kept = int(np.searchsorted(np.cumsum(strength**2) / np.sum(strength**2), p.FILTER_ENERGY)) + 1
    side = bank[0].shape[0]
    basis = [np.ascontiguousarray(row.reshape(side, side), np.float32) for row in right[:kept]]
    return basis, np.ascontiguousarray((left[:, :kept] * strength[:kept]).T, np.float32)


def _gabor(theta: float, period: float) -> npt.NDArray[np.float64]:
    """Zero-mean cosine Gabor across the ridge direction theta; unit gain on its own sine wave."""
    reach = p.FILTER_RADIUS
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(float)
    across = x * np.sin(theta) + y * np.cos(theta)
    along = x * np.cos(theta) - y * np.sin(theta)
    wave = np.cos(2 * np.pi * across / period)
    envelope = np.exp(
        -0.5 * ((across / (p.FILTER_ACROSS * period)) ** 2 + (along / (p.FILTER_ALONG * period)) ** 2)
    )
    kernel = envelope * wave
    kernel -= envelope * (kernel.sum() / envelope.sum())
    return np.asarray(kernel / (kernel * wave).sum())
