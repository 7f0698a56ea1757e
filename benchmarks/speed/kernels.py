"""How fast each instruction set screens and compares, one thread, in processor time."""

import time
from collections.abc import Callable, Sequence

import numpy as np

from matcher.domain import Template
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.building import build_many, place_of
from matcher.fingerprint.parameters import MATCHING
from matcher.fingerprint.screen import gallery_codes, probe_tables
from matcher.fingerprint.searchable import prepare
from matcher.kernels.cylinder_set import CylinderSet, Packed
from matcher.kernels.dispatch import NUMPY, instruction_sets, kernel, match_many
from matcher.kernels.screen import PackedCodes, ProbeTables, screen_instruction_sets, screen_many

REPEATS = 5
SCREENED = 200_000  # fingers, 51 MB: more than the caches hold
SCREENED_IN_NUMPY = 400
COMPARED_IN_NUMPY = 20


def rates(sample: Sequence[Template]) -> dict[str, dict[str, float]]:
    """Fingers a second of one core for the screen, the exact comparison and the building of cylinders.

    sample: stored fingers to make the galleries from; the first is the probe. Of several runs the best one.
    """
    minutiae = [finger_template.decode(each.payload) for each in sample]
    offsets = np.concatenate([[0], np.cumsum([len(each) for each in minutiae])]).astype(np.int64)
    place = np.concatenate([place_of(each) for each in minutiae])
    built = build_many(place, offsets)
    standing = built.minutia + np.repeat(offsets[:-1], np.diff(built.packed.offsets))
    codes = gallery_codes(built, np.concatenate([each.confidence for each in minutiae])[standing])
    probe = prepare(minutiae[0])
    tables = probe_tables(probe.cylinders, minutiae[0].confidence[probe.minutia])
    return {
        "screen_fingers_per_s": {
            name: _screen_rate(tables, codes, name) for name in screen_instruction_sets()
        },
        "compare_fingers_per_s": {
            name: _compare_rate(probe.cylinders, built.packed, name) for name in instruction_sets()
        },
        "build_fingers_per_s": {kernel(): _rate(lambda: build_many(place, offsets), len(sample))},
    }


def read_once(octets: int) -> float:
    """Seconds of one core to read so much memory from front to back."""
    memory = np.ones(max(octets // 8, 1), np.uint64)
    return min(_seconds(memory.sum) for _ in range(REPEATS))


def _screen_rate(tables: ProbeTables, codes: PackedCodes, name: str) -> float:
    some = _repeated(codes, SCREENED_IN_NUMPY if name == NUMPY else SCREENED)
    return _rate(lambda: screen_many(tables, some, name), len(some))


def _compare_rate(probe: CylinderSet, fingers: Packed, name: str) -> float:
    some = Packed.of([fingers[n] for n in range(COMPARED_IN_NUMPY if name == NUMPY else len(fingers))])
    return _rate(lambda: match_many(probe, some, MATCHING, name), len(some))


def _repeated(codes: PackedCodes, count: int) -> PackedCodes:
    """The same fingers over and over, `count` of them, each in memory of its own."""
    times = -(-count // len(codes))
    return PackedCodes.of(
        np.tile(codes.codes(), (times, 1, 1))[:count], np.tile(codes.used[: len(codes)], times)[:count]
    )


def _rate(work: Callable[[], object], fingers: int) -> float:
    work()
    return round(fingers / min(_seconds(work) for _ in range(REPEATS)))


def _seconds(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return max(time.thread_time() - start, 1e-9)
