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
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy import provenance
from benchmarks.accuracy.datasets import DataSetError, FaceSet, face_sets
from benchmarks.accuracy.face_quality import GradedSet, graded
from matcher import calibration
from matcher.calibration import Calibration
from matcher.domain import Modality
from matcher.face.choice import face_models
from models.errors import ModelError

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

PRODUCT = "added value^1"
RATIOS = (1.0, 1.5, 2.0, 2.5, 3.0)  # log10
VIEWS = 3
FPIR, FMR = 0.01, 1e-4
POWERS = (1, 2, 4)
LEAST_WEIGHT = 1e-3
REPLICATES, SEED = 1000, 29794

QUALITIES = {
    "value": ("value",),
    "detector": ("DetectorScore",),
    "pose": ("HeadPoseYaw", "HeadPosePitch"),
    "eyes": ("InterEyeDistance",),
}
"""What weighs a view: the product's value, or the least of some components."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way from views to a person. quality: None for all alike."""

    kind: str
    quality: str | None = None
    power: int = 0

    @property
    def name(self) -> str:
        """Kind, quality, power."""
        return self.kind if self.quality is None else f"{self.kind} {self.quality}^{self.power}"


RULES = [
    Rule("best"),
    *(
        Rule(kind, quality, power)
        for kind in ("ratios", "scores", "added", "mean")
        for quality, power in [(None, 0), *((q, p) for q in QUALITIES for p in POWERS)]
    ),
]


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """Places in a set's pictures. gallery: (persons, VIEWS), a single's picture repeated; mated: the probe,
    its person's place in the gallery, the person's other views; strangers: probes."""

    gallery: Places
    mated: list[tuple[int, int, Places]]
    strangers: Places


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """mates, rivals: of each mated search the mate's score and the best of the others; strangers: the best
    of each search; apart: scores of strangers with each person. owners: whose each mated search is."""

    mates: Floats
    rivals: Floats
    strangers: Floats
    apart: Floats


def trials(owners: NDArray[np.str_]) -> Trials:
    """Who is enrolled with what, and who is searched for. ValueError where nobody has four pictures."""
    by_owner: dict[str, list[int]] = defaultdict(list)
    for place, owner in enumerate(owners.tolist()):
        by_owner[owner].append(place)
    several = [places for _, places in sorted(by_owner.items()) if len(places) > VIEWS]
    singles = [places for _, places in sorted(by_owner.items()) if len(places) == 1]
    if not several or not singles:
        raise ValueError("nobody has four pictures, or nobody one")
    enrolled = [places[:VIEWS] for places in several] + [places * VIEWS for places in singles[::2]]
    mated = [
        (probe, person, np.array([place for place in places if place != probe][:VIEWS]))
        for person, places in enumerate(several)
        for probe in places
    ]
    between = [places for places in by_owner.values() if 1 < len(places) <= VIEWS]
    strangers = [place for places in singles[1::2] + between for place in places]
    return Trials(np.array(enrolled), mated, np.array(strangers))


def weights_of(data: GradedSet, rule: Rule) -> Floats:
    """Of each picture, 0..1."""
    if rule.quality is None:
        return np.ones(len(data.embeddings))
    kinds = QUALITIES[rule.quality]
    values = [
        np.array([one.value for one in data.qualities]) if kind == "value" else data.component(kind)
        for kind in kinds
    ]
    return np.asarray(np.maximum(np.min(values, axis=0) / 100, LEAST_WEIGHT) ** rule.power, np.float64)


def person_scores(
    rule: Rule, scores: Floats, probes: NDArray[np.float32], views: NDArray[np.float32], weights: Floats
) -> Floats:
    """(n, persons) of probes (n, d) against persons' views (persons, VIEWS, d).

    scores: (n, persons, VIEWS), under `ratios` likelihood ratios. weights: (persons, VIEWS).
    """
    shares = weights / weights.sum(axis=1, keepdims=True)
    if rule.kind == "best":
        return np.asarray(scores.max(axis=2), np.float64)
    if rule.kind in {"scores", "ratios"}:
        return np.asarray((scores * shares).sum(axis=2), np.float64)
    mean = np.einsum("pvd,pv->pd", views, shares)
    together = np.asarray(probes @ (mean / np.linalg.norm(mean, axis=1, keepdims=True)).T, np.float64)
    return together if rule.kind == "mean" else np.maximum(together, scores.max(axis=2))


@dataclass(frozen=True, slots=True, eq=False)
class Comparisons:
    """Scores of mated probes and of strangers with everybody's views, and of mated probes with their own
    persons' other views; each as raw scores and as likelihood ratios."""

    mated: dict[bool, Floats]
    own: dict[bool, Floats]
    strangers: dict[bool, Floats]


def comparisons(data: GradedSet, plan: Trials, known: Calibration) -> Comparisons:
    """All that every rule starts from."""
    views = data.embeddings[plan.gallery].reshape(-1, data.embeddings.shape[1])
    probes = data.embeddings[[probe for probe, _, _ in plan.mated]]
    others = data.embeddings[np.stack([own for _, _, own in plan.mated])]
    each = {
        "mated": (probes @ views.T).reshape(len(probes), -1, VIEWS),
        "own": np.einsum("nd,nvd->nv", probes, others),
        "strangers": (data.embeddings[plan.strangers] @ views.T).reshape(len(plan.strangers), -1, VIEWS),
    }
    both = {name: {False: raw, True: 10 ** known.llrs(raw)} for name, raw in each.items()}
    return Comparisons(**both)


def outcome(data: GradedSet, plan: Trials, made: Comparisons, rule: Rule) -> Outcome:
    """Every search under a rule."""
    weights, embeddings, ratios = weights_of(data, rule), data.embeddings, rule.kind == "ratios"
    views, shares = embeddings[plan.gallery], weights[plan.gallery]
    probes = embeddings[[probe for probe, _, _ in plan.mated]]
    people = np.array([person for _, person, _ in plan.mated])
    own = [
        person_scores(rule, scores[None, None], probes[[n]], embeddings[others][None], weights[others][None])
        for n, (scores, (_, _, others)) in enumerate(zip(made.own[ratios], plan.mated, strict=True))
    ]
    mated = person_scores(rule, made.mated[ratios], probes, views, shares)
    mated[np.arange(len(people)), people] = -np.inf
    apart = person_scores(rule, made.strangers[ratios], embeddings[plan.strangers], views, shares)
    return Outcome(np.concatenate(own)[:, 0], mated.max(axis=1), apart.max(axis=1), apart.ravel())


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
