"""Axes for coding: scores are kept, and errors cost less on them than on the embeddings' own axes."""

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.gallery.score_axes import ScoreAxes

DIMENSION = 32


def drawn(count: int, seed: int, strong: int = DIMENSION) -> NDArray[np.float32]:
    """Unit norm, a common middle, the first `strong` directions of a rotated basis of falling strength."""
    basis = np.linalg.qr(np.random.default_rng(7).normal(size=(DIMENSION, DIMENSION)))[0]
    falling = np.where(np.arange(DIMENSION) < strong, 0.85 ** np.arange(DIMENSION), 0.0)
    rows = 2 * basis[0] + np.random.default_rng(seed).normal(size=(count, DIMENSION)) * falling @ basis
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_half_of_the_axes_keep_the_scores_of_what_lies_in_half_of_the_directions() -> None:
    rows = drawn(2000, 1, strong=DIMENSION // 2 - 2)  # and the middle, and what unit norm bends
    axes = ScoreAxes.of(rows, DIMENSION // 2)
    assert axes.of_probes.shape == (DIMENSION, DIMENSION // 2)
    probe = drawn(1, 2, strong=DIMENSION // 2 - 2)[0]
    scores = (rows - axes.middle) @ probe
    assert axes.references(rows) @ axes.probes(probe) == pytest.approx(scores, abs=0.003)


def test_an_error_of_a_reference_costs_the_same_along_every_axis() -> None:
    """The second moments of probes are those of a sphere, however unequal the embeddings' own are."""
    rows = drawn(4000, 1)
    axes = ScoreAxes.of(rows, DIMENSION // 2)
    probes = axes.probes(rows)
    moments = probes.T @ probes / len(probes)
    own = np.linalg.eigvalsh(rows.T @ rows / len(rows))
    assert own[-1] / own[DIMENSION // 2] > 20
    assert np.linalg.eigvalsh(moments).max() < 1.1
    assert np.linalg.eigvalsh(moments).min() > 0.5


def test_a_strong_axis_stands_beside_a_weak_one() -> None:
    coded = ScoreAxes.of(drawn(4000, 1), DIMENSION // 2).references(drawn(4000, 1))
    strength = coded.std(axis=0)
    assert (strength[0::2] >= strength[1::2]).all()
    assert (np.diff(strength[0::2]) < 0).all()
    assert (np.diff(strength[1::2]) > 0).all()


def test_few_rows_have_axes_too() -> None:
    rows = drawn(16, 5)
    axes = ScoreAxes.of(rows, DIMENSION // 2)
    assert np.isfinite(axes.of_probes).all()
    assert np.isfinite(axes.references(rows)).all()
