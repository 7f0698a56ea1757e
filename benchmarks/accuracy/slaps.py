"""Slap segmentation against the truth of synthetic slaps; no real slaps are at hand.

    python -m benchmarks.accuracy.slaps [--slaps 200] [--seed 950] [--out DIR] --json FILE

Right hands, left hands and thumbs, turned by up to 45 degrees, with or without second phalanges and dirt,
some with fingers missing. Each is segmented three times: as what it is, without the hand stated, and as the
other hand. A finger counts as found where a box of its position overlaps its true one by half (intersection
over union). --out DIR keeps the images with the boxes drawn: truth green, found red.
"""

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from cv2.typing import MatLike, RotatedRect
from numpy.typing import NDArray

from benchmarks.accuracy import provenance
from device_drivers.fingerprint.synthetic import HARD, NORMAL, Hardness, Person, person
from device_drivers.fingerprint.synthetic.slap import Group as Laid
from device_drivers.fingerprint.synthetic.slap import LaidFinger, Laying, SyntheticSlap, slap
from matcher.domain import FingerPosition
from matcher.fingerprint.slaps.errors import SlapProblem, TooFewFingers, WrongHand
from matcher.fingerprint.slaps.segment import segment
from matcher.fingerprint.slaps.slap import Expected, FingerBox, Group, Hand, Slap

_GROUPS = {Laid.RIGHT_FOUR: Group.RIGHT_HAND, Laid.LEFT_FOUR: Group.LEFT_HAND, Laid.THUMBS: Group.THUMBS}
_OTHER = {Group.RIGHT_HAND: Group.LEFT_HAND, Group.LEFT_HAND: Group.RIGHT_HAND}
_ORDER = (Laid.RIGHT_FOUR, Laid.LEFT_FOUR, Laid.RIGHT_FOUR, Laid.LEFT_FOUR, Laid.THUMBS)
_SLAPS_OF_A_PERSON = 20
_BUCKETS = ((0, 15), (15, 30), (30, 45))
_FOUND = 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """One slap to make. dpi: what the image is resampled to."""

    person: int
    number: int
    group: Laid
    laying: Laying
    hardness: Hardness
    dpi: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one slap.

    overlaps: intersection over union of each true finger with the box of its position, 0 where there is none;
    places: the same with the box of any position; leans: degrees between the two, of those found. stated,
    open, other: the segmentations. seconds: processor time of the first.
    """

    plan: Plan
    truth: tuple[LaidFinger, ...]
    overlaps: tuple[float, ...]
    places: tuple[float, ...]
    leans: tuple[float, ...]
    stated: Slap
    open: Slap | None
    other: Slap | None
    seconds: float


def plans(count: int, seed: int) -> list[Plan]:
    """The slaps to make, reproducible from the seed: persons seed, seed + 1, ... with 20 slaps each."""
    return [_plan(index, seed) for index in range(count)]


def _plan(index: int, seed: int) -> Plan:
    rng = np.random.default_rng((seed, index))
    group = _ORDER[index % len(_ORDER)]
    low, high = _BUCKETS[index % len(_BUCKETS)]
    turn = float(rng.uniform(low, high) * rng.choice((-1, 1)))
    absent = int(rng.choice((0, 1, 2), p=(0.65, 0.25, 0.1))) if group is not Laid.THUMBS else 0
    laying = Laying(
        turn=round(turn, 1),
        missing=frozenset(int(one) for one in rng.choice(group.positions, absent, replace=False)),
        spread=round(float(rng.uniform(0.85, 1.15)), 2),
        phalanges=bool(rng.random() < 0.5),
        dirt=round(float(rng.uniform(0, 8)), 1),
    )
    hardness = (NORMAL, HARD)[int(rng.integers(2))]
    dpi = int(rng.choice((500, 500, 500, 250, 1000)))
    return Plan(seed + index // _SLAPS_OF_A_PERSON, index, group, laying, hardness, dpi)


def made(plan: Plan, owner: Person) -> SyntheticSlap:
    """The slap at the plan's resolution, its truth in the same pixels."""
    original = slap(owner, plan.group, plan.number, plan.hardness, plan.laying)
    scale = plan.dpi / original.dpi
    if scale == 1.0:
        return original
    method = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    image = np.asarray(cv2.resize(original.image, None, fx=scale, fy=scale, interpolation=method), np.uint8)
    fingers = tuple(
        LaidFinger(
            one.position,
            ((one.centre[0] + 0.5) * scale - 0.5, (one.centre[1] + 0.5) * scale - 0.5),
            (one.size[0] * scale, one.size[1] * scale),
            one.angle,
        )
        for one in original.fingers
    )
    return SyntheticSlap(image, plan.dpi, fingers)


def judged(plan: Plan, shown: SyntheticSlap) -> Outcome:
    """Segment one slap in every way that is asked for, and hold it against the truth."""
    group = _GROUPS[plan.group]
    start = time.process_time()
    stated = segment(shown.image, shown.dpi, Expected(group))
    seconds = time.process_time() - start
    four = group is not Group.THUMBS
    best = [_nearest(true, stated.fingers) for true in shown.fingers]
    places = [overlap(true, box) if box else 0.0 for true, box in zip(shown.fingers, best, strict=True)]
    near = [
        pair
        for pair, place in zip(zip(shown.fingers, best, strict=True), places, strict=True)
        if place >= _FOUND
    ]
    return Outcome(
        plan=plan,
        truth=shown.fingers,
        overlaps=tuple(
            max((overlap(one, box) for box in stated.fingers if box.position == one.position), default=0.0)
            for one in shown.fingers
        ),
        places=tuple(places),
        leans=tuple(abs(math.degrees(true.angle - box.angle)) for true, box in near if box),
        stated=stated,
        open=segment(shown.image, shown.dpi, Expected(Group.EITHER_HAND)) if four else None,
        other=segment(shown.image, shown.dpi, Expected(_OTHER[group])) if four else None,
        seconds=seconds,
    )


def _nearest(true: LaidFinger, boxes: Sequence[FingerBox]) -> FingerBox | None:
    return max(boxes, key=lambda box: overlap(true, box), default=None)


def overlap(true: LaidFinger, box: FingerBox) -> float:
    """Intersection over union of two turned boxes."""
    first, second = _rectangle(true), _rectangle(box)
    kind, corners = cv2.rotatedRectangleIntersection(first, second)
    shared = 0.0 if kind == cv2.INTERSECT_NONE else cv2.contourArea(cv2.convexHull(corners))
    return shared / (true.size[0] * true.size[1] + box.size[0] * box.size[1] - shared)


def _rectangle(one: LaidFinger | FingerBox) -> RotatedRect:
    return one.centre, one.size, -math.degrees(one.angle)


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The rates of some slaps, each as a fraction; None where there is nothing to count."""
    hands = [one for one in outcomes if one.open is not None]
    lacking = [one for one in hands if one.plan.laying.missing]
    whole = [one for one in outcomes if not one.plan.laying.missing]
    overlaps = np.array([value for one in outcomes for value in one.overlaps])
    leans = [value for one in outcomes for value in one.leans]
    return {
        "slaps": len(outcomes),
        "fingers": len(overlaps),
        "found_in_place": _share([value for one in outcomes for value in one.places], lambda v: v >= _FOUND),
        "found_with_position": _share(overlaps, lambda value: value >= _FOUND),
        "found_with_position_whole": _share(
            [value for one in whole for value in one.overlaps], lambda value: value >= _FOUND
        ),
        "wrong_position": _share(outcomes, _misnames),
        "iou_median": round(float(np.median(overlaps[overlaps >= _FOUND])), 3),
        "iou_p05": round(float(np.quantile(overlaps[overlaps >= _FOUND], 0.05)), 3),
        "angle_error_median": round(float(np.median(leans)), 1),
        "hand_right_whole": _share(
            [one for one in hands if not one.plan.laying.missing],
            lambda one: _hand(one.open) is _true_hand(one),
        ),
        "hand_right": _share(hands, lambda one: _hand(one.open) is _true_hand(one)),
        "hand_wrong": _share(hands, lambda one: _hand(one.open) not in {None, _true_hand(one)}),
        "wrong_hand_reported": _share(hands, lambda one: _has(one.other, WrongHand)),
        "wrong_hand_reported_whole": _share(
            [one for one in hands if not one.plan.laying.missing], lambda one: _has(one.other, WrongHand)
        ),
        "wrong_hand_false": _share(hands, lambda one: _has(one.stated, WrongHand)),
        "too_few_reported": _share(lacking, lambda one: _has(one.stated, TooFewFingers)),
        "too_few_false": _share(whole, lambda one: _has(one.stated, TooFewFingers)),
        "missing_named": _share(lacking, lambda one: set(one.stated.missing) == set(one.plan.laying.missing)),
        "missing_misnamed": _share(
            lacking,
            lambda one: bool(one.stated.missing) and set(one.stated.missing) != set(one.plan.laying.missing),
        ),
        "ms_p50": round(1000 * float(np.median([one.seconds for one in outcomes])), 1),
    }


def _misnames(outcome: Outcome) -> bool:
    """Whether a box bears the position of another finger than the one it lies on."""
    return any(
        overlap(true, box) >= _FOUND and box.position not in {true.position, FingerPosition.UNKNOWN}
        for true in outcome.truth
        for box in outcome.stated.fingers
    )


def _share(values: Iterable[Any], counts: Callable[[Any], bool]) -> float | None:
    counted = [counts(value) for value in values]
    return round(float(np.mean(counted)), 4) if counted else None


def _hand(segmented: Slap | None) -> Hand | None:
    return segmented.hand if segmented else None


def _true_hand(outcome: Outcome) -> Hand | None:
    return {Laid.RIGHT_FOUR: Hand.RIGHT, Laid.LEFT_FOUR: Hand.LEFT}.get(outcome.plan.group)


def _has(segmented: Slap | None, kind: type[SlapProblem]) -> bool:
    return segmented is not None and any(isinstance(problem, kind) for problem in segmented.problems)


def drawn(shown: SyntheticSlap, found: Slap) -> NDArray[np.uint8]:
    """The slap at 100 dpi with the true boxes in green and the found ones in red, (H, W, 3)."""
    image = cv2.cvtColor(shown.image, cv2.COLOR_GRAY2BGR)
    for true in shown.fingers:
        _draw(image, true, (0, 160, 0), shown.dpi)
    for box in found.fingers:
        _draw(image, box, (0, 0, 255), shown.dpi)
    scale = 100 / shown.dpi
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _draw(image: MatLike, one: LaidFinger | FingerBox, colour: tuple[int, int, int], dpi: int) -> None:
    """The box, and its position in its middle or, for what was found, beside it."""
    corners = np.rint(cv2.boxPoints(_rectangle(one))).astype(np.int32)
    cv2.polylines(image, [corners], True, colour, dpi // 100)
    aside = dpi // 4 if isinstance(one, FingerBox) else 0
    place = (round(one.centre[0]) - aside, round(one.centre[1]))
    cv2.putText(image, str(int(one.position)), place, cv2.FONT_HERSHEY_SIMPLEX, dpi / 250, colour, dpi // 100)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the slaps, segment them, print and write the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy.slaps")
    parser.add_argument("--slaps", type=int, default=200)
    parser.add_argument("--seed", type=int, default=950, help="the first person's seed")
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep the images with the boxes drawn")
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args(arguments)
    outcomes = []
    owner = person(given.seed)
    for plan in plans(given.slaps, given.seed):
        owner = owner if owner.seed == plan.person else person(plan.person)
        shown = made(plan, owner)
        outcomes.append(judged(plan, shown))
        if given.out:
            given.out.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(given.out / f"{plan.number:03d}.png"), drawn(shown, outcomes[-1].stated))
    result = report(outcomes, given.slaps, given.seed)
    print(json.dumps({key: result[key] for key in ("all", "by_turn")}, indent=2))
    if given.json:
        provenance.write(given.json, result)
    return 0


def report(outcomes: Sequence[Outcome], count: int, seed: int) -> dict[str, Any]:
    """The figures of all slaps, and by how far the hand is turned."""
    return {
        "benchmark": "accuracy.slaps",
        "data": "synthetic slaps alone, for want of real ones; the hand's shape is assumed on both sides",
        "plan": {"slaps": count, "seed": seed},
        "all": figures(outcomes),
        "by_turn": {
            f"{low}-{high}": figures([one for one in outcomes if low <= abs(one.plan.laying.turn) < high])
            for low, high in _BUCKETS
        },
        "by_group": {
            group.value: figures([one for one in outcomes if one.plan.group is laid])
            for laid, group in _GROUPS.items()
        },
        "provenance": provenance.provenance([], ["python", *sys.orig_argv[1:]]),
    }


if __name__ == "__main__":
    sys.exit(main())
