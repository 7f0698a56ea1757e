"""Fit the weights of print quality: the score to be expected of a print against careful ones of its finger.

    python -m benchmarks.accuracy.fit_quality [--fingers 60] [--seed 7000] [--cache DIR]

The prints are synthetic, and degraded in every way at once (degraded_prints). Each degraded print is compared
with its finger's careful impressions; the mean of these scores is regressed on the inputs of
`matcher.fingerprint.quality.grade.features`, once with and once without minutiae. Prints what
`matcher/fingerprint/quality/parameters.py` holds.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.degraded_prints import degraded_prints
from benchmarks.accuracy.minutiae_cache import CachedExtractor
from matcher.fingerprint.compare import compare_many
from matcher.fingerprint.quality.grade import components_of, features
from matcher.fingerprint.quality.measures import measure
from matcher.fingerprint.searchable import SearchableFinger, prepare

RIDGE = 3.0  # of the regression on standardised inputs: holds back inputs that say the same twice


@dataclass(frozen=True, slots=True)
class Example:
    """One degraded print: the model's inputs without and with minutiae (None: none found), and its score."""

    preview: dict[str, float]
    full: dict[str, float] | None
    score: float


def examples(fingers: int, seed: int, extractor: CachedExtractor) -> list[Example]:
    """Every degraded print of these fingers that shows ridges."""
    references: dict[str, list[SearchableFinger]] = defaultdict(list)
    found = []
    for shown in degraded_prints(fingers, seed):
        minutiae = extractor.extract(shown.image, 500)
        prepared = prepare(minutiae) if minutiae else None
        if shown.reference:
            references[shown.finger] += [prepared] if prepared else []
            continue
        measures = measure(shown.image)
        score = float(np.mean(compare_many(prepared, references[shown.finger]))) if prepared else 0.0
        if measures.area > 0:
            full = features(components_of(measures, minutiae)) if minutiae else None
            found.append(Example(features(components_of(measures, None)), full, score))
    return found


def fit(inputs: Sequence[dict[str, float]], scores: NDArray[np.float64]) -> dict[str, float]:
    """Ridge regression; "" is the constant."""
    names = list(inputs[0])
    values = np.array([[one[name] for name in names] for one in inputs])
    middle, spread = values.mean(axis=0), values.std(axis=0)
    standard = (values - middle) / spread
    normal = standard.T @ standard + RIDGE * np.eye(len(names))
    slopes = np.linalg.solve(normal, standard.T @ (scores - scores.mean())) / spread
    return {"": float(scores.mean() - slopes @ middle), **dict(zip(names, slopes.tolist(), strict=True))}


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the prints, fit, print the weights and how much of the scores' variance they explain."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy.fit_quality")
    parser.add_argument("--fingers", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7000, help="the first person's seed")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "umbral-minutiae")
    given = parser.parse_args(arguments)
    found = examples(given.fingers, given.seed, CachedExtractor(given.cache))
    for title, chosen in (
        ("WITHOUT_MINUTIAE", [(one.preview, one.score) for one in found]),
        ("WITH_MINUTIAE", [(one.full, one.score) for one in found if one.full]),
    ):
        scores = np.array([score for _, score in chosen])
        weights = fit([inputs for inputs, _ in chosen], scores)
        expected = [weights[""] + sum(weights[name] * one[name] for name in one) for one, _ in chosen]
        print(f"{title}: {len(chosen)} prints, correlation {np.corrcoef(expected, scores)[0, 1]:.3f}")
        print("   ", {name: round(weight, 4) for name, weight in weights.items()})
        print("    expected score: quantiles .05 .5 .95", np.quantile(expected, (0.05, 0.5, 0.95)).round(3))
    return 0


if __name__ == "__main__":
    sys.exit(main())
