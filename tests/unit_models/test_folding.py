"""Each piece of algebra equals the layers that it replaces, and sums in one fixed order."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.convert.folding import before_gain, in_sequence, ordered_product, over_doubled

Array = NDArray[np.float64]


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(5)


def convolve(image: Array, window: Array) -> Array:
    """The definition: (in, H, W) by (out, in, k, k) with zeros around -> (out, H, W)."""
    reach = window.shape[-1] // 2
    padded = np.pad(image, [(0, 0), (reach, reach), (reach, reach)])
    result = np.zeros((window.shape[0], *image.shape[1:]))
    for y in range(image.shape[1]):
        for x in range(image.shape[2]):
            seen = padded[:, y : y + 2 * reach + 1, x : x + 2 * reach + 1]
            result[:, y, x] = (window * seen).sum(axis=(1, 2, 3))
    return result


def test_a_convolution_over_a_doubled_image_is_four_smaller_ones(random: np.random.Generator) -> None:
    image, window = random.normal(size=(3, 4, 5)), random.normal(size=(2, 3, 5, 5))
    doubled = image.repeat(2, axis=1).repeat(2, axis=2)
    phases = convolve(image, over_doubled(window)).reshape(2, 2, 2, 4, 5)  # below, right, out, H, W
    woven = phases.transpose(2, 3, 0, 4, 1).reshape(2, 8, 10)
    np.testing.assert_allclose(woven, convolve(doubled, window), atol=1e-12)


def test_a_gain_goes_into_the_product_after_it(random: np.random.Generator) -> None:
    x, gain, offset = random.normal(size=(7, 4)), random.normal(size=4), random.normal(size=4)
    weights, bias = random.normal(size=(4, 6)), random.normal(size=6)
    folded, new_bias = before_gain(gain, offset, weights, bias)
    np.testing.assert_allclose(x @ folded + new_bias, (gain * x + offset) @ weights + bias, atol=1e-12)


def test_two_products_become_one(random: np.random.Generator) -> None:
    x = random.normal(size=(7, 4))
    a, b, c, d = (random.normal(size=shape) for shape in [(4, 6), (6,), (6, 3), (3,)])
    folded, bias = in_sequence(a, b, c, d)
    np.testing.assert_allclose(x @ folded + bias, (x @ a + b) @ c + d, atol=1e-12)


def test_sums_run_from_the_first_to_the_last() -> None:
    """Rounding shows the order: a 1 before the two large terms is lost beside them, a 1 after them stays."""
    terms = [1.0, 1.0, 1e17, -1e17] * 64
    assert ordered_product(np.array(terms), np.ones((len(terms), 1))) == [0.0]
    assert ordered_product(np.array(terms[::-1]), np.ones((len(terms), 1))) == [2.0]
