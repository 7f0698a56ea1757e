"""The shipped calibration on prints it was not fitted on: it belongs to the score that is computed."""

import itertools

import pytest

from device_drivers.fingerprint.synthetic import NORMAL, finger
from matcher import calibration
from matcher.domain import Modality
from matcher.fingerprint.compare import compare
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.fingerprint.parameters import EXTRACTOR
from matcher.fingerprint.searchable import SearchableFinger, prepare

FINGERS = 5


@pytest.fixture(scope="module")
def prints() -> dict[tuple[int, int], SearchableFinger]:
    extractor = MinutiaeExtractor()
    grown = {seed: finger(9_000 + seed, 2) for seed in range(FINGERS)}
    return {
        (seed, number): prepare(extractor.extract(master.impression(number, NORMAL).image, 500.0))
        for seed, master in grown.items()
        for number in range(2)
    }


def test_mated_pairs_speak_for_and_others_against(prints: dict[tuple[int, int], SearchableFinger]) -> None:
    shipped = calibration.load(Modality.FINGER)
    mated, other = list[float](), list[float]()
    for (first, ours), (second, theirs) in itertools.combinations(prints.items(), 2):
        (mated if first[0] == second[0] else other).append(shipped.llr(compare(ours, theirs)))
    assert shipped.extractor == EXTRACTOR
    assert min(mated) > 2.0
    assert max(other) < 1.0
