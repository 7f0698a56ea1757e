"""Whether every kernel here says what its NumPy twin says, on random pairs of fingers.

    python -m benchmarks.accuracy.kernel_equality [--pairs 10000] --json FILE

Half of the pairs are two impressions of one finger, half are of two fingers. For each instruction set of
this machine: scores against the twin's, and against plain C's to the last bit; the screen's scores of all
fingers for a few probes, and all cylinders, bit for bit.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy import provenance
from benchmarks.speed.crowd import fingers, impressions
from matcher.fingerprint.building import build_many, builder, place_of
from matcher.fingerprint.cylinders import cylinders
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.parameters import MATCHING
from matcher.fingerprint.screen import gallery_codes, probe_tables
from matcher.kernels.building import Built
from matcher.kernels.cylinder_set import Packed
from matcher.kernels.dispatch import NUMPY, instruction_sets, match_many
from matcher.kernels.screen import screen_instruction_sets, screen_many

AT_ONCE = 100  # fingers
SCREENED_BY = 4  # probes of each batch


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Some fingers, two impressions each: minutiae and what was built from them, all first ones first."""

    minutiae: list[Minutiae]
    built: Built


def batches(pairs: int, seed: int) -> Iterator[Batch]:
    """As many fingers as make half of the pairs mated ones."""
    for first in range(0, pairs // 2, AT_ONCE):
        crowd = fingers(seed, first, min(AT_ONCE, pairs // 2 - first))
        minutiae = impressions(crowd, seed, first, 0) + impressions(crowd, seed, first, 1)
        offsets = np.cumsum([0, *(len(each) for each in minutiae)]).astype(np.int64)
        yield Batch(minutiae, build_many(np.concatenate([place_of(each) for each in minutiae]), offsets))


def scores(batch: Batch, instruction_set: str) -> NDArray[np.float32]:
    """(2 n,): each finger's first impression against its second, then against the next finger's second."""
    packed, n = batch.built.packed, len(batch.minutiae) // 2
    found = np.empty((n, 2), np.float32)
    for finger in range(n):
        others = Packed.of([packed[n + finger], packed[n + (finger + 1) % n]])
        found[finger] = match_many(packed[finger], others, MATCHING, instruction_set)
    return found.T.ravel()


def screened(batch: Batch, instruction_set: str) -> NDArray[np.uint16]:
    """The screen's scores of all of the batch, by the first few probes."""
    built, packed = batch.built, batch.built.packed
    sure = [each.confidence[built.minutia[start:end]] for each, (start, end) in _each(batch)]
    codes = gallery_codes(built, np.concatenate(sure))
    tables = [probe_tables(packed[probe], sure[probe]) for probe in range(min(SCREENED_BY, len(sure)))]
    return np.concatenate([screen_many(each, codes, instruction_set) for each in tables])


def wrong_cylinders(batch: Batch) -> int:
    """Fingers whose cylinders are not NumPy's to the last bit."""
    everyone, wrong = batch.built.packed.cylinders, 0
    for minutiae, (start, end) in _each(batch):
        expected = cylinders(minutiae)
        wrong += not (
            np.array_equal(everyone.bits[start:end], expected.bits)
            and np.array_equal(everyone.known[start:end], expected.known)
            and np.array_equal(batch.built.minutia[start:end], expected.minutia)
        )
    return wrong


def _each(batch: Batch) -> Iterator[tuple[Minutiae, tuple[int, int]]]:
    bounds = pairwise(batch.built.packed.offsets.tolist())
    yield from zip(batch.minutiae, bounds, strict=True)


def equality(pairs: int, seed: int) -> dict[str, Any]:
    """What differs, by kernel; with it how many were compared and what they scored."""
    by_twin: list[NDArray[np.float32]] = []
    worst = dict.fromkeys((name for name in instruction_sets() if name != NUMPY), 0.0)
    unlike = dict.fromkeys(worst, 0)
    screen_wrong = dict.fromkeys((name for name in screen_instruction_sets() if name != NUMPY), 0)
    screen_scores = fingers_built = built_wrong = 0
    for batch in batches(pairs, seed):
        by_twin.append(scores(batch, NUMPY))
        in_c = {name: scores(batch, name) for name in worst}
        for name, found in in_c.items():
            worst[name] = max(worst[name], float(np.abs(found - by_twin[-1]).max()))
            unlike[name] += int(np.count_nonzero(found != in_c["plain"]))
        expected = screened(batch, NUMPY)
        screen_scores += len(expected)
        for name in screen_wrong:
            screen_wrong[name] += int(np.count_nonzero(screened(batch, name) != expected))
        fingers_built += len(batch.minutiae)
        built_wrong += wrong_cylinders(batch)
    mated, non_mated = np.concatenate([each.reshape(2, -1) for each in by_twin], axis=1)
    return {
        "compared": {
            "pairs": len(mated) + len(non_mated),
            "median_score_mated": round(float(np.median(mated)), 4),
            "median_score_non_mated": round(float(np.median(non_mated)), 4),
            "largest_difference_from_the_twin": worst,
            "pairs_unlike_plain_c_in_the_last_bit": unlike,
        },
        "screened": {"scores": screen_scores, "unlike_the_twin": screen_wrong},
        "built": {"fingers": fingers_built, "by": builder(), "unlike_the_twin": built_wrong},
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Compare, write the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy.kernel_equality")
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    command = [
        *("python", "-m", "benchmarks.accuracy.kernel_equality", "--pairs", str(chosen.pairs)),
        *("--seed", str(chosen.seed)),
    ]
    result = {
        "benchmark": "accuracy.kernel_equality",
        **provenance.provenance([], command),
        **equality(chosen.pairs, chosen.seed),
    }
    provenance.write(chosen.json, result)


if __name__ == "__main__":
    main()
