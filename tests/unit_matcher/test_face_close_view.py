"""A face's close view: its pixels are the picture's, and its points lead back to where they were."""

import numpy as np
import pytest

from matcher.face.close_view import close_view

SIDE = 160
Y, X = np.mgrid[:600, :800].astype(np.float64)
SLOPE = np.dstack([X / 800, Y / 600, np.zeros_like(X)])  # a colour tells the place
PICTURE = np.asarray(255 * SLOPE + 0.5, np.uint8)


@pytest.mark.parametrize("width", [40.0, 111.3, 160.0, 239.6, 320.0, 333.3, 500.5])
def test_a_place_in_the_view_shows_what_the_picture_shows_there(width: float) -> None:
    view = close_view(PICTURE, (400.2, 300.7), width, SIDE)
    assert view.pixels.shape == (SIDE, SIDE, 3)
    assert view.ratio * SIDE == pytest.approx(width, abs=0.51 * max(1, 2 ** int(np.log2(width / SIDE))))
    seen = np.array([(20, 20), (20, 140), (79, 81), (140, 30)])
    there = view.to_picture(seen.astype(np.float64))
    shown = view.pixels[seen[:, 1], seen[:, 0], :2]
    np.testing.assert_allclose(shown, 255 * there / (800, 600), atol=1.0)


@pytest.mark.parametrize("width", [150.0, 400.0, 700.0])
def test_the_middle_asked_for_is_the_views_middle_within_a_pixel(width: float) -> None:
    view = close_view(PICTURE, (333.4, 222.2), width, SIDE)
    middle = view.to_picture(np.array([[(SIDE - 1) / 2, (SIDE - 1) / 2]]))
    np.testing.assert_allclose(middle, [(333.4, 222.2)], atol=0.51)


@pytest.mark.parametrize("width", [120.0, 320.0, 645.0])
def test_what_lies_beyond_the_edge_is_black_and_the_rest_in_its_place(width: float) -> None:
    white = np.full((600, 800, 3), 255, np.uint8)
    view = close_view(white, (0.0, 599.0), width, SIDE)
    rows, columns = np.mgrid[:SIDE, :SIDE]
    there = view.to_picture(np.column_stack([columns.ravel(), rows.ravel()]).astype(np.float64))
    away = 3 * max(1.0, view.ratio)
    inside = ((there[:, 0] > away) & (there[:, 1] < 599 - away)).reshape(SIDE, SIDE)
    outside = ((there[:, 0] < -away) | (there[:, 1] > 599 + away)).reshape(SIDE, SIDE)
    assert view.pixels[inside].min() > 250
    assert view.pixels[outside].max() == 0
    assert min(inside.sum(), outside.sum()) > SIDE**2 / 5


def test_a_box_of_any_size_or_place_gives_a_view_of_the_one_size() -> None:
    for width in (0.01, 1.0, 1e4, 1e30, float("inf")):
        assert close_view(PICTURE, (400.0, 300.0), width, SIDE).pixels.shape == (SIDE, SIDE, 3)
    for middle in ((-1e6, 300.0), (400.0, 1e6), (900.0, -200.0)):
        assert not close_view(PICTURE, middle, 160.0, SIDE).pixels.any()
    assert close_view(PICTURE[:1, :1], (0.0, 0.0), 3.0, SIDE).pixels.shape == (SIDE, SIDE, 3)
