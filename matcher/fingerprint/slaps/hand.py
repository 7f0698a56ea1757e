"""Which finger is which: the hand whose fingertips, widths and directions fit what was found best.

A reading says: these columns are these fingers of this hand, which points in this direction. Its cost is
minus twice its log probability under independent normal spreads (up to a constant), with the hand's place
free and its size nearly so; the cheapest reading wins, and the margin to the next tells how sure that is.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matcher.domain import FingerPosition
from matcher.fingerprint.slaps import parameters as p
from matcher.fingerprint.slaps.parts import Column, Part, columns
from matcher.fingerprint.slaps.shape import HandModel

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """cost: lower is likelier. fingers: which of the model's, one for each of the columns."""

    cost: float
    turn: float
    model: HandModel
    columns: tuple[Column, ...]
    fingers: tuple[int, ...]

    @property
    def positions(self) -> tuple[FingerPosition, ...]:
        """The fingers found, from left to right."""
        return tuple(self.model.positions[finger] for finger in self.fingers)


@dataclass(frozen=True, slots=True, eq=False)
class _Sets:
    """Every set of `count` fingers of every hand.

    shape: (n, count, 3), place in mm and logarithm of the width; leans: (n, count) radians; missing: (n,)
    fingers of the hand that are not in the set; places' weights as the models have them.
    """

    names: tuple[tuple[HandModel, tuple[int, ...]], ...]
    shape: Floats
    leans: Floats
    missing: Floats
    weight: Floats
    scale_weight: float


def readings(parts: list[Part], models: Sequence[HandModel]) -> list[Reading]:
    """The best reading for each set of fingers of each hand, the likeliest first; none without parts.

    The models differ in hand and fingers alone, not in their spreads.
    """
    most = max(len(model.positions) for model in models)
    if not parts or most == 0:
        return []
    sets = [_sets(models, count) for count in range(1, most + 1)]
    steps = round(p.LARGEST_TURN / p.TURN_STEP)
    found = _best(_at((math.radians(step * p.TURN_STEP) for step in range(-steps, steps + 1)), parts, sets))
    finer = [found[0].turn + math.radians(p.TURN_STEP) * part for part in (-2 / 3, -1 / 3, 1 / 3, 2 / 3)]
    return _best([*found, *_at(finer, parts, sets)])


def _sets(models: Sequence[HandModel], count: int) -> _Sets:
    names = [
        (model, fingers) for model in models for fingers in combinations(range(len(model.positions)), count)
    ]
    chosen = [(model, list(fingers)) for model, fingers in names]
    return _Sets(
        names=tuple(names),
        shape=np.array([np.column_stack([m.places[f], m.widths[f]]) for m, f in chosen]),
        leans=np.array([m.leans[f] for m, f in chosen]),
        missing=np.array([len(m.positions) - count for m, _ in chosen], np.float64),
        weight=np.array([p.ACROSS_SPREAD, models[0].along_spread, p.WIDTH_SPREAD]) ** -2.0,
        scale_weight=models[0].scale_spread ** -2.0,
    )


def _best(found: Iterable[Reading]) -> list[Reading]:
    """One for each hand and set of fingers, the cheapest first."""
    best: dict[tuple[int, tuple[int, ...]], Reading] = {}
    for reading in found:
        key = (id(reading.model), reading.fingers)
        if key not in best or reading.cost < best[key].cost:
            best[key] = reading
    return sorted(best.values(), key=lambda reading: reading.cost)


def _at(turns: Iterable[float], parts: list[Part], sets: list[_Sets]) -> Iterator[Reading]:
    """For each direction and set of fingers the best choice of columns."""
    for turn in turns:
        found = columns(parts, turn)
        widest = sorted(found, key=lambda column: -column.parts[0].moments[0])[: p.MOST_TIPS]
        seen = [column for column in found if column in widest]
        for fingers in sets[: len(seen)]:
            yield from _choices(seen, len(found), fingers, turn)


def _choices(seen: list[Column], found: int, sets: _Sets, turn: float) -> Iterator[Reading]:
    count = sets.leans.shape[1]
    chosen = _subsets(len(seen), count)
    ends = np.array([(column.across, column.along, math.log(column.width)) for column in seen])[chosen]
    axes = np.array([(column.axis - turn, _says(column)) for column in seen])[chosen]
    costs = _misfit(ends[:, None], sets) + _misdirection(axes[:, None], sets.leans)
    costs += p.COST_OF_MISSING * sets.missing + p.COST_OF_DIRT * (found - count)
    costs += (turn / math.radians(p.TURN_SPREAD)) ** 2
    for index, row in enumerate(np.argmin(costs, axis=0)):
        model, fingers = sets.names[index]
        tips = tuple(seen[column] for column in chosen[row])
        yield Reading(float(costs[row, index]), turn, model, tips, fingers)


def _misfit(ends: Floats, sets: _Sets) -> Floats:
    """(choices, sets): how badly the columns' ends and widths, (choices, 1, count, 3), fit the fingers'.

    The hand's place is free; its size is fitted, with a normal spread around the usual one.
    """
    found = ends - ends.mean(axis=2, keepdims=True)
    known = (sets.shape - sets.shape.mean(axis=1, keepdims=True))[None]
    places, shape, weight = found[..., :2], known[..., :2], sets.weight[:2]
    agreement = (weight * places * shape).sum(axis=(2, 3))
    scale = (sets.scale_weight + agreement) / (sets.scale_weight + (weight * shape**2).sum(axis=(2, 3)))
    cost = (weight * (places - scale[..., None, None] * shape) ** 2).sum(axis=(2, 3))
    cost += sets.scale_weight * (scale - 1.0) ** 2
    return np.asarray(cost + sets.weight[2] * ((found - known)[..., 2] ** 2).sum(axis=2))


def _misdirection(axes: Floats, leans: Floats) -> Floats:
    """(choices, sets): how far the columns' axes, (choices, 1, count, 2), lie from the fingers' leans."""
    return np.asarray((axes[..., 1] * (1.0 - np.cos(2.0 * (axes[..., 0] - leans)))).sum(axis=2))


def _says(column: Column) -> float:
    """How much a column's axis tells of its direction."""
    return 2.0 * p.AXIS_WEIGHT * max(column.elongation - p.ROUND_ENOUGH, 0.0)


@cache
def _subsets(size: int, count: int) -> Indices:
    return np.array(list(combinations(range(size), count)), np.intp)
