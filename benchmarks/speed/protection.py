"""What the audit log and encryption at rest cost at a gate: the service as it ships beside one without them.

    python -m benchmarks.speed.protection [--persons 10000] [--home DIR] [--rounds 200] --json FILE

Two services in processes of their own over equal stores, one of them written and served without encryption
and without a log (unprotected.py). One client asks each in turn for the entry and exit of a visitor, so that
whatever else the machine does falls upon both. The ratio of the medians stands with its 95 % interval
(bootstrap over pairs). Few persons make the search short and so the rest of the work a larger share of it.
"""

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from benchmarks.accuracy.datasets import face_sets
from benchmarks.accuracy.provenance import provenance, write
from benchmarks.speed import gate_requests, unprotected
from benchmarks.speed.gate_load import TIMEOUT, Officer
from benchmarks.speed.gate_options import face_set, options
from benchmarks.speed.gate_service import Running, running
from benchmarks.speed.gate_store import VISITORS, Prepared, prepared
from benchmarks.speed.gates import ENTRY, EXIT

SHIPPED, BARE = "as shipped", "without audit and encryption"
PROGRAMS = {SHIPPED: "api", BARE: "benchmarks.speed.unprotected"}
WARM = 5  # pairs that are not counted
MOST = 1.15  # of the medians of an entry
DRAWS = 2000


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare, serve, ask, print, write. 0 = measured, 2 = it cannot be measured here."""
    given = _parsed(arguments)
    faces = face_set(given.faces)
    if faces is None:
        return 2
    if given.prepare:
        unprotected.take_out()
        gate_requests.opened(prepared(given.home, given.persons, faces), given.prepare)
        return 0
    with tempfile.TemporaryDirectory(prefix="umbral-protection-") as scratch, ExitStack() as services:
        home = Path(scratch) if given.home is None else given.home
        running_at = Path(scratch) / "running"
        asked = {name: _served(services, name, home, running_at, given) for name in PROGRAMS}
        result = {
            "benchmark": "speed.protection",
            "persons": given.persons,
            **measured(asked, given.rounds),
            "leaves": {name: leaves(running_at / program) for name, program in PROGRAMS.items()},
            "provenance": provenance([faces], ["python", *sys.orig_argv[1:]]),
        }
    print(json.dumps(result, indent=2))
    if not result["leaves"][SHIPPED] or result["leaves"][BARE]:
        print("what was to be compared was not: one keeps a log, the other none", file=sys.stderr)
        return 2
    if given.json:
        write(given.json, result)
    return 0


def leaves(data: Path) -> int:
    """Of the audit log of a service over this data directory."""
    with closing(sqlite3.connect(f"file:{data / 'umbral.db'}?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM audit_leaf").fetchone()[0])


def measured(asked: dict[str, tuple[Prepared, Running]], rounds: int) -> dict[str, Any]:
    """Both services' figures, and how many times as long the shipped one takes."""
    officers = {name: Officer(service.url, "officer-1") for name, (_, service) in asked.items()}
    spent = {name: -service.processor_seconds() for name, (_, service) in asked.items()}
    with ExitStack() as clients:
        ways = {
            name: clients.enter_context(httpx.Client(base_url=service.url, timeout=TIMEOUT))
            for name, (_, service) in asked.items()
        }
        for turn in range(WARM + rounds):
            for name in sorted(asked, reverse=bool(turn % 2)):  # neither is always the first
                _visit(asked[name][0], turn % VISITORS, officers[name], ways[name])
    told: dict[str, Any] = {}
    for name, (_, service) in asked.items():
        answered = officers[name].answered
        spent[name] += service.processor_seconds()
        told[name] = {
            "outcomes": dict(Counter(one.outcome for one in answered)),
            "processor_ms_per_request": round(1e3 * spent[name] / len(answered), 1),
            **{gate: _quantiles(officers[name], gate) for gate in (ENTRY, EXIT)},
        }
    ratios = {gate: _ratio(officers[SHIPPED], officers[BARE], gate) for gate in (ENTRY, EXIT)}
    entry = ratios[ENTRY]["of_medians"]
    return {"services": told, "ratio": ratios, "target": {"found": entry, "most": MOST, "met": entry <= MOST}}


def _visit(store: Prepared, number: int, officer: Officer, client: httpx.Client) -> None:
    """A visitor comes in and goes out."""
    came = officer.ask(client, ENTRY, gate_requests.entering(store, number))
    if came.outcome == "admit" and came.visit:
        officer.ask(client, EXIT, gate_requests.leaving(store, number, came))


def _times(officer: Officer, gate: str) -> np.ndarray:
    return np.array([one.ms for one in officer.answered if one.gate == gate][WARM:])


def _quantiles(officer: Officer, gate: str) -> dict[str, float]:
    times = _times(officer, gate)
    return {f"p{round(100 * at)}_ms": round(float(np.quantile(times, at)), 1) for at in (0.5, 0.95)}


def _ratio(shipped: Officer, bare: Officer, gate: str) -> dict[str, Any]:
    """Of the medians of as many pairs as both answered, with its interval."""
    ours, theirs = _times(shipped, gate), _times(bare, gate)
    pairs = min(len(ours), len(theirs))
    drawn = np.random.default_rng(1).integers(0, pairs, (DRAWS, pairs))
    ratios = np.median(ours[drawn], axis=1) / np.median(theirs[drawn], axis=1)
    return {
        "of_medians": round(float(np.median(ours) / np.median(theirs)), 3),
        "interval_95": [round(float(np.quantile(ratios, at)), 3) for at in (0.025, 0.975)],
        "pairs": pairs,
    }


def _served(
    services: ExitStack, name: str, home: Path, scratch: Path, given: argparse.Namespace
) -> tuple[Prepared, Running]:
    """A service over a copy of its own store; each store is written as it is read."""
    faces, kept, data = face_sets([given.faces])[0], home / PROGRAMS[name], scratch / PROGRAMS[name]
    if name == SHIPPED:
        gate_requests.opened(prepared(kept, given.persons, faces), data)
    else:  # in a process of its own: what is taken out there is in place here
        asked = ["--persons", str(given.persons), "--faces", given.faces, "--home", kept, "--prepare", data]
        subprocess.run([sys.executable, "-m", "benchmarks.speed.protection", *asked], check=True)
    store = prepared(kept, given.persons, faces)  # made by now
    return store, services.enter_context(running(data, PROGRAMS[name]))


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = options("benchmarks.speed.protection", __doc__, 10_000)
    parser.add_argument("--rounds", type=int, default=200, help="visits at each service")
    parser.add_argument("--prepare", type=Path, help=argparse.SUPPRESS)  # the process that writes the other
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
