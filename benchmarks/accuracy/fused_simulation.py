"""Virtual persons' error rates (fused_ratios.py) from halves of faces and of fingers, and their bootstrap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.bootstrap import SEED
from benchmarks.accuracy.calibrate_face import Fold
from benchmarks.accuracy.face_protocol import without
from benchmarks.accuracy.finger_folds import FingerFold
from benchmarks.accuracy.fused_ratios import (
    NO_FINGER,
    Faceless,
    Fingers,
    Mated,
    Measured,
    Resampled,
    fnir,
    fpir,
    nearer,
    one_finger,
    ratio_of,
    step_of,
    two_fingers,
)
from benchmarks.accuracy.label_errors import LABEL_ERRORS
from matcher.calibration import Calibration, shipped
from matcher.chance import Source, chance_under
from matcher.domain import Modality
from matcher.fitting.tails import non_mated
from matcher.parameters import MATCH_FPIR
from matcher.tail import NonMatedTail

PLACE: Final = 0.98  # quantile of a probe's strangers that the resampled ones are counted from
SOURCES: Final[Mapping[str, tuple[bool, int]]] = {  # whether there is a face, and how many fingers
    "face alone": (True, 0),
    "one finger": (False, 1),
    "two fingers": (False, 2),
    "face + one finger": (True, 1),
    "face + two fingers": (True, 2),
}

Doubles = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class FaceHalf:
    """One half's faces, log10 likelihood ratios of every picture against every identity's first one.

    ratios: (n, g) as the product tells them; owner: (n,) whose column is the picture's own; mated: the
    pictures that are searched for, all but the first ones; places: (n,) where each one's strangers are
    counted from; above: (g, g) how much nearer to the end than there the first ones' strangers lie, without a
    floor; end: the ratio of the cosine 1.
    """

    calibration: Calibration
    ratios: Doubles
    owner: Places
    mated: Places
    places: Doubles
    above: Doubles
    end: float

    @classmethod
    def of(cls, fold: Fold) -> "FaceHalf":
        """The half that the calibration has not seen; ValueError where a picture gave no template."""
        templates = without(fold.rest[0], LABEL_ERRORS)
        known = replace(fold.calibration, cap=_cap(fold.calibration))
        if not templates.found.all():
            raise ValueError("every picture must have given a template")
        names = np.array([image.identity for image in templates.images])
        owner = np.unique(names, return_inverse=True)[1].astype(np.int64)
        first = np.unique(owner, return_index=True)[1]
        cosines = np.clip(templates.embeddings @ templates.embeddings[first].T, -1.0, 1.0).astype(np.float64)
        straight = known.slope * cosines + known.offset
        others = straight.copy()
        others[np.arange(len(owner)), owner] = np.nan
        places, end = np.nanquantile(others, PLACE, axis=1), known.slope + known.offset
        return cls(
            known,
            known.llrs(cosines),
            owner,
            np.setdiff1d(np.arange(len(owner)), first),
            places,
            nearer(straight[first], places[first, np.newaxis], end),
            end,
        )

    @property
    def identities(self) -> int:
        """How many."""
        return len(self.above)

    def strangers(self, people: Places, population: int | None) -> "Measured | Resampled":
        """people: (g,) how often each identity is there; population: None for as many as there are."""
        if population is None:
            return Measured(self.ratios, self.owner, people)
        often = np.outer(people, people)
        np.fill_diagonal(often, 0)
        tail = NonMatedTail.read(non_mated(np.repeat(self.above.ravel(), often.ravel())))
        return Resampled(self.places, tail, population, self.end)


@dataclass(frozen=True, slots=True, eq=False)
class FingerHalf:
    """One half's fingers. mated: each one's ratios; others: those of different fingers, pair: (i, 2) whose;
    sets: of each finger its set."""

    calibration: Calibration
    mated: tuple[Doubles, ...]
    others: Doubles
    pair: Places
    sets: tuple[str, ...]

    @classmethod
    def of(cls, fold: FingerFold) -> "FingerHalf":
        """Every pair of impressions once."""
        known = replace(fold.calibration, cap=_cap(fold.calibration))
        first, second = np.triu_indices(len(fold.owner), 1)
        one, two = fold.owner[first], fold.owner[second]
        llrs = known.llrs(fold.scores[first, second])
        same = one == two
        mated = tuple(llrs[same & (one == finger)] for finger in range(len(fold.sets)))
        pair = np.column_stack([one, two])[~same]
        return cls(known, mated, llrs[~same], pair, fold.sets)

    def each_number(self, drawn: Places) -> list[tuple[Fingers, Calibration]]:
        """Of virtual persons with none, one and two fingers. drawn: (f,) how often each finger is there."""
        often = drawn[self.pair[:, 0]] * drawn[self.pair[:, 1]]
        tail = NonMatedTail.read(non_mated(np.repeat(self.others, often)))
        known = replace(self.calibration, non_mated=tail)
        one, two = (
            chance_under([Source(Modality.FINGER, hand, 1) for hand in hands], lambda _: known)
            for hands in ((1,), (1, 2))
        )
        numbers = (
            NO_FINGER,
            one_finger(self.mated, drawn, one),
            two_fingers(self.mated, drawn, self.sets, two),
        )
        return [(fingers, self.calibration) for fingers in numbers]


@dataclass(frozen=True, slots=True, eq=False)
class Searches:
    """Of one half and one kind of person: what the rates are told from. threshold: the product's, as a
    step; weights: (n,) how often each non-mated search was drawn."""

    unbeaten: Doubles
    group: Places
    weights: Doubles
    mated: Mated
    fingers: Fingers
    threshold: int

    def fnir(self, threshold: int) -> float:
        """At this step."""
        return fnir(self.unbeaten, self.mated, self.fingers, threshold)

    def fpir(self) -> Doubles:
        """At every step."""
        return fpir(self.unbeaten, self.group, self.weights)


def simulated(
    faces: Sequence[FaceHalf], fingers: Sequence[FingerHalf], population: int | None, replicates: int
) -> dict[str, Any]:
    """FNIR of every kind of person; population: of a resampled gallery, None for the halves as they are."""
    rng = np.random.default_rng(SEED)
    point = _rates(faces, fingers, population, None)
    drawn = [_rates(faces, fingers, population, rng) for _ in range(replicates)]
    ratios = [each["face + two fingers"]["fnir"] / each["face alone"]["fnir"] for each in drawn]
    return {
        "population": population or round(float(np.mean([half.identities for half in faces]))),
        "mated_searches": sum(len(half.mated) for half in faces),
        "non_mated_searches": sum(len(half.owner) for half in faces),
        "fnir": {
            kind: {**row, "interval": _percentiles([each[kind]["fnir"] for each in drawn], (2.5, 97.5))}
            for kind, row in point.items()
        },
        "face_and_two_fingers_over_face": {
            "point": point["face + two fingers"]["fnir"] / point["face alone"]["fnir"],
            "bound": _percentiles(ratios, (95,))[0],
        },
    }


def _rates(
    faces: Sequence[FaceHalf],
    fingers: Sequence[FingerHalf],
    population: int | None,
    rng: np.random.Generator | None,
) -> dict[str, dict[str, Any]]:
    """Of each kind of person, once as the data are or as drawn anew."""
    people = [_drawn([half.identities], rng) for half in faces]
    prints = [
        half.each_number(_drawn([half.sets.count(name) for name in sorted(set(half.sets))], rng))
        for half in fingers
    ]
    shared = [half.strangers(who, population) for half, who in zip(faces, people, strict=True)]
    found = {}
    for kind, (with_face, count) in SOURCES.items():
        halves = [
            _searches(half, who, strangers if with_face else None, population, numbers[count])
            for half, who, strangers, numbers in zip(faces, people, shared, prints, strict=True)
        ]
        found[kind] = _told(halves)
    return found


def _searches(
    half: FaceHalf,
    people: Places,
    strangers: Measured | Resampled | None,
    population: int | None,
    print_half: tuple[Fingers, Calibration],
) -> Searches:
    """strangers: None where nobody has a face."""
    fingers, known = print_half
    size = population or half.identities
    weights = people[half.owner].astype(np.float64)
    against = strangers or Faceless(len(half.owner), size)
    own = half.ratios[half.mated, half.owner[half.mated]]
    mated = Mated(own if strangers else np.zeros(len(own)), against.group[half.mated], weights[half.mated])
    compared = [Source(Modality.FACE, 0, 1)] if strangers else []
    compared += [Source(Modality.FINGER, hand, 1) for hand in range(1, 1 + fingers.count)]
    of_product = chance_under(
        compared, lambda modality: half.calibration if modality is Modality.FACE else known
    )
    asked = step_of(of_product.threshold_for_fpir(MATCH_FPIR, size))
    return Searches(against.unbeaten(fingers), against.group, weights, mated, fingers, asked)


def _told(halves: Sequence[Searches]) -> dict[str, Any]:
    """Both halves at the lowest threshold with no more than MATCH_FPIR, and each at the product's."""
    searches = [half.weights.sum() for half in halves]
    mated = [half.mated.weights.sum() for half in halves]
    alarms = [half.fpir() for half in halves]
    step = int(np.argmax(np.average(alarms, axis=0, weights=searches) <= MATCH_FPIR))
    at_product = [each[half.threshold] for each, half in zip(alarms, halves, strict=True)]
    return {
        "fnir": float(np.average([half.fnir(step) for half in halves], weights=mated)),
        "threshold": ratio_of(step),
        "product": {
            "fnir": float(np.average([half.fnir(half.threshold) for half in halves], weights=mated)),
            "fpir": float(np.average(at_product, weights=searches)),
            "thresholds": [ratio_of(half.threshold) for half in halves],
        },
    }


def _cap(known: Calibration) -> float:
    """The shipped calibration's: half of the data would end the ratios below the thresholds of large
    galleries."""
    return shipped(known.modality, known.extractor).cap


def _drawn(counts: Sequence[int], rng: np.random.Generator | None) -> Places:
    """How often each of so many is there, each kind by itself."""
    if rng is None:
        return np.ones(sum(counts), np.int64)
    return np.concatenate([np.bincount(rng.integers(0, n, n), minlength=n) for n in counts])


def _percentiles(values: Sequence[float], which: tuple[float, ...]) -> list[float]:
    return [float(each) for each in np.percentile(values, which)]
