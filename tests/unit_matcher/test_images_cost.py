"""What a decode costs: `pytest tests/unit_matcher/test_images_cost.py` prints the table."""

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from matcher import images
from tests.support.pictures import ridges


@pytest.mark.alone
def test_a_print_is_decoded_in_milliseconds(benchmark: BenchmarkFixture) -> None:
    """A 300 x 400 PNG, fork, sandbox and all: about 5 ms on an idle core; the bound allows for a busy one."""
    chance = np.random.default_rng(1)
    noise = chance.normal(0, 8, (400, 300))
    pixels = (ridges(400, 300) + noise).clip(0, 255).astype(np.uint8)
    data = images.encode_png(pixels, 500)
    images.decode(data)
    image = benchmark(images.decode, data)
    np.testing.assert_array_equal(image.pixels, pixels)
    assert benchmark.stats is not None
    assert benchmark.stats.stats.min < 0.05
