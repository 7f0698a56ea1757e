"""Other people's matchers on the same prints, timed in the same run, in a process of their own."""

import json
import os
import subprocess
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.speed import peer_matchers
from benchmarks.speed.population import pairs_of_fingers

FINGERS = 12


def peer_rates(python: Path | None, library: Path | None) -> dict[str, Any]:
    """Comparisons a second of one core of afis's bozorth3 and MCC; empty where no peer is named.

    Their templates are prepared before the clock starts, as ours are.
    """
    if python is None:
        return {}
    environment = os.environ | {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    if library is not None:
        environment["AFIS_LFS_LIB"] = str(library.resolve())
    prints = [
        {
            "x": each.x.tolist(),
            "y": each.y.tolist(),
            "angle": each.angle.tolist(),
            "confidence": each.confidence.tolist(),
            "ending": each.ending.tolist(),
            "size": [each.width, each.height],
        }
        for _, each in islice(pairs_of_fingers(FINGERS, 2), 2 * FINGERS)
    ]
    done = subprocess.run(
        [str(python), str(Path(peer_matchers.__file__).resolve())],
        input=json.dumps(prints),
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer
