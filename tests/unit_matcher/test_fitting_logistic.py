"""The fit against a case whose likelihood ratio is known in closed form."""

import math

import numpy as np
import pytest

from matcher.fitting.logistic import Line, cllr, fit


def two_normals() -> tuple[np.ndarray, np.ndarray]:
    """Mated scores around 2, others around 0, both of deviation 0.5; ten times as many of the latter."""
    random = np.random.default_rng(7)
    return random.normal(2, 0.5, 20_000), random.normal(0, 0.5, 200_000)


def test_normals_of_one_width_have_a_line_that_theory_knows() -> None:
    """ln LR = ((x - 0)^2 - (x - 2)^2) / (2 s^2) = 8 x - 8 at s = 1/2, however many of each there are."""
    line = fit(*two_normals())
    assert line.slope == pytest.approx(8 / math.log(10), rel=0.03)
    assert line.offset == pytest.approx(-8 / math.log(10), rel=0.03)


def test_no_neighbouring_line_costs_less() -> None:
    genuine, impostor = two_normals()
    best = fit(genuine, impostor)
    least = cllr(best.llr(genuine), best.llr(impostor))
    for slope, offset in ((1.02, 1), (0.98, 1), (1, 1.02), (1, 0.98)):
        other = Line(best.slope * slope, best.offset * offset)
        assert cllr(other.llr(genuine), other.llr(impostor)) > least


def test_the_scale_of_the_scores_does_not_matter() -> None:
    genuine, impostor = two_normals()
    near = fit(genuine / 1000 + 0.9, impostor / 1000 + 0.9)
    assert near.llr(0.9015) == pytest.approx(fit(genuine, impostor).llr(1.5), rel=1e-6)


def test_the_cost_of_saying_nothing_is_one_bit_and_of_being_sure_and_wrong_is_more() -> None:
    assert cllr([0, 0], [0, 0, 0]) == pytest.approx(1)
    assert cllr([20], [-20]) == pytest.approx(0, abs=1e-9)
    assert cllr([-3], [3]) == pytest.approx(3 * math.log2(10), rel=1e-3)


@pytest.mark.parametrize(
    ("genuine", "impostor", "reason"),
    [
        ([], [1.0], "are needed"),
        ([1.0], [math.nan], "finite"),
        ([1.0, -math.inf], [0.0], "finite"),
        ([1.0, 2.0], [0.0, 0.5], "separates"),
    ],
)
def test_what_has_no_line_is_refused(genuine: list[float], impostor: list[float], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        fit(genuine, impostor)
