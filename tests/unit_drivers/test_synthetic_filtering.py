"""Filters whose spectra are kept answer what OpenCV does, to the last bit, over one tile and over several."""

import cv2
import numpy as np
import pytest

from device_drivers.fingerprint.synthetic.filtering import Filters

A_MASTER, TILES_BOTH_WAYS, NO_LARGER_THAN_THE_KERNEL = (280, 208), (485, 500), (15, 16)


@pytest.mark.parametrize("shape", [A_MASTER, TILES_BOTH_WAYS, NO_LARGER_THAN_THE_KERNEL])
def test_every_response_is_opencvs(shape: tuple[int, int]) -> None:
    draw = np.random.default_rng(4)
    image = draw.standard_normal(shape, dtype=np.float32)
    kernels = [draw.standard_normal((15, 15), dtype=np.float32) for _ in range(3)]
    responses = list(Filters(kernels, shape).responses(image))
    assert len(responses) == len(kernels)
    for kernel, response in zip(kernels, responses, strict=True):
        expected = cv2.filter2D(image, cv2.CV_32F, kernel, borderType=cv2.BORDER_REFLECT)
        np.testing.assert_array_equal(response, expected, strict=True)


def test_an_image_is_filtered_anew_each_time() -> None:
    filters = Filters([np.ones((15, 15), np.float32)], A_MASTER)
    first, second = (next(filters.responses(np.full(A_MASTER, level, np.float32))) for level in (1, 2))
    assert first[140, 104] == pytest.approx(225)
    assert second[140, 104] == pytest.approx(450)
