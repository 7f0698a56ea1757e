"""What it costs a search to be limited to some persons.

    python -m benchmarks.speed.filters [--persons 100000] --json FILE

The same probes are searched for among everybody, in a group that the gallery's segments have laid out
(matcher/gallery/groups.py), and by a predicate that is asked of each person. One thread's processor time
after extraction, medians of interleaved rounds.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from benchmarks.accuracy.provenance import provenance, write
from benchmarks.speed.population import identity, people, probes
from matcher.gallery.groups import Groups
from matcher.gallery.local import LocalGallery
from matcher.gallery.protocol import PersonFilter

HALF, FEW = 1, 2
SHARES = {HALF: 2, FEW: 100}  # every so many-th person is in the group
ROUNDS = 40


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, search, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    gallery = LocalGallery()
    gallery.upsert_all(people(given.persons))
    groups = _grouped(given.persons)
    result: dict[str, Any] = {
        "benchmark": "speed.filters",
        "persons": given.persons,
        "provenance": provenance([], ["python", *sys.orig_argv[1:]]),
    }
    result["search_ms_p50"] = timed(gallery, _filters(groups))
    result["assign_ms_p50"] = round(1e3 * _assigning(groups), 4)
    print(json.dumps(result, indent=2))
    if given.json:
        write(given.json, result)
    return 0


def timed(gallery: LocalGallery, filters: dict[str, PersonFilter | None]) -> dict[str, float]:
    """Milliseconds of a search by each filter's name."""
    spent: dict[str, list[float]] = {name: [] for name in filters}
    for probe in islice(probes(0, ROUNDS), ROUNDS):
        for name, within in filters.items():
            began = time.thread_time()
            gallery.search(probe.templates, 5, within=within)
            spent[name].append(time.thread_time() - began)
    return {name: round(1e3 * median(seconds), 2) for name, seconds in spent.items()}


def _grouped(persons: int) -> Groups:
    groups = Groups()
    for number in range(persons):
        groups.assign(identity(number), sum(bit for bit, every in SHARES.items() if number % every == 0))
    return groups


def _filters(groups: Groups) -> dict[str, PersonFilter | None]:
    def asked(bit: int) -> Callable[[UUID], bool]:
        return lambda person: bool(groups.of(person) & bit)

    return {
        "everybody": None,
        "half, by groups": groups.among(HALF),
        "half, asked of each": asked(HALF),
        "one in a hundred, by groups": groups.among(FEW),
        "one in a hundred, asked of each": asked(FEW),
    }


def _assigning(groups: Groups) -> float:
    spent = []
    for number in range(200):
        began = time.thread_time()
        groups.assign(identity(number), HALF if number % 2 else FEW)
        spent.append(time.thread_time() - began)
    return median(spent)


if __name__ == "__main__":
    sys.exit(main())
