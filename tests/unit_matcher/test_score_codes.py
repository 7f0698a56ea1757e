"""Codes chosen for scores: no dearer error than the nearest centroids', and less along the probes' way."""

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.gallery import score_codes
from matcher.parameters import FACE_CODE_WEIGHT

CODES = 7  # an odd number: the last half octet stays empty
Floats = NDArray[np.float32]


def drawn(count: int) -> tuple[Floats, Floats, Floats]:
    """Rows, the probes most like them, centroids."""
    rng = np.random.default_rng(4)
    rows = rng.normal(size=(count, 2 * CODES)).astype(np.float32)
    towards = (rows + 0.3 * rng.normal(size=rows.shape)).astype(np.float32)
    return rows, towards, rng.normal(size=(CODES, 16, 2)).astype(np.float32)


def halves(codes: NDArray[np.uint8]) -> NDArray[np.int64]:
    apart = np.stack([codes & 15, codes >> 4], axis=-1).reshape(len(codes), -1)
    return apart.astype(np.int64)


def nearest(rows: Floats, centroids: Floats) -> NDArray[np.uint8]:
    apart = rows.reshape(-1, CODES, 1, 2).astype(np.float64) - centroids
    chosen = np.zeros((len(rows), CODES + 1), np.uint8)
    chosen[:, :CODES] = np.square(apart).sum(axis=3).argmin(axis=2)
    return np.asarray(chosen[:, 0::2] | chosen[:, 1::2] << 4, np.uint8)


def errors(
    codes: NDArray[np.uint8], rows: Floats, towards: Floats, centroids: Floats
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each row the error's squared length, and the square of its part along the probes' way."""
    coded = centroids[np.arange(CODES), halves(codes)[:, :CODES]].reshape(len(rows), -1)
    off = rows.astype(np.float64) - coded
    along = (off * towards).sum(axis=1) / np.linalg.norm(towards, axis=1)
    return np.square(off).sum(axis=1), np.square(along)


def test_what_is_made_least_is_no_more_than_before_for_any_row() -> None:
    rows, towards, centroids = drawn(3000)
    before = nearest(rows, centroids)
    after = score_codes.refined(before, rows, towards, centroids)
    old, new = (errors(codes, rows, towards, centroids) for codes in (before, after))
    weight = FACE_CODE_WEIGHT
    assert (new[0] + weight * new[1] <= old[0] + weight * old[1] + 1e-4).all()
    assert new[1].mean() < old[1].mean() / 4
    assert new[0].mean() < 2 * old[0].mean()
    assert not halves(after)[:, CODES].any()


def test_without_the_weight_the_nearest_centroids_are_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(score_codes, "FACE_CODE_WEIGHT", 0.0)
    rows, towards, centroids = drawn(500)
    before = nearest(rows, centroids)
    assert np.array_equal(score_codes.refined(before, rows, towards, centroids), before)


def test_rows_in_several_stretches_are_coded_as_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, towards, centroids = drawn(300)
    before = nearest(rows, centroids)
    together = score_codes.refined(before, rows, towards, centroids)
    monkeypatch.setattr(score_codes, "_AT_ONCE", 37)
    assert np.array_equal(score_codes.refined(before, rows, towards, centroids), together)


def test_a_row_that_no_probe_is_like_and_no_rows_at_all() -> None:
    rows, towards, centroids = drawn(4)
    towards[1] = 0
    before = nearest(rows, centroids)
    after = score_codes.refined(before, rows, towards, centroids)
    assert np.array_equal(after[1], before[1])
    assert score_codes.refined(before[:0], rows[:0], towards[:0], centroids).shape == (0, 4)
