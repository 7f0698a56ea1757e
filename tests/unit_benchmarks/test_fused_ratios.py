"""Error rates of fused ratios against searches that were really drawn and fused by the product."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
import pytest
from numpy.typing import NDArray

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
from matcher.calibration import Calibration
from matcher.chance import Source, chance_under
from matcher.domain import Evidence, FingerPosition, Modality
from matcher.fusion import fuse
from matcher.parameters import POOR_SAMPLE_FLOOR
from matcher.tail import NonMatedTail

Doubles = NDArray[np.float64]

PERSONS, SEARCHES = 25, 6000
POSITIONS = (FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX)
TAIL = NonMatedTail((-2.5, -1.0, 0.5), (0.0, -0.6, -2.0), 1.2, 10**6)
FINGER = Calibration(Modality.FINGER, "x-1", 1.0, 0.0, 5.0, TAIL)


@dataclass(frozen=True)
class World:
    """faces: (probes, persons) ratios, probe n of person n; mated: each finger's."""

    faces: Doubles
    mated: list[Doubles]

    def fingers(self, count: int) -> Fingers:
        strangers = chance_under(
            [Source(Modality.FINGER, hand, 1) for hand in range(1, 1 + count)], lambda _: FINGER
        )
        weights = np.ones(len(self.mated), np.int64)
        if count == 1:
            return one_finger(self.mated, weights, strangers)
        return two_fingers(self.mated, weights, ["s"] * len(self.mated), strangers)


def a_world() -> World:
    rng = np.random.default_rng(1)
    faces = np.clip(rng.normal(-1.5, 1.0, (PERSONS, PERSONS)), -3, 6)
    np.fill_diagonal(faces, np.clip(rng.normal(2.0, 1.5, PERSONS), -3, 6))
    return World(faces, [np.clip(rng.normal(2.0, 1.6, 14), -3, 5) for _ in range(5)])


def strangers_finger(rng: np.random.Generator) -> float:
    """One non-mated ratio, by the tail."""
    u = np.log10(rng.random())
    at = np.arange(-2.5, FINGER.cap, 0.01)
    rates = np.array([TAIL.log10_rate(float(x)) for x in at])
    return float(at[np.flatnonzero(rates >= u)[-1]])


def fused(face: float | None, fingers: list[float]) -> float:
    evidence = [] if face is None else [Evidence(Modality.FACE, FingerPosition.UNKNOWN, 0, 0, face)]
    evidence += [
        Evidence(Modality.FINGER, position, 1 + n, n, llr, clear=True)
        for n, (position, llr) in enumerate(zip(POSITIONS, fingers, strict=False))
    ]
    return fuse(UUID(int=1), evidence).llr


def drawn(world: World, count: int) -> tuple[Doubles, Doubles]:
    """(searches,) the mate's fused ratio and the best of the strangers'."""
    rng = np.random.default_rng(2)
    at = np.arange(-2.5, FINGER.cap, 0.01)
    rates = np.array([TAIL.log10_rate(float(x)) for x in at])
    mates, best = np.empty(SEARCHES // 10), np.empty(SEARCHES // 10)
    for search in range(len(mates)):
        probe = search % PERSONS
        which = rng.choice(len(world.mated), count, replace=False)
        mates[search] = fused(world.faces[probe, probe], [float(rng.choice(world.mated[f])) for f in which])
        places = np.searchsorted(-rates, -np.log10(rng.random((PERSONS, count))), side="right") - 1
        best[search] = max(
            fused(world.faces[probe, person], at[np.maximum(places[person], 0)].tolist())
            for person in range(PERSONS)
            if person != probe
        )
    return mates, best


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("threshold", [1.0, 3.0])
def test_the_rates_are_those_of_drawn_and_fused_searches(count: int, threshold: float) -> None:
    world = a_world()
    everybody = np.arange(PERSONS)
    strangers = Measured(world.faces, everybody, np.ones(PERSONS, np.int64))
    unbeaten = strangers.unbeaten(world.fingers(count))
    mates, best = drawn(world, count)
    weights = np.ones(PERSONS)
    told = fpir(unbeaten, strangers.group, weights)[step_of(threshold)]
    assert told == pytest.approx(np.mean(best >= threshold), abs=0.05)
    mated = Mated(np.diagonal(world.faces).copy(), strangers.group, weights)
    missed = np.mean((mates < threshold) | (best >= mates))
    assert fnir(unbeaten, mated, world.fingers(count), step_of(threshold)) == pytest.approx(missed, abs=0.05)


def test_without_fingers_the_faces_decide_alone() -> None:
    faces = np.array([[3.0, 1.0, -5.0], [2.5, 2.0, 0.0], [0.0, 0.0, 4.0]])
    strangers = Measured(faces, np.arange(3), np.ones(3, np.int64))
    unbeaten, weights = strangers.unbeaten(NO_FINGER), np.ones(3)
    alarms = fpir(unbeaten, strangers.group, weights)
    assert [alarms[step_of(at)] for at in (0.0, 1.0, 2.5, 2.52)] == pytest.approx([1, 2 / 3, 1 / 3, 0])
    mated = Mated(np.diagonal(faces).copy(), strangers.group, weights)
    assert fnir(unbeaten, mated, NO_FINGER, step_of(0.0)) == pytest.approx(1 / 3)  # the second is beaten
    assert fnir(unbeaten, mated, NO_FINGER, step_of(3.5)) == pytest.approx(2 / 3)


def test_who_is_drawn_twice_is_there_twice_and_who_is_not_is_not_there() -> None:
    faces = np.array([[3.0, 1.0], [2.0, 5.0]])
    gone = Measured(faces, np.arange(2), np.array([0, 2]))
    alarms = fpir(gone.unbeaten(NO_FINGER), gone.group, np.array([1.0, 1.0]))
    assert alarms[step_of(2.0)] == pytest.approx(0.0)
    assert alarms[step_of(1.0)] == pytest.approx(0.5)


def test_a_crowd_of_faceless_persons_is_beaten_as_their_number_tells() -> None:
    fingers = a_world().fingers(2)
    alone, many = (Faceless(4, n).unbeaten(fingers) for n in (1, 1000))
    assert many.shape == alone.shape
    assert many == pytest.approx(alone**1000)


def test_resampled_strangers_come_as_often_as_their_tail_says() -> None:
    tail = NonMatedTail((0.0, 1.0), (0.0, -1.0), 1.0, 10**9)
    resampled = Resampled(np.array([0.0, 1.0]), tail, 100, 1e9)
    alarms = 1 - resampled.unbeaten(NO_FINGER)[resampled.group]
    step = step_of(3.0)
    assert alarms[0, step] == pytest.approx(1 - (1 - 1e-3) ** 100, rel=0.06)
    assert alarms[1, step] == pytest.approx(1 - (1 - 1e-2) ** 100, rel=0.06)
    assert (alarms[:, step] >= [1 - (1 - 1e-3) ** 100, 1 - (1 - 1e-2) ** 100]).all()


def test_resampled_strangers_thin_out_towards_the_end_of_all_ratios() -> None:
    """From 0 a ratio of 3 is 2.5 times nearer to the end at 5, a ratio of 5 there."""
    tail = NonMatedTail((0.0, 1.0), (0.0, -1.0), 1.0, 10**9)
    assert nearer([0.0, 3.0], 0.0, 5.0) == pytest.approx([0.0, 5 * np.log(2.5)])
    assert np.isfinite(nearer(6.0, 0.0, 5.0))
    resampled = Resampled(np.array([0.0]), tail, 10_000, 5.0)
    alarms = 1 - resampled.unbeaten(NO_FINGER)[0]
    assert alarms[step_of(3.0)] == pytest.approx(1 - (1 - 2.5**-11.513) ** 10_000, rel=0.13)
    assert alarms[step_of(5.5)] < 1e-5


def test_the_mates_face_does_not_help_where_their_fingers_are_clearly_another_s() -> None:
    fingers = one_finger(
        [[POOR_SAMPLE_FLOOR]], [1], chance_under([Source(Modality.FINGER, 1, 1)], lambda _: FINGER)
    )
    nobody = Faceless(1, 1)
    mated = Mated(np.array([6.0]), nobody.group, np.ones(1))
    assert fnir(nobody.unbeaten(fingers), mated, fingers, step_of(-1.0)) == pytest.approx(1.0)
    assert fused(6.0, [POOR_SAMPLE_FLOOR]) == POOR_SAMPLE_FLOOR


def test_steps_are_rounded_against_us() -> None:
    assert ratio_of(step_of(1.0)) == 1.0
    assert ratio_of(step_of(1.001)) == 1.02
