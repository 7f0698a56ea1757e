"""The screen: every instruction set equals NumPy bit for bit, and mates score above strangers."""

import numpy as np
import pytest

from device_drivers.fingerprint.synthetic import NORMAL, finger
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.screen import gallery_codes, probe_tables
from matcher.fingerprint.searchable import prepare
from matcher.kernels.building import Built
from matcher.kernels.cylinder_set import Packed
from matcher.kernels.dispatch import NUMPY
from matcher.kernels.screen import PackedCodes, ProbeTables, screen_instruction_sets, screen_many

IN_C = [name for name in screen_instruction_sets() if name != NUMPY]
FINGERS = 6


@pytest.mark.parametrize("instruction_set", IN_C)
@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 700])
@pytest.mark.parametrize("probes", [0, 1, 24, 255])
def test_equals_its_twin(instruction_set: str, count: int, probes: int) -> None:
    rng = np.random.default_rng(count * 1000 + probes)
    codes = rng.integers(0, 256, (count, 16, 16), dtype=np.uint8)
    gallery = PackedCodes.of(codes, rng.integers(0, 17, count, dtype=np.uint8))
    cost = rng.integers(0, 12, (probes, 32, 16), dtype=np.uint8)
    tables = ProbeTables(cost, rng.integers(0, 256, probes, dtype=np.uint8))
    expected = screen_many(tables, gallery, NUMPY)
    assert screen_many(tables, gallery, instruction_set).tolist() == expected.tolist()
    assert gallery.codes().tolist() == codes.tolist()


@pytest.mark.parametrize("instruction_set", IN_C)
def test_sums_beyond_one_octet_are_not_wrapped(instruction_set: str) -> None:
    gallery = PackedCodes.of(np.zeros((4, 16, 16), np.uint8), np.full(4, 16, np.uint8))
    free = ProbeTables(np.zeros((1, 32, 16), np.uint8), np.array([255], np.uint8))
    dear = ProbeTables(np.full((1, 32, 16), 255, np.uint8), np.array([255], np.uint8))
    assert screen_many(free, gallery, instruction_set).tolist() == [16 * 255] * 4
    assert screen_many(dear, gallery, instruction_set).tolist() == [0] * 4


@pytest.fixture(scope="module")
def prints() -> list[tuple[Minutiae, Minutiae]]:
    extractor = MinutiaeExtractor()
    masters = [finger(8_000 + seed, 2) for seed in range(FINGERS)]
    return [
        (
            extractor.extract(m.impression(0, NORMAL).image, 500),
            extractor.extract(m.impression(1, NORMAL).image, 500),
        )
        for m in masters
    ]


@pytest.mark.parametrize("any_direction", [False, True])
def test_mates_score_above_strangers(prints: list[tuple[Minutiae, Minutiae]], any_direction: bool) -> None:
    enrolled = [prepare(first) for first, _ in prints]
    packed = Packed.of([each.cylinders for each in enrolled])
    minutia = np.concatenate([each.minutia for each in enrolled])
    confidence = np.concatenate([each.minutiae.confidence[each.minutia] for each in enrolled])
    codes = gallery_codes(Built(packed=packed, minutia=minutia), confidence)
    for row, (_, later) in enumerate(prints):
        probe = prepare(later)
        tables = probe_tables(
            probe.cylinders, probe.minutiae.confidence[probe.minutia], any_direction=any_direction
        )
        scores = screen_many(tables, codes).astype(int)
        assert int(scores.argmax()) == row
        assert scores[row] > 2 * np.delete(scores, row).max()
