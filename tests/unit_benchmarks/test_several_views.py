"""The rules of the several-views benchmark on made-up embeddings, and its plan of searches."""

import numpy as np
import pytest

from benchmarks.accuracy.several_views import missed
from benchmarks.accuracy.view_rules import RULES, VIEWS, Outcome, Rule, person_scores, trials
from matcher.face.views import mean_view


def test_who_is_enrolled_and_who_is_searched_for() -> None:
    owners = np.array(["a"] * 4 + ["b"] * 2 + ["c", "d", "e"])
    plan = trials(owners)
    assert plan.gallery.tolist() == [[0, 1, 2], [6, 6, 6], [8, 8, 8]]
    assert [(probe, person) for probe, person, _ in plan.mated] == [(0, 0), (1, 0), (2, 0), (3, 0)]
    assert [others.tolist() for _, _, others in plan.mated] == [[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]]
    assert sorted(plan.strangers.tolist()) == [4, 5, 7]
    with pytest.raises(ValueError, match="four"):
        trials(np.array(["a", "b"]))


def test_the_rules_are_what_they_say() -> None:
    rng = np.random.default_rng(1)
    views = rng.normal(size=(2, VIEWS, 16)).astype(np.float32)
    views /= np.linalg.norm(views, axis=2, keepdims=True)
    probes = views[:, 0]
    scores = np.einsum("nd,pvd->npv", probes, views).astype(np.float64)
    weights = np.array([[0.9, 0.3, 0.6], [1.0, 0.5, 0.1]])
    found = {
        kind: person_scores(Rule(kind), scores, probes, views, weights)
        for kind in ("best", "scores", "added", "mean")
    }
    assert found["best"] == pytest.approx(scores.max(axis=2))
    assert found["scores"][0, 1] == pytest.approx(float(np.average(scores[0, 1], weights=weights[1])))
    product = mean_view(list(zip(views[1], (100, 50, 10), strict=True)))
    assert product is not None
    assert found["mean"][0, 1] == pytest.approx(float(product @ probes[0]), abs=1e-6)
    assert found["added"] == pytest.approx(np.maximum(found["best"], found["mean"]))
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_a_mate_is_missed_below_the_threshold_and_behind_another() -> None:
    strangers = np.linspace(0, 1, 101)
    found = Outcome(np.array([0.98, 1.2, 1.2]), np.array([0.0, 0.0, 1.3]), strangers, strangers)
    assert missed(found).tolist() == [True, False, True]
