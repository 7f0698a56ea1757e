"""Open-set error rates of fused ratios, put together from those of faces and of single fingers.

A person is a face and some fingers, one for either hand; a comparison's log10 likelihood ratio is the sum of
theirs, none below POOR_SAMPLE_FLOOR (`matcher.fusion`). Faces and fingers are those of different people, so
they are independent, and nothing is drawn: of each search

    FPIR(t) = 1 - P(no stranger reaches t)
    FNIR(t) = 1 - sum over the mate's ratio m >= t of P(m) P(no stranger reaches m)

where a stranger's face is one that the probe was really compared with, or one such as `Resampled` tells, and
their fingers are as `matcher.chance` has it. Mated ratios are rounded down, strangers' up. The mate's face
counts for nothing wherever their fingers speak against them as strongly as one sample may: fusion asks for a
clear print as well; and a stranger's face counts even then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from matcher.chance import STEP, Chance
from matcher.parameters import POOR_SAMPLE_FLOOR
from matcher.tail import NonMatedTail

_LOWEST: Final = 3 * POOR_SAMPLE_FLOOR
_FACE_STEPS: Final = 501  # from POOR_SAMPLE_FLOOR to 8: more than any single source has
_STEPS: Final = 3 * (_FACE_STEPS - 1) + 1
_SURELY: Final = 1 - 1e-15
_NEAREST: Final = 1e-6  # to the end: nobody is nearer
_GROUP: Final = 10  # steps between probes' strangers that are told apart

Doubles = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Mated:
    """Searches with a mate. faces: (m,) the mate's face ratio; group: (m,) which strangers, a row of
    `unbeaten`; weights: (m,) how often the search was drawn."""

    faces: Doubles
    group: Places
    weights: Doubles


@dataclass(frozen=True, slots=True, eq=False)
class Fingers:
    """count: how many a person. mated: P of each sum from `lowest` in STEPs; strangers: P that a
    stranger's reaches a ratio."""

    count: int
    mated: Doubles
    strangers: Chance

    @property
    def lowest(self) -> float:
        """No sum is lower."""
        return self.count * POOR_SAMPLE_FLOOR


NO_FINGER: Final = Fingers(0, np.ones(1), Chance(0.0, np.array([1.0, 0.0])))


def one_finger(mated: Sequence[ArrayLike], weights: ArrayLike, strangers: Chance) -> Fingers:
    """mated: each finger's ratios; weights: (f,) how often it was drawn."""
    spread = np.stack([_spread(each) for each in mated])
    return Fingers(1, _normed(np.asarray(weights, np.float64) @ spread), strangers)


def two_fingers(
    mated: Sequence[ArrayLike], weights: ArrayLike, sets: Sequence[str], strangers: Chance
) -> Fingers:
    """Two different fingers of one set."""
    spread, drawn = np.stack([_spread(each) for each in mated]), np.asarray(weights, np.float64)
    total = np.zeros(2 * spread.shape[1] - 1)
    for name in sorted(set(sets)):
        here = np.array([each == name for each in sets])
        together = drawn[here] @ spread[here]
        total += np.convolve(together, together)
        for count, own in zip(drawn[here], spread[here], strict=True):
            total -= count**2 * np.convolve(own, own)
    return Fingers(2, _normed(np.clip(total, 0.0, None)), strangers)


class Measured:
    """Strangers' faces as each probe was compared with them. ratios: (n, g); whose: (n,) their own column;
    weights: (g,) how often each of the others is there."""

    def __init__(self, ratios: Doubles, whose: Places, weights: Places) -> None:
        probes = np.arange(len(whose))
        often = np.broadcast_to(weights.astype(np.float64), ratios.shape).copy()
        often[probes, whose] = 0.0
        places = _steps(ratios, up=True) + _FACE_STEPS * probes[:, np.newaxis]
        counted = np.bincount(places.ravel(), often.ravel(), len(probes) * _FACE_STEPS)
        self._faces = counted.reshape(len(probes), -1).astype(np.float32)
        self.group = probes

    def unbeaten(self, fingers: Fingers) -> Doubles:
        """(n, steps): P that none of the others reaches each step."""
        survive = np.log1p(-np.minimum(_reached(fingers), _SURELY)).astype(np.float32)
        return np.exp((self._faces @ survive).astype(np.float64))


class Faceless:
    """Nobody has a face: its ratio is 0 for everybody."""

    def __init__(self, probes: int, population: int) -> None:
        self.group, self._population = np.zeros(probes, np.int64), population

    def unbeaten(self, fingers: Fingers) -> Doubles:
        """(1, steps): P that none of the population reaches each step."""
        nothing = round(-POOR_SAMPLE_FLOOR / STEP)
        reached = np.minimum(_reached(fingers)[nothing], _SURELY)
        return np.asarray(np.exp(self._population * np.log1p(-reached))[np.newaxis])


def nearer(ratios: ArrayLike, place: ArrayLike, end: float) -> Doubles:
    """How much nearer than `place` ratios are to the end of all, about 0 in the ratios' own unit.

    The logarithm of what is left to a cosine of 1: there strangers' excess is exponential (`matcher.tail`).
    """
    left = [np.maximum(end - np.asarray(each, np.float64), _NEAREST) for each in (place, ratios)]
    return np.asarray(end * np.log(left[0] / left[1]))


class Resampled:
    """Strangers' faces beyond those that there are: about each probe's own place, spread as about all.

    places: (n,) of each probe the ratio that its strangers' are counted from; end: the ratio that no score
    exceeds; tail: how often a comparison lies so much nearer to it (`nearer`). Probes whose places are near
    to one another share the strangers of the highest.
    """

    def __init__(self, places: Doubles, tail: NonMatedTail, population: int, end: float) -> None:
        steps = np.ceil(places / STEP / _GROUP).astype(np.int64)
        shared, self.group = np.unique(steps, return_inverse=True)
        self._places, self._tail, self._population = shared * STEP * _GROUP, tail, population
        self._end = end

    def unbeaten(self, fingers: Fingers) -> Doubles:
        """(groups, steps): P that none of the population reaches each step."""
        ratios = POOR_SAMPLE_FLOOR + STEP * np.arange(_FACE_STEPS)
        reached = np.array(
            [
                [10.0 ** self._tail.log10_rate(each) for each in nearer(ratios, place, self._end).tolist()]
                for place in self._places
            ]
        )
        reached[:, 0] = 1.0
        faces = reached - np.append(reached[:, 1:], np.zeros((len(reached), 1)), axis=1)
        faces = np.append(np.zeros((len(faces), 1)), faces[:, :-1], axis=1)  # between two: on the higher
        faces[:, -1] += reached[:, -1]
        sums = np.clip(faces @ _reached(fingers), 0.0, _SURELY)
        return np.asarray(np.exp(self._population * np.log1p(-sums)))


def fpir(unbeaten: Doubles, group: Places, weights: Doubles) -> Doubles:
    """(steps,): the share of the searches in which a stranger reaches each step."""
    shares = np.bincount(group, weights, len(unbeaten)) / weights.sum()
    return np.asarray(1.0 - shares @ unbeaten)


def fnir(unbeaten: Doubles, mated: Mated, fingers: Fingers, threshold: int) -> float:
    """The share of the searches, by weight, whose mate is not first at this step or higher."""
    own, sums = _steps(mated.faces, up=False), np.arange(len(fingers.mated))
    alone = sums + round((fingers.lowest - _LOWEST) / STEP)
    reached = own[:, np.newaxis] + alone + round(POOR_SAMPLE_FLOOR / STEP)
    if fingers.count:
        against = fingers.lowest + STEP * sums <= POOR_SAMPLE_FLOOR + STEP / 2
        reached = np.where((mated.faces > 0)[:, np.newaxis] & against, alone, reached)
    first = np.take_along_axis(unbeaten[mated.group], reached, axis=1) * (reached >= threshold)
    return float(1.0 - mated.weights @ (first @ fingers.mated) / mated.weights.sum())


def step_of(ratio: float) -> int:
    """The first step that is no lower."""
    return int(np.ceil((ratio - _LOWEST) / STEP - 1e-6))


def ratio_of(step: int) -> float:
    """The ratio that a step stands for."""
    return round(_LOWEST + step * STEP, 2)


def _reached(fingers: Fingers) -> Doubles:
    """(face steps, steps): P that fingers bring a stranger of that face to each step."""
    strangers = fingers.strangers
    needed = np.arange(-_FACE_STEPS + 1, _STEPS) + round(
        (_LOWEST - POOR_SAMPLE_FLOOR - strangers.lowest) / STEP
    )
    last = len(strangers.reached) - 1
    reached = np.where(needed <= 0, 1.0, strangers.reached[np.clip(needed, 0, last)])
    return np.asarray(sliding_window_view(np.where(needed > last, 0.0, reached), _STEPS)[::-1])


def _steps(ratios: ArrayLike, *, up: bool) -> Places:
    """Ratios from POOR_SAMPLE_FLOOR on, as steps."""
    steps = (np.asarray(ratios, np.float64) - POOR_SAMPLE_FLOOR) / STEP
    whole = np.ceil(steps - 1e-6) if up else np.floor(steps + 1e-6)
    return np.clip(whole, 0, _FACE_STEPS - 1).astype(np.int64)


def _spread(ratios: ArrayLike) -> Doubles:
    """P of each step of one finger's mated ratios."""
    steps = _steps(ratios, up=False)
    return np.bincount(steps, minlength=_FACE_STEPS) / len(steps)


def _normed(mass: Doubles) -> Doubles:
    return np.asarray(mass / mass.sum())
