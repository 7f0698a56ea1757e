"""What it would take to be wrong: chances against simulation, whole and fused."""

import math
from collections.abc import Iterator
from uuid import UUID

import numpy as np
import pytest

from matcher import calibration
from matcher.calibration import Calibration
from matcher.chance import STEP, Source, chance, of_evidence, of_probe
from matcher.domain import Evidence, FingerPosition, Modality, Template
from matcher.face.parameters import EXTRACTOR
from matcher.fusion import fuse
from matcher.parameters import POOR_SAMPLE_FLOOR
from matcher.tail import NonMatedTail

FINGER, FACE = Modality.FINGER, Modality.FACE
SLOPE, LEAST = 1.5, -2.5


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Strangers' ratios start at LEAST and fall off by SLOPE orders of magnitude a unit."""
    tail = NonMatedTail((LEAST, 3.5), (0.0, -6.0 * SLOPE), SLOPE, 10**9)

    def load(modality: Modality, extractor: str | None = None) -> Calibration:
        return Calibration(modality, "x-1", 1.0, 0.0, 5.0, tail)

    monkeypatch.setattr(calibration, "load", load)
    chance.cache_clear()
    yield
    chance.cache_clear()


def drawn(rng: np.random.Generator, *shape: int) -> np.ndarray:
    ratios = LEAST + rng.exponential(math.log10(math.e) / SLOPE, shape)
    return np.clip(ratios, POOR_SAMPLE_FLOOR, 5.0)


def test_one_comparison_is_the_tail_itself() -> None:
    """Between the steps of sums too: a rate that is too high by one of them is a tenth too high."""
    one = chance((Source(FINGER, 1, 1),))
    for llr in (-1.0, 0.0, 0.013, 0.5, 3.497):
        assert math.log10(one.fmr(llr)) == pytest.approx(-SLOPE * (llr - LEAST), abs=1e-9)
    assert one.fmr(-2.0) == 1.0
    assert one.fmr(5.0) > 0.0
    assert one.fmr(5.1) == 0.0


def test_sums_of_several_sources_as_simulated() -> None:
    rng = np.random.default_rng(3)
    sums = drawn(rng, 400_000, 3).sum(axis=1)
    three = chance((Source(FACE, 0, 1), Source(FINGER, 1, 1), Source(FINGER, 2, 1)), EXTRACTOR)
    for llr in (-5.5, -4.5, -3.5):
        measured = float(np.mean(sums >= llr))
        assert 0.97 * measured <= three.fmr(llr) <= 1.25 * measured


def test_a_hands_fingers_are_put_together_as_fusion_does() -> None:
    """Positive ratios add, of the negative ones the lowest counts."""
    rng = np.random.default_rng(6)
    ratios = drawn(rng, 400_000, 4)
    fused = np.maximum(ratios, 0.0).sum(axis=1) + np.minimum(ratios.min(axis=1), 0.0)
    four = chance((Source(FINGER, 2, 1),) * 4)
    for llr in (-1.9, -1.7, -1.5):
        measured, four_steps_lower = (float(np.mean(fused >= at)) for at in (llr, llr - 4 * STEP))
        assert 0.97 * measured <= four.fmr(llr) <= 1.1 * four_steps_lower
    positions = [FingerPosition.LEFT_INDEX, FingerPosition.LEFT_RING, FingerPosition.LEFT_LITTLE]
    evidence = [
        Evidence(FINGER, position, n, n, llr)
        for n, (position, llr) in enumerate(zip(positions, (1.5, -2.0, -0.5), strict=True))
    ]
    assert fuse(UUID(int=1), evidence).llr == pytest.approx(-0.5)


def test_the_best_of_several_comparisons_is_likelier() -> None:
    rng = np.random.default_rng(4)
    best = drawn(rng, 200_000, 5).max(axis=1)
    five = chance((Source(FACE, 0, 5),), EXTRACTOR)
    for llr in (-1.0, -0.5):
        measured = float(np.mean(best >= llr))
        assert 0.97 * measured <= five.fmr(llr) <= 1.25 * measured


def test_a_whole_gallery() -> None:
    one = chance((Source(FINGER, 1, 1),))
    assert one.fpir(0.0, 1) == pytest.approx(one.fmr(0.0))
    assert one.fpir(0.0, 10**6) == pytest.approx(1 - (1 - one.fmr(0.0)) ** 10**6)
    assert one.fpir(-2.0, 10) == pytest.approx(1.0)
    assert one.fpir(1.0, 0) == 0.0


@pytest.mark.parametrize("rate", [0.5, 0.01, 1e-4, 1e-9])
@pytest.mark.parametrize("population", [1, 1000, 10**6])
@pytest.mark.parametrize(("fingers", "step"), [(1, 0.01), (2, STEP)])
def test_thresholds_are_the_lowest_that_keep_the_rate(
    rate: float, population: int, fingers: int, step: float
) -> None:
    some = chance(tuple(Source(FINGER, hand, 1) for hand in range(1, 1 + fingers)))
    threshold = some.threshold_for_fpir(rate, population)
    assert some.fpir(threshold, population) <= rate * 1.001
    assert some.fpir(threshold - step, population) > rate


def test_a_rate_that_strangers_always_exceed_has_no_threshold_that_can_be_reached() -> None:
    assert chance((Source(FACE, 0, 10**9),), EXTRACTOR).threshold_for_fpir(1e-6, 10**6) > 5.0


@pytest.mark.parametrize("fingers", [1, 2])
def test_what_no_samples_can_reach_is_told(fingers: int) -> None:
    """Beyond the calibrations' caps there is no ratio: a rate that asks for one finds nobody."""
    some = chance(tuple(Source(FINGER, hand, 1) for hand in range(1, 1 + fingers)))
    assert some.reachable(some.threshold(1e-9))
    assert not some.reachable(some.threshold(1e-40))


def test_nothing_compared_has_no_chance() -> None:
    with pytest.raises(ValueError, match="nothing"):
        chance(())


def test_what_was_compared_is_told_from_the_evidence() -> None:
    index, unknown = FingerPosition.RIGHT_INDEX, FingerPosition.UNKNOWN
    evidence = [
        Evidence(FINGER, index, 0, 0, 1.0),
        Evidence(FINGER, index, 1, 0, 1.0),
        Evidence(FINGER, unknown, 2, 0, 1.0),
        Evidence(FINGER, unknown, 2, 1, 1.0),
        Evidence(FINGER, unknown, 3, 0, 1.0),
        Evidence(FACE, unknown, 4, 2, 1.0),
        Evidence(FACE, unknown, 5, 2, 1.0),
    ]
    assert of_evidence(evidence) == (
        Source(FACE, 0, 2),
        Source(FINGER, 0, 1),
        Source(FINGER, 0, 2),
        Source(FINGER, 1, 2),
    )
    assert of_probe([Template(FINGER, "x-1", b"", index), Template(FACE, "x-1", b"")]) == (
        Source(FACE, 0, 1),
        Source(FINGER, 1, 1),
    )
