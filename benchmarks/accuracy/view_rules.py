"""From scores of single views to a person's: the rules that `several_views.py` tries, and their trials."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.face_quality import GradedSet
from matcher.calibration import Calibration

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

VIEWS = 3
POWERS = (1, 2, 4)
LEAST_WEIGHT = 1e-3

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
