"""A picture made smaller: what it shows stays in its place, and what is too fine to be shown becomes grey."""

from collections.abc import Callable

import numpy as np
import pytest

from matcher.face.detect import Pixels
from matcher.face.shrinking import by_areas, by_halves
from matcher.face.yunet import _to_whole_cells

SIZES = [(299, 224), (320, 240), (319, 239), (100, 200), (640, 480), (1, 1), (640, 1)]


@pytest.mark.parametrize("way", [by_areas, by_halves])
@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_a_slope_stays_that_slope(way: Callable[[Pixels, int, int], Pixels], columns: int, rows: int) -> None:
    y, x = np.mgrid[:480, :640]
    slope = np.asarray(np.dstack([255 * (x + 0.5) / 640, 255 * (y + 0.5) / 480, 0 * x]), np.uint8)
    small = way(slope, columns, rows)
    y, x = np.mgrid[:rows, :columns]
    expected = np.dstack([255 * (x + 0.5) / columns, 255 * (y + 0.5) / rows, 0 * x])
    np.testing.assert_allclose(small, expected, atol=1.6)


@pytest.mark.parametrize("shorter", [30, 57, 113])
def test_a_fine_chequered_pattern_becomes_grey(shorter: int) -> None:
    y, x = np.mgrid[:480, :640]
    pattern = np.dstack([255 * ((x + y) % 2)] * 3).astype(np.uint8)
    small = by_halves(pattern, shorter * 4 // 3, shorter)
    assert np.ptp(small) <= 2
    assert abs(float(small.mean()) - 127.5) < 2


@pytest.mark.parametrize(
    ("width", "height", "seen"),
    [
        (640, 480, (299, 224)),
        (480, 640, (224, 299)),
        (1280, 720, (320, 180)),  # 160 rows would be an eighth less
        (640, 640, (320, 320)),
        (1920, 620, (297, 96)),
        (320, 240, (320, 240)),  # not shrunk: left as it is
        (640, 100, (320, 50)),
    ],
)
def test_a_picture_is_shrunk_to_whole_cells_where_that_is_little(
    width: int, height: int, seen: tuple[int, int]
) -> None:
    scale = _to_whole_cells(np.zeros((height, width, 3), np.uint8), min(1.0, 320 / max(width, height)))
    assert (round(width * scale), round(height * scale)) == seen
