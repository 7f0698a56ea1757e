"""How long a gate takes to decide, over HTTP, before a store of a country's size.

    python -m benchmarks.speed.gates [--persons 100000] [--faces DIR] [--home DIR] --json FILE

The store: as many made-up people as are or were in custody, a tenth of that as visitors (gate_house.py), and
real captures of those who stand at the gates: generated prints, photographs of DIR. It is made once and kept
under --home. The service is the real one, in a process of its own over a copy, on loopback. Asked is, from
POST to decision, with everything written that it entails:

    entry    a visitor with one finger and face against their own, and searched for among all visitors
    exit     the same on the way out, and searched for among those in custody
    intake   two fingers and face, searched for among all who are or were in custody

by one client, by 20 with exponential time to think, and by 20 without. Beside the wall clock stands the
service's processor time a request, for a machine that has other work, too.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx

from benchmarks.accuracy.provenance import provenance, write
from benchmarks.speed import gate_requests
from benchmarks.speed.gate_load import Officer, Shift, figures, shifts
from benchmarks.speed.gate_options import face_set, options
from benchmarks.speed.gate_service import Running, running
from benchmarks.speed.gate_store import NEWCOMERS, VISITORS, Prepared, prepared

ENTRY, EXIT, INTAKE = "visits/entry", "visits/exit", "intake"
CLIENTS, THINK = 20, 10.0  # seconds, mean
WARM = 3  # first requests of a kind, not counted: models are loaded, files read in
WHOLE = 3_600.0  # seconds that nothing takes
TARGETS_MS = {ENTRY: 1_000, INTAKE: 2_500}
TIMES_ONE_CLIENT = 3.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare, serve, ask, print, write. 0 = measured, 2 = it cannot be measured here."""
    given = _parsed(arguments)
    faces = face_set(given.faces)
    if faces is None:
        return 2
    with tempfile.TemporaryDirectory(prefix="umbral-gates-") as scratch:
        kept = Path(scratch) if given.home is None else given.home
        began = time.monotonic()
        store = prepared(kept, given.persons, faces)
        preparing = time.monotonic() - began
        data = gate_requests.opened(store, Path(scratch) / "running")
        with running(data) as service:
            result: dict[str, Any] = {
                "benchmark": "speed.gates",
                "persons": {"custody_or_former": given.persons, "visitors": given.persons // 10 + VISITORS},
                "prepared_s": round(preparing),
                "loaded_s": round(service.loaded),
                "memory_octets": service.memory(),
                **measured(store, service, given),
                "provenance": provenance([faces], ["python", *sys.orig_argv[1:]]),
            }
    print(json.dumps(result, indent=2))
    if given.json:
        write(given.json, result)
    return 0


def measured(store: Prepared, service: Running, given: argparse.Namespace) -> dict[str, Any]:
    """All phases, and the targets beside them."""
    everyone = range(VISITORS)
    mine = [everyone[number::CLIENTS] for number in range(CLIENTS)]
    one = _phase("one client, visits", service, [_visits(store, everyone)], WHOLE, 0.0)
    intake = _phase("one client, intake", service, [_intakes(store)], WHOLE, 0.0)
    thinking = _phase(
        f"{CLIENTS} clients who think", service, [_rounds(store, some) for some in mine], given.seconds, THINK
    )
    busy = _phase(f"{CLIENTS} clients", service, [_rounds(store, some) for some in mine], given.busy, 0.0)
    phases = {"one_client": one, "intake": intake, "clients_thinking": thinking, "clients": busy}
    alone = one[ENTRY]["ms"]["p95"]
    return {
        "phases": phases,
        "targets": {
            "entry_p95_ms": _target(alone, TARGETS_MS[ENTRY]),
            "intake_p95_ms": _target(intake[INTAKE]["ms"]["p95"], TARGETS_MS[INTAKE]),
            "entry_p95_of_20_over_one": _target(
                round(thinking[ENTRY]["ms"]["p95"] / alone, 2), TIMES_ONE_CLIENT
            ),
            "errors": _target(sum(_errors(phase) for phase in phases.values()), 0),
        },
    }


def _target(found: float, most: float) -> dict[str, Any]:
    return {"found": found, "most": most, "met": found <= most}


def _errors(phase: dict[str, Any]) -> int:
    return sum(sum(each["errors"].values()) for name, each in phase.items() if name in (ENTRY, EXIT, INTAKE))


def _phase(
    name: str, service: Running, work: Sequence[Shift], seconds: float, think: float
) -> dict[str, Any]:
    """Everybody at work for so long: each gate's figures, and what the service spent."""
    before = service.processor_seconds()
    answered, took = shifts(service.url, work, seconds, think)
    spent = service.processor_seconds() - before
    counted = answered[WARM:] if len(work) == 1 else answered
    told: dict[str, Any] = {
        gate: figures([one for one in counted if one.gate == gate])
        for gate in (ENTRY, EXIT, INTAKE)
        if any(one.gate == gate for one in counted)
    }
    told |= {
        "seconds": round(took, 1),
        "requests_per_s": round(len(answered) / took, 2),
        "processor_ms_per_request": round(1e3 * spent / len(answered)),
        "cores_used": round(spent / took, 2),
    }
    print(f"{name}: {json.dumps(told)}", file=sys.stderr)
    return told


def _visits(store: Prepared, numbers: Sequence[int]) -> Shift:
    """Each of these visitors comes in and goes out, once."""

    def shift(officer: Officer, client: httpx.Client, next_one: Callable[[], bool]) -> None:
        for number in numbers:
            if not next_one():
                return
            came = officer.ask(client, ENTRY, gate_requests.entering(store, number))
            if came.outcome == "admit" and came.visit and next_one():
                officer.ask(client, EXIT, gate_requests.leaving(store, number, came))

    return shift


def _rounds(store: Prepared, numbers: Sequence[int]) -> Shift:
    """The same again and again, until the shift is over; whoever is inside then is let out."""

    def shift(officer: Officer, client: httpx.Client, next_one: Callable[[], bool]) -> None:
        turn = 0
        while next_one():
            number = numbers[turn % len(numbers)]
            came = officer.ask(client, ENTRY, gate_requests.entering(store, number))
            if came.outcome == "admit" and came.visit:
                next_one()
                officer.ask(client, EXIT, gate_requests.leaving(store, number, came))
            turn += 1

    return shift


def _intakes(store: Prepared) -> Shift:
    """Each of the newcomers is received under an order."""

    def shift(officer: Officer, client: httpx.Client, next_one: Callable[[], bool]) -> None:
        for number in range(NEWCOMERS):
            if next_one():
                officer.ask(client, INTAKE, gate_requests.received(store, number))

    return shift


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = options("benchmarks.speed.gates", __doc__, 100_000)
    parser.add_argument("--seconds", type=float, default=90.0, help="of the clients who think")
    parser.add_argument("--busy", type=float, default=30.0, help="seconds of the clients who do not")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
