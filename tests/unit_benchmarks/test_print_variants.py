"""A turned or resampled print's minutiae land where geometry says."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.accuracy.print_variants import VARIANTS, resampled, turned
from device_drivers.fingerprint.synthetic import NORMAL, finger
from matcher import images
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.fingerprint.minutiae import Minutiae

Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def extractor() -> MinutiaeExtractor:
    return MinutiaeExtractor()


@pytest.fixture(scope="module")
def grey() -> Pixels:
    return images.grey(images.decode(finger(3, 2).impression(1, NORMAL).png()))


def rotated(x: float, y: float, before: Pixels, after: Pixels, degrees: float) -> tuple[float, float]:
    """A place turned counter-clockwise as seen (y down) about the middle of both canvases."""
    (h, w), (down, across) = before.shape, after.shape
    right, up = x - (w - 1) / 2, (h - 1) / 2 - y
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return (across - 1) / 2 + right * cos - up * sin, (down - 1) / 2 - (right * sin + up * cos)


@pytest.mark.parametrize("degrees", [30, 90, 180, 217.5])
def test_a_dot_goes_where_rotation_says(degrees: float) -> None:
    image = np.full((120, 90), 240, np.uint8)
    image[28:33, 68:73] = 0
    after, dpi = turned(image, 500, degrees=degrees)
    assert dpi == 500
    rows, columns = np.nonzero(after < 120)
    expected = rotated(70, 30, image, after, degrees)
    assert (columns.mean(), rows.mean()) == pytest.approx(expected, abs=0.6)


def test_nothing_is_cut_off_and_the_rest_has_the_borders_level() -> None:
    image = np.full((120, 90), 200, np.uint8)
    image[3::7] = image[:, 3::7] = 90  # up to the very edge
    image[0, 0] = image[0, -1] = image[-1, 0] = image[-1, -1] = 90
    after, _ = turned(image, 500, degrees=30)
    ink = (200.0 - image).sum()
    assert (200.0 - after).sum() == pytest.approx(ink, rel=0.01)
    assert (after[0, 0], after[-1, -1], after[0, -1], after[-1, 0]) == (200,) * 4


@pytest.mark.parametrize(("to", "shape"), [(250, (60, 45)), (400, (96, 72)), (1000, (240, 180))])
def test_resampling_keeps_the_finger_its_size(to: float, shape: tuple[int, int]) -> None:
    image = np.full((120, 90), 240, np.uint8)
    image[20:40, 50:70] = 0
    after, dpi = resampled(image, 500, to=to)
    assert (after.shape, dpi) == (shape, to)
    rows, columns = np.nonzero(after < 120)
    scale = to / 500
    middle = ((59.5 + 0.5) * scale - 0.5, (29.5 + 0.5) * scale - 0.5)
    assert (columns.mean(), rows.mean()) == pytest.approx(middle, abs=0.3)


def share_found(expected: list[tuple[float, float, float]], found: Minutiae) -> float:
    """The share of (x, y, angle) with a found minutia within 6 pixels and 20 degrees."""
    hits = 0
    for x, y, angle in expected:
        near = np.hypot(found.x - x, found.y - y) <= 6
        turn = np.abs((found.angle - angle + math.pi) % (2 * math.pi) - math.pi)
        hits += bool((near & (turn <= math.radians(20))).any())
    return hits / len(expected)


@pytest.mark.parametrize("degrees", [30, 90, 180])
def test_minutiae_turn_with_the_print(extractor: MinutiaeExtractor, grey: Pixels, degrees: float) -> None:
    before = extractor.extract(grey, 500)
    before = before.take(before.confidence >= 0.6)
    turned_image, dpi = turned(grey, 500, degrees=degrees)
    after = extractor.extract(turned_image, dpi)
    expected = [
        (*rotated(x, y, grey, turned_image, degrees), angle + math.radians(degrees))
        for x, y, angle in zip(before.x.tolist(), before.y.tolist(), before.angle.tolist(), strict=True)
    ]
    assert len(expected) > 15
    assert share_found(expected, after) > 0.85
    assert share_found([(x, y, angle + math.pi / 2) for x, y, angle in expected], after) < 0.3


@pytest.mark.parametrize("name", ["400 dpi", "1000 dpi"])
def test_minutiae_stay_in_the_500_dpi_frame(extractor: MinutiaeExtractor, grey: Pixels, name: str) -> None:
    before = extractor.extract(grey, 500)
    before = before.take(before.confidence >= 0.6)
    after = extractor.extract(*VARIANTS[name](grey, 500))
    expected = list(zip(before.x.tolist(), before.y.tolist(), before.angle.tolist(), strict=True))
    assert share_found(expected, after) > 0.85
