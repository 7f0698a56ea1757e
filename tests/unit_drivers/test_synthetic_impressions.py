"""Impressions: the truth moves with the skin, hardness makes them harder, PNG says 500 dpi."""

import io
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from device_drivers.fingerprint.synthetic import (
    EASY,
    HARD,
    NORMAL,
    Hardness,
    Impression,
    MasterFinger,
    finger,
)
from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.distortion import place
from device_drivers.fingerprint.synthetic.minutiae import read_ridges

Points = npt.NDArray[np.float64]


@cache
def grown(seed: int) -> MasterFinger:
    return finger(seed, 1 + seed % 10)


@cache
def printed(seed: int, number: int, hardness: Hardness) -> Impression:
    return grown(seed).impression(number, hardness)


def aligned(a: Points, b: Points) -> Points:
    """a moved onto b by the rotation and shift of least squares (Umeyama 1991, without scale)."""
    u, _, vt = np.linalg.svd((b - b.mean(axis=0)).T @ (a - a.mean(axis=0)))
    turn = u @ np.diag([1, np.linalg.det(u @ vt)]) @ vt
    return np.asarray((a - a.mean(axis=0)) @ turn.T + b.mean(axis=0))


def common(first: Impression, second: Impression) -> tuple[Points, Points, Points]:
    """Places in both impressions of the minutiae they share, and the difference of their angles."""
    where = dict(zip(second.source, second.minutiae, strict=True))
    both = [(m, where[s]) for s, m in zip(first.source, first.minutiae, strict=True) if s in where]
    a = np.array([(m.x, m.y) for m, _ in both])
    b = np.array([(n.x, n.y) for _, n in both])
    return a, b, np.array([np.angle(np.exp(1j * (m.angle - n.angle))) for m, n in both])


def test_impressions_of_one_finger_agree_and_of_two_do_not() -> None:
    a, b, turned = common(printed(1, 0, NORMAL), printed(1, 1, NORMAL))
    assert len(a) >= 15
    residual = np.linalg.norm(aligned(a, b) - b, axis=1)
    assert np.median(residual) < 8
    spread = np.abs(np.angle(np.exp(1j * (turned - np.median(turned)))))
    assert np.median(spread) < np.deg2rad(8)

    stranger = printed(2, 0, NORMAL)
    others = np.array([(m.x, m.y) for m in stranger.minutiae])[: len(a)]
    mismatch = np.linalg.norm(aligned(a[: len(others)], others) - others, axis=1)
    assert np.median(mismatch) > 4 * np.median(residual)


@pytest.mark.parametrize("number", range(3))
def test_minutiae_move_with_the_skin(number: int) -> None:
    """The relief moves by remapping pixels, minutiae by inverting the map: the one must show the other."""
    owner = grown(3)
    rng = np.random.default_rng(number)
    placement = place((p.SENSOR_HEIGHT, p.SENSOR_WIDTH), HARD, rng)
    bare = owner.skin.relief
    seen = read_ridges(placement.lay(bare, -1.0)).minutiae
    truth = placement.from_master(np.array([(m.x, m.y) for m in read_ridges(bare).minutiae]))
    inside = [m for m in seen if 25 < m.x < p.SENSOR_WIDTH - 25 and 25 < m.y < p.SENSOR_HEIGHT - 25]
    nearest = [np.min(np.hypot(truth[:, 0] - m.x, truth[:, 1] - m.y)) for m in inside]
    assert len(inside) > 20
    assert np.mean(np.array(nearest) < 3.5) > 0.85


def test_the_map_back_undoes_the_map_forth() -> None:
    placement = place((p.SENSOR_HEIGHT, p.SENSOR_WIDTH), HARD, np.random.default_rng(8))
    column = np.broadcast_to(np.arange(p.MASTER_WIDTH, dtype=np.float32), (p.MASTER_HEIGHT, p.MASTER_WIDTH))
    row = np.broadcast_to(np.arange(p.MASTER_HEIGHT, dtype=np.float32)[:, None], column.shape)
    x, y = placement.lay(np.ascontiguousarray(column), -1.0), placement.lay(np.ascontiguousarray(row), -1.0)
    at = np.array([(60, 70), (192, 208), (300, 120), (250, 340), (100, 300)])
    master = np.array([(x[v, u], y[v, u]) for u, v in at], np.float64)
    assert np.abs(placement.from_master(master) - at).max() < 0.1


def test_an_ending_on_the_image_is_where_the_truth_says() -> None:
    """Ink around true minutiae is neither all ridge nor all valley, and the print lies on bare glass."""
    impression = printed(4, 0, EASY)
    ink = impression.image < 128
    for m in impression.minutiae:
        patch = ink[max(round(m.y) - 9, 0) : round(m.y) + 10, max(round(m.x) - 9, 0) : round(m.x) + 10]
        assert 0.05 < patch.mean() < 0.9
    assert impression.image[:6].mean() > 200


@pytest.mark.parametrize("seed", range(1, 7))
def test_a_full_print_shows_a_natural_number_of_minutiae(seed: int) -> None:
    assert 25 <= len(printed(seed, 0, EASY).minutiae) <= 65


def test_hardness_costs_minutiae_and_likeness() -> None:
    seeds = range(1, 7)
    counts = {h.name: sum(len(printed(s, 0, h).minutiae) for s in seeds) for h in (EASY, NORMAL, HARD)}
    assert counts["easy"] > counts["normal"] > counts["hard"]

    def residual(hardness: Hardness) -> float:
        pairs = [common(printed(s, 0, hardness), printed(s, 1, hardness)) for s in seeds]
        off = [np.linalg.norm(aligned(a, b) - b, axis=1) for a, b, _ in pairs if len(a) > 3]
        return float(np.mean([np.median(each) for each in off]))

    assert residual(EASY) < residual(NORMAL) < residual(HARD)


def ink_share(impression: Impression) -> float:
    """Share of dark pixels where the finger touches."""
    dark = (impression.image < 140).astype(np.float32)
    touched = cv2.GaussianBlur(dark, (0, 0), 12) > 0.15
    return float(dark[touched].mean())


def test_dry_fingers_print_thinner_than_wet_ones() -> None:
    still = replace(NORMAL, moisture=0.0)
    dry, wet = (grown(1).impression(0, replace(still, dampness=d)) for d in (-0.5, 0.5))
    assert ink_share(dry) < ink_share(grown(1).impression(0, still)) < ink_share(wet)


def test_png_is_lossless_and_states_500_dpi() -> None:
    impression = printed(1, 0, NORMAL)
    with Image.open(io.BytesIO(impression.png())) as opened:
        assert opened.format == "PNG"
        assert opened.mode == "L"
        assert opened.info["dpi"] == pytest.approx((500, 500), abs=0.05)
        assert np.array_equal(np.asarray(opened), impression.image)
    assert impression.image.shape == (416, 384)
    assert impression.image.dtype == np.uint8


def test_no_impression_before_the_first() -> None:
    with pytest.raises(ValueError, match="no impression -1"):
        grown(1).impression(-1, EASY)
