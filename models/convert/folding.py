"""Exact algebra on weights, in float64 and in one fixed order of operations.

A converted model's hash is pinned, so it must not depend on the machine: no BLAS, no pairwise or vector
reduction whose order may differ, only element-wise products and sums over an explicit index.
"""

import numpy as np
import numpy.typing as npt

Weights = npt.NDArray[np.float64]

# Row (or column) of a 5-tap window over an image doubled by repetition -> the row of a 3-tap window over
# the image itself, for the even and for the odd output pixel.
_DOUBLED = ((0, 0, 1, 1, 2), (0, 1, 1, 2, 2))


def ordered_product(left: Weights, right: Weights) -> Weights:
    """Matrix product (or vector times matrix): left (..., k), right (k, n) -> (..., n)."""
    total = np.zeros((*left.shape[:-1], right.shape[1]))
    for k in range(right.shape[0]):
        total = total + left[..., k, None] * right[k]
    return total


def before_gain(gain: Weights, offset: Weights, weights: Weights, bias: Weights) -> tuple[Weights, Weights]:
    """(gain * x + offset) @ weights + bias as x @ weights' + bias'. weights (in, out)."""
    return gain[:, None] * weights, bias + ordered_product(offset, weights)


def in_sequence(
    first: Weights, first_bias: Weights, second: Weights, second_bias: Weights
) -> tuple[Weights, Weights]:
    """(x @ first + first_bias) @ second + second_bias as one product. Matrices (in, out)."""
    return ordered_product(first, second), ordered_product(first_bias, second) + second_bias


def over_doubled(window: Weights) -> Weights:
    """A 5 x 5 convolution over an image doubled by repetition, as one 3 x 3 over the image itself.

    window (out, in, 5, 5) -> (4 * out, in, 3, 3): the outputs of the four pixels that one pixel becomes
    (top left, top right, bottom left, bottom right), for DepthToSpace in its DCR order. Zero padding of
    2 around the doubled image is a padding of 1 around the image.
    """
    outputs, inputs = window.shape[:2]
    phases = np.zeros((2, 2, outputs, inputs, 3, 3))
    for below, rows in enumerate(_DOUBLED):
        for right, columns in enumerate(_DOUBLED):
            for i, row in enumerate(rows):
                for j, column in enumerate(columns):
                    phases[below, right, :, :, row, column] += window[:, :, i, j]
    return phases.reshape(4 * outputs, inputs, 3, 3)
