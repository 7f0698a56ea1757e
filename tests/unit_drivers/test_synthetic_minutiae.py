"""True minutiae, on reliefs whose minutiae can be seen with the bare eye."""

import cv2
import numpy as np
import pytest

from device_drivers.fingerprint.synthetic.minutiae import Kind, Minutia, read_ridges
from device_drivers.fingerprint.synthetic.thinning import Mask, crossing_number, thin


def relief(*strokes: tuple[tuple[int, int], tuple[int, int]]) -> np.ndarray:
    """Ridges five pixels wide on a 120 x 120 ground."""
    drawn = np.zeros((120, 120), np.uint8)
    for start, end in strokes:
        cv2.line(drawn, start, end, 255, 5)
    return drawn.astype(np.float32) / 127.5 - 1


def turned(a: float, b: float) -> float:
    return abs(float(np.angle(np.exp(1j * (a - b)))))


def only(found: tuple[Minutia, ...]) -> Minutia:
    assert len(found) == 1
    return found[0]


def test_an_ending_points_back_along_its_ridge() -> None:
    minutia = only(read_ridges(relief(((60, 60), (119, 60)))).minutiae)
    assert minutia.kind is Kind.ENDING
    assert (minutia.x, minutia.y) == pytest.approx((60, 60), abs=3)
    assert turned(minutia.angle, 0.0) < 0.1


def test_angles_run_counter_clockwise_as_seen() -> None:
    minutia = only(read_ridges(relief(((60, 60), (60, 0)))).minutiae)  # the ridge goes up from its end
    assert turned(minutia.angle, np.pi / 2) < 0.1


def test_a_bifurcation_points_into_the_valley_between_its_branches() -> None:
    fork = relief(((0, 60), (60, 60)), ((60, 60), (119, 35)), ((60, 60), (119, 85)))
    minutia = only(read_ridges(fork).minutiae)
    assert minutia.kind is Kind.BIFURCATION
    assert (minutia.x, minutia.y) == pytest.approx((61, 60), abs=4)
    assert turned(minutia.angle, 0.0) < 0.15


def test_a_spur_and_an_islet_are_no_minutiae() -> None:
    assert read_ridges(relief(((0, 60), (119, 60)), ((60, 60), (60, 54)))).minutiae == ()
    assert read_ridges(relief(((58, 60), (63, 60)))).minutiae == ()


def test_a_break_of_a_few_pixels_makes_no_pair_of_endings() -> None:
    thin_line = np.full((120, 120), -1, np.float32)
    thin_line[60] = 1
    thin_line[60, 58:62] = -1
    assert read_ridges(thin_line).minutiae == ()
    thin_line[60, 50:70] = -1
    assert len(read_ridges(thin_line).minutiae) == 2


def test_a_bare_ground_has_nothing() -> None:
    assert read_ridges(np.full((120, 120), -1, np.float32)).minutiae == ()


def components(mask: Mask) -> int:
    return int(cv2.connectedComponents(mask, connectivity=8)[0]) - 1


def test_thinning_keeps_the_pieces_the_holes_and_one_pixel_of_width() -> None:
    rng = np.random.default_rng(4)
    blobs = (cv2.GaussianBlur(rng.standard_normal((200, 200)).astype(np.float32), (0, 0), 4) > 0.01).astype(
        np.uint8
    )
    blobs[[0, -1]] = 0
    blobs[:, [0, -1]] = 0
    skeleton = thin(blobs)
    assert np.all(skeleton <= blobs)
    assert components(skeleton) == components(blobs)
    holes_before = int(cv2.connectedComponents(1 - blobs, connectivity=4)[0])
    assert int(cv2.connectedComponents(1 - skeleton, connectivity=4)[0]) == holes_before
    solid = cv2.erode(skeleton, np.ones((2, 2), np.uint8))
    assert cv2.countNonZero(solid) <= 0.01 * cv2.countNonZero(skeleton)


def test_crossing_numbers_of_a_line_and_a_fork() -> None:
    lines = np.zeros((20, 20), np.uint8)
    lines[10, 3:17] = 1
    assert crossing_number(lines)[10, [3, 10, 16]].tolist() == [1, 2, 1]
    lines[3:10, 10] = 1
    assert crossing_number(lines)[10, 10] == 3
    assert crossing_number(lines)[5, 5] == 0
