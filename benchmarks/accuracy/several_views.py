"""What is gained by weighing several enrolled views of a face by their quality, against the best of them?

    python -m benchmarks.accuracy.several_views DIR... [--models NAME...] [--cache DIR] --json FILE

Persons with four pictures or more are enrolled with three; every picture of theirs is once the probe, against
three others of the person. Every second identity with one picture is enrolled beside them; all pictures of
people who are not enrolled are strangers' searches. A person's score comes of the views' by a rule:

    best        the highest of the views' scores
    ratios      the mean of the views' likelihood ratios, weighted
    scores      the mean of the views' scores, weighted
    added       the highest of the views' scores and of that of their weighted mean embedding (the product's)
    mean        that of the weighted mean embedding alone

A view's weight is a quality of 0..1 to a power; power 0 weighs nothing. Each rule has its own threshold. The
choice is cross-validated over identities: each half's best rule is judged on the other half.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy import provenance
from benchmarks.accuracy.datasets import DataSetError, FaceSet, face_sets
from benchmarks.accuracy.face_quality import GradedSet, graded
from benchmarks.accuracy.view_rules import RULES, VIEWS, Outcome, Places, comparisons, outcome, trials
from matcher import calibration
from matcher.calibration import Calibration
from matcher.domain import Modality
from matcher.face.choice import face_models
from models.errors import ModelError

PRODUCT = "added value^1"
RATIOS = (1.0, 1.5, 2.0, 2.5, 3.0)  # log10
FPIR, FMR = 0.01, 1e-4
REPLICATES, SEED = 1000, 29794


def missed(found: Outcome, which: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
    """Mated searches whose mate is not first above the threshold for FPIR; which: of the strangers judged."""
    strangers = found.strangers if which is None else found.strangers[which]
    threshold = np.quantile(strangers, 1 - FPIR, method="higher")
    return np.asarray((found.mates <= threshold) | (found.mates <= found.rivals), np.bool_)


def fnmr(found: Outcome) -> float:
    """Of mated searches, at the threshold that FMR of the strangers' single comparisons reach."""
    return float(np.mean(found.mates <= np.quantile(found.apart, 1 - FMR, method="higher")))


def measure(data: GradedSet, known: Calibration) -> dict[str, Any]:
    """Every rule's figures, the cross-validated choice, and each rule against the best view."""
    plan = trials(data.owners)
    made = comparisons(data, plan, known)
    found = {rule.name: outcome(data, plan, made, rule) for rule in RULES}
    people = np.array([person for _, person, _ in plan.mated])
    misses = {name: missed(one) for name, one in found.items()}
    return {
        "persons": len(plan.gallery),
        "persons_with_views": len(np.unique(people)),
        "mated": len(people),
        "strangers": len(plan.strangers),
        "cross_validated": _cross_validated(found, people),
        "weighing_gains_95": _against(misses["added"], misses[PRODUCT], people),
        "strangers_by_ratio": _strangers(found[PRODUCT], len(plan.strangers), len(np.unique(people)), known),
        "rules": {
            name: {
                f"fnir_at_fpir_{FPIR:g}": round(float(misses[name].mean()), 4),
                "less_than_best_95": _against(misses["best"], misses[name], people),
                f"fnmr_at_fmr_{FMR:g}": round(fnmr(one), 4),
            }
            for name, one in found.items()
        },
    }


def _strangers(found: Outcome, probes: int, people: int, known: Calibration) -> list[dict[str, float]]:
    """How often strangers reach a ratio with somebody's views and their mean by the product's rule, and how
    often that many comparisons may by the calibration."""
    llrs = known.llrs(found.apart.reshape(probes, -1)[:, :people])  # who has several views stands first
    return [
        {
            "llr": ratio,
            "pairs": llrs.size,
            "measured": float(f"{np.mean(llrs >= ratio):.3g}"),
            "bound": float(f"{(VIEWS + 1) * 10 ** known.log10_fmr(ratio):.3g}"),
        }
        for ratio in RATIOS
    ]


def _cross_validated(found: dict[str, Outcome], people: Places) -> dict[str, Any]:
    """Each half of the enrolled people chooses a rule at the threshold of half the strangers; the other half
    judges it, and the best view beside it."""
    told: dict[str, Any] = {}
    stranger_half = np.arange(len(found["best"].strangers)) % 2
    for half in (0, 1):
        chosen = min(
            found,
            key=lambda name: float(missed(found[name], stranger_half == half)[people % 2 == half].mean()),
        )
        judged = {
            name: round(float(missed(found[name], stranger_half != half)[people % 2 != half].mean()), 4)
            for name in (chosen, "best")
        }
        told[f"chosen_by_half_{half}"] = {"rule": chosen, "other_half": judged}
    return told


def _against(other: NDArray[np.bool_], rule: NDArray[np.bool_], people: Places) -> list[float]:
    """How much lower the rule's FNIR is than another's: 95 % interval, persons drawn again."""
    order, difference = np.unique(people), other.astype(float) - rule.astype(float)
    sums = np.array([difference[people == person].sum() for person in order])
    counts = np.array([np.count_nonzero(people == person) for person in order])
    rng = np.random.default_rng(SEED)
    drawn = rng.integers(0, len(order), (REPLICATES, len(order)))
    shares = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.percentile(shares, (2.5, 97.5))
    return [round(float(low), 4), round(float(high), 4)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write the result."""
    command = list(sys.argv[1:] if arguments is None else arguments)
    given = _options(command)
    try:
        sets = face_sets(given.folders)
        told = {name: _of_models(name, sets, given.cache) for name in given.models}
    except DataSetError as error:
        return _refuse(str(error))
    except ModelError as error:
        return _refuse(error.diagnostics())
    result: dict[str, object] = {
        "benchmark": "accuracy.several_views",
        "models": told,
        "provenance": provenance.provenance(
            sets, ["python", "-m", "benchmarks.accuracy.several_views", *command]
        ),
    }
    provenance.write(given.json, result)
    for name, by_set in told.items():
        for set_name, figures in by_set.items():
            _show(f"{name} {set_name}", figures)
    return 0


def _of_models(name: str, sets: Sequence[FaceSet], cache: Path) -> dict[str, dict[str, Any]]:
    extractor = face_models(name).open()
    known = calibration.shipped(Modality.FACE, extractor.name)
    return {data.name: measure(graded(data, extractor, cache), known) for data in sets}


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.several_views",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="a set, or a folder of sets")
    parser.add_argument("--models", nargs="+", default=["fallback", "recommended"], metavar="NAME")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "umbral-face-quality")
    parser.add_argument("--json", type=Path, required=True, metavar="FILE", help="where the result goes")
    return parser.parse_args(arguments)


def _show(heading: str, figures: dict[str, Any]) -> None:
    print(heading, figures["cross_validated"])
    for name, one in figures["rules"].items():
        print(f"  {name:20}", *(f"{key} {value}" for key, value in one.items()))


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
