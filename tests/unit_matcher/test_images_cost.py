"""What a decode costs, fork, sandbox and all."""

from time import perf_counter

import numpy as np

from matcher import images
from tests.support.pictures import ridges

ROUNDS = 40


def test_a_print_is_decoded_in_milliseconds() -> None:
    """A 300 x 400 PNG: about 5 ms on an idle core. The quickest counts; the bound allows for a busy one."""
    chance = np.random.default_rng(1)
    noise = chance.normal(0, 8, (400, 300))
    pixels = (ridges(400, 300) + noise).clip(0, 255).astype(np.uint8)
    data = images.encode_png(pixels, 500)
    spans = []
    for _ in range(ROUNDS):
        began = perf_counter()
        image = images.decode(data)
        spans.append(perf_counter() - began)
        np.testing.assert_array_equal(image.pixels, pixels)
    assert min(spans) < 0.05
