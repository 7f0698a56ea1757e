"""What it costs the first stage of a search to be limited to some persons.

    python -m benchmarks.speed.filters [--persons 100000] [--json FILE]

The screen over made-up codes of two fingers each is asked for everybody, for a group that its segments have
laid out (matcher/gallery/groups.py), and for those whom a predicate lets through that is asked of each. One
thread's processor time, medians of interleaved rounds.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import numpy as np

from benchmarks.accuracy.provenance import provenance, write
from benchmarks.speed.population import POSITIONS, identity, probes
from matcher.face.parameters import EXTRACTOR as FACES
from matcher.gallery.coding import probe_fingers
from matcher.gallery.entries import open_templates
from matcher.gallery.exact import ready
from matcher.gallery.fingers import CodedPerson, FingerSegments
from matcher.gallery.groups import Groups, Listed, RowFilter
from matcher.kernels.screen import CODE_OCTETS, FINGER_CODES

HALF, FEW = 1, 2
SHARES = {HALF: 2, FEW: 100}  # every so many-th person is in the group
ROUNDS = 30
SHORTLIST = 600

Limit = Callable[[], RowFilter | None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, search, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    segments = FingerSegments().with_people(list(_people(given.persons)))
    groups = _grouped(given.persons)
    result: dict[str, Any] = {
        "benchmark": "speed.filters",
        "persons": given.persons,
        "screen_ms_p50": timed(segments, _limits(groups, given.persons)),
        "assign_ms_p50": _assigning(groups),
        "provenance": provenance([], ["python", *sys.orig_argv[1:]]),
    }
    print(json.dumps(result, indent=2))
    if given.json:
        write(given.json, result)
    return 0


def timed(segments: FingerSegments, limits: dict[str, Limit]) -> dict[str, float]:
    """Milliseconds of a screen by each limit's name, with what it takes to make the limit."""
    (probe,) = probes(0, 1)
    fingers = probe_fingers(ready(tuple(open_templates(probe.templates, FACES))), any_direction=False)
    spent: dict[str, list[float]] = {name: [] for name in limits}
    for _ in range(ROUNDS):
        for name, limit in limits.items():
            began = time.thread_time()
            segments.likeliest(fingers, SHORTLIST, limit())
            spent[name].append(time.thread_time() - began)
    return {name: round(1e3 * median(seconds), 2) for name, seconds in spent.items()}


def _people(persons: int) -> Iterator[CodedPerson]:
    rng = np.random.default_rng(persons)
    positions = np.array(POSITIONS, np.uint8)
    for number in range(persons):
        codes = rng.integers(0, 256, (len(POSITIONS), FINGER_CODES, CODE_OCTETS), dtype=np.uint8)
        yield CodedPerson(identity(number), positions, codes, np.full(len(POSITIONS), FINGER_CODES, np.uint8))


def _grouped(persons: int) -> Groups:
    groups = Groups()
    for number in range(persons):
        groups.assign(identity(number), sum(bit for bit, every in SHARES.items() if number % every == 0))
    return groups


def _limits(groups: Groups, persons: int) -> dict[str, Limit]:
    everybody = [identity(number) for number in range(persons)]

    def asked(bit: int) -> RowFilter:
        def let_in(person: UUID) -> bool:
            return bool(groups.of(person) & bit)

        return Listed(frozenset(filter(let_in, everybody)))

    return {
        "everybody": lambda: None,
        "half, by groups": lambda: groups.among(HALF),
        "half, asked of each": lambda: asked(HALF),
        "one in a hundred, by groups": lambda: groups.among(FEW),
        "one in a hundred, asked of each": lambda: asked(FEW),
    }


def _assigning(groups: Groups) -> float:
    spent = []
    for number in range(200):
        began = time.thread_time()
        groups.assign(identity(number), HALF if number % 2 else FEW)
        spent.append(time.thread_time() - began)
    return round(1e3 * median(spent), 4)


if __name__ == "__main__":
    sys.exit(main())
