"""Learn the fingerprint screen's projection from synthetic prints alone, and say how well it finds mates.

    python -m benchmarks.learn.finger_screen --folder DIR [--fingers N] [--seed N] --out FILE --json FILE

DIR keeps the prints' minutiae from run to run. Fingers are parted by number: three of four are learned from,
the fourth is held out and searched for among all others. The file that ships was written by this script;
eigenvectors differ in their last bits between machines, so another run gives another file of the same worth.
"""

import argparse
import hashlib
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.provenance import machine, versions, write
from benchmarks.learn.discriminant import directions, rounded
from benchmarks.learn.evidence import direction, mated_pairs, mismatch
from benchmarks.learn.prints import Print, prints
from matcher.fingerprint.building import build_many, place_of
from matcher.fingerprint.parameters import SECTIONS
from matcher.fingerprint.screen import SECTORS, SIGNS, Learned, gallery_codes, probe_tables, unpacked
from matcher.kernels.building import Built
from matcher.kernels.screen import screen_many

SHRINKAGE = 1.0  # of 0.3, 1, 3: the held-out fingers' misses
MINUTIAE_OF_A_FINGER = 10_000  # more than any finger has: makes one number of finger and minutia
HELD_OUT = 4  # every fourth finger

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Material:
    """All cylinders of all prints. finger: (prints,). group: (cylinders,) which true minutia, -1 for none.

    confidence: (cylinders,). owner: (cylinders,) the finger.
    """

    built: Built
    finger: Indices
    owner: Indices
    group: Indices
    confidence: Floats


@dataclass(frozen=True, slots=True)
class Misses:
    """Share of mated searches whose mate is not among the best 0.1, 1, 5 % of the non-mated."""

    searches: int
    gallery: int
    miss_at_permille: float
    miss_at_percent: float
    miss_at_5_percent: float


def material(kept: Sequence[Print]) -> Material:
    """Build the cylinders of all prints."""
    counts = np.array([len(each.minutiae) for each in kept])
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    built = build_many(np.concatenate([place_of(each.minutiae) for each in kept]), offsets)
    standing = built.minutia + np.repeat(offsets[:-1], np.diff(built.packed.offsets))
    finger = np.array([each.finger for each in kept])
    owner = np.repeat(finger, np.diff(built.packed.offsets))
    truth = np.concatenate([each.truth for each in kept])[standing]
    return Material(
        built=built,
        finger=finger,
        owner=owner,
        group=np.where(truth >= 0, owner * MINUTIAE_OF_A_FINGER + truth, -1),
        confidence=np.concatenate([each.minutiae.confidence for each in kept])[standing],
    )


def learn(given: Material, shrinkage: float = SHRINKAGE) -> Learned:
    """Projection, thresholds and likelihoods from the fingers that are not held out."""
    used = given.owner % HELD_OUT != HELD_OUT - 1
    cells, known = unpacked(given.built.packed.cylinders)
    cells, known, group = cells[used], known[used], np.where(used, given.group, -1)[used]
    by_section = cells.reshape(len(cells), SECTIONS, -1)
    mean = by_section.sum(axis=0, dtype=np.float64) / known.sum(axis=0, dtype=np.float64)
    centred = ((by_section - mean.astype(np.float32)) * known[:, None]).reshape(cells.shape)
    whole = rounded(directions(centred, group, SIGNS, shrinkage), mean)
    projected = cells @ whole.weights.T - known @ whole.known.T
    threshold = np.floor(np.median(projected, axis=0))
    scale = projected.std(axis=0)
    pairs = mated_pairs(group)
    angle = given.built.packed.cylinders.place[used, 2].astype(np.float64)
    values = ((projected - threshold) / scale).astype(np.float64)
    return Learned(
        weights=whole.weights,
        known=whole.known,
        threshold=threshold.astype(np.float32),
        scale=scale.astype(np.float32),
        mismatch=mismatch(values, pairs).astype(np.float32),
        direction=direction(angle, pairs, SECTORS, seed=0).astype(np.float32),
    )


def misses(given: Material, by: Learned, *, any_direction: bool = False) -> Misses:
    """Every print of every held-out finger searched for among all prints."""
    codes, packed = gallery_codes(given.built, given.confidence, by), given.built.packed
    places: list[float] = []
    for probe in np.flatnonzero(given.finger % HELD_OUT == HELD_OUT - 1).tolist():
        own = slice(int(packed.offsets[probe]), int(packed.offsets[probe + 1]))
        tables = probe_tables(packed[probe], given.confidence[own], any_direction=any_direction, by=by)
        scores = screen_many(tables, codes).astype(np.int64)
        others = np.sort(scores[given.finger != given.finger[probe]])
        mates = scores[(given.finger == given.finger[probe]) & (np.arange(len(scores)) != probe)]
        places += (1.0 - np.searchsorted(others, mates, side="left") / len(others)).tolist()
    above = np.array(places)
    shares = [round(float(np.mean(above > share)), 5) for share in (0.001, 0.01, 0.05)]
    return Misses(len(above), len(codes), *shares)


def packed_file(by: Learned) -> bytes:
    """The .npz that `Learned.read` reads: whole numbers in the smallest types that hold them."""
    kept = {"weights": np.int8, "known": np.int16, "threshold": np.int32}
    arrays = {name: getattr(by, name).astype(kept.get(name, np.float32)) for name in by.__slots__}
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def main(arguments: Sequence[str] | None = None) -> int:
    """Make or read the prints, learn, measure, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--fingers", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7_000_000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--json", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    given = material(list(prints(chosen.folder, chosen.seed, chosen.fingers)))
    by = learn(given)
    data = packed_file(by)
    chosen.out.write_bytes(data)
    result: dict[str, object] = {
        "what": "the fingerprint screen's projection, learned from synthetic prints",
        "command": " ".join(["python", *sys.orig_argv[1:]]),
        "fingers": chosen.fingers,
        "seed": chosen.seed,
        "prints": len(given.finger),
        "cylinders": len(given.owner),
        "sha256": hashlib.sha256(data).hexdigest(),
        "held_out": asdict(misses(given, Learned.read(data))),
        "held_out_any_direction": asdict(misses(given, Learned.read(data), any_direction=True)),
        "machine": machine(),
        "versions": versions(),
    }
    write(chosen.json, result)
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
