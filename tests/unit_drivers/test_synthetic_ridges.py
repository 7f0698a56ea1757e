"""The grown relief obeys what it was grown from: orientation, period, singular points."""

import cv2
import numpy as np
import pytest

from device_drivers.fingerprint.synthetic import Pattern
from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.fields import Field, smooth_noise
from device_drivers.fingerprint.synthetic.frequency import period_map
from device_drivers.fingerprint.synthetic.growth import grow
from device_drivers.fingerprint.synthetic.orientation import orientation_field
from device_drivers.fingerprint.synthetic.patterns import Singularities, place

INDEX_AROUND = {
    Pattern.ARCH: (0, 0),
    Pattern.TENTED_ARCH: (1, 1),
    Pattern.LEFT_LOOP: (1, 1),
    Pattern.RIGHT_LOOP: (1, 1),
    Pattern.WHORL: (2, 2),
    Pattern.DOUBLE_LOOP: (2, 2),
}


def half_turns(theta: Field, x: float, y: float, radius: float) -> int:
    """Poincare index of an orientation field around a point, in half turns."""
    around = np.linspace(0, 2 * np.pi, 120)
    columns = np.rint(x + radius * np.cos(around)).astype(int)
    rows = np.rint(y - radius * np.sin(around)).astype(int)
    walked = theta[rows, columns].astype(float)
    steps = np.angle(np.exp(2j * np.diff(walked))) / 2
    return round(float(steps.sum() / np.pi))


@pytest.mark.parametrize("pattern", list(Pattern))
def test_field_turns_half_way_around_every_singular_point(pattern: Pattern) -> None:
    for seed in range(5):
        rng = np.random.default_rng(seed)
        points = place(pattern, rng)
        assert (len(points.cores), len(points.deltas)) == INDEX_AROUND[pattern]
        theta = orientation_field(pattern, points, rng, 1)
        assert all(half_turns(theta, c.real, -c.imag, 6) == 1 for c in points.cores)
        assert all(half_turns(theta, d.real, -d.imag, 6) == -1 for d in points.deltas)


def test_a_left_loop_opens_to_the_left() -> None:
    rng = np.random.default_rng(1)
    (core,), (delta,) = (place(Pattern.LEFT_LOOP, rng).cores, place(Pattern.LEFT_LOOP, rng).deltas)
    assert delta.real > core.real
    (core,), (delta,) = (place(Pattern.RIGHT_LOOP, rng).cores, place(Pattern.RIGHT_LOOP, rng).deltas)
    assert delta.real < core.real


def measured_orientation(relief: Field) -> tuple[Field, Field]:
    """Ridge tangent and coherence by the structure tensor (Bazen & Gerez 2002)."""
    gx, gy = cv2.Sobel(relief, cv2.CV_32F, 1, 0), cv2.Sobel(relief, cv2.CV_32F, 0, 1)
    gxx, gyy, gxy = (cv2.GaussianBlur(g, (0, 0), 6) for g in (gx * gx, gy * gy, gx * gy))
    across = 0.5 * np.arctan2(-2 * gxy, gxx - gyy)
    coherence = np.hypot(gxx - gyy, 2 * gxy) / (gxx + gyy)
    return np.asarray(across + np.pi / 2, np.float32), np.asarray(coherence, np.float32)


def test_ridges_follow_the_field_and_keep_their_distance() -> None:
    rng = np.random.default_rng(5)
    points = place(Pattern.RIGHT_LOOP, rng)
    theta = orientation_field(Pattern.RIGHT_LOOP, points, rng, p.GROWTH_STEP)
    period = period_map(rng, p.GROWTH_STEP)
    relief = grow(theta, period, rng)
    assert relief.shape == (p.MASTER_HEIGHT, p.MASTER_WIDTH)

    found, coherence = measured_orientation(relief)
    asked = np.repeat(np.repeat(theta, 2, axis=0), 2, axis=1)
    error = np.abs(np.angle(np.exp(2j * (found - asked)))) / 2
    assert float(np.median(error[coherence > 0.5])) < np.deg2rad(3)
    assert float(np.mean(coherence > 0.5)) > 0.9

    # a walk along x crosses a ridge's edge 2 |sin(tangent)| / period times a pixel, one along y 2 |cos|
    wide = np.repeat(np.repeat(period, 2, axis=0), 2, axis=1)
    ridge = relief > 0
    for axis, share in ((1, np.abs(np.sin(asked))), (0, np.abs(np.cos(asked)))):
        crossings = np.count_nonzero(np.diff(ridge, axis=axis))
        assert crossings == pytest.approx(float(np.sum(2 * share / wide)), rel=0.04)


def test_a_ridge_needs_no_seed_of_its_own_kind() -> None:
    """Uniform orientation and period grow parallel ridges without minutiae but for the noise's few."""
    rng = np.random.default_rng(2)
    theta = np.full((140, 104), np.pi / 2, np.float32)
    relief = grow(theta, np.full(theta.shape, 9.0, np.float32), rng)
    crossings = np.abs(np.diff((relief > 0).astype(int), axis=1)).sum(axis=1)
    assert np.median(crossings) == pytest.approx(2 * 208 / 9.0, abs=3)


def test_smooth_noise_is_smooth_and_of_unit_size() -> None:
    noise = smooth_noise(np.random.default_rng(0), (400, 400), 20)
    assert noise.std() == pytest.approx(1, abs=0.12)
    assert float(np.abs(np.diff(noise, axis=0)).max()) < 0.5


def test_a_field_without_singular_points_never_turns_round() -> None:
    rng = np.random.default_rng(0)
    theta = orientation_field(Pattern.ARCH, Singularities((), ()), rng, 1)
    assert half_turns(theta, 208, 280, 180) == 0
