"""The other side of `benchmarks.speed.face_search`: face_recognition and usearch on the same descriptors, in
their own environment, with nothing of ours.

Arguments: two .npy files, gallery and probes, float32 (n, d). For each line of JSON on stdin, {"search":
name, "probe": row}, one line of JSON: milliseconds of processor time and the nearest row. What is none of the
three plain searches is usearch's graph, built before the first clock starts.
"""

import json
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version

warnings.simplefilter("ignore")  # its models' package uses what setuptools deprecates

import face_recognition  # noqa: E402 - after the warning is off
import numpy as np  # noqa: E402 - after the warning is off
from usearch.index import Index, MetricKind, search  # noqa: E402 - after the warning is off

Search = Callable[[int], int]


def main() -> None:
    """Until stdin ends."""
    gallery, probes = (np.load(path) for path in sys.argv[1:3])
    doubles, double_probes = gallery.astype(np.float64), probes.astype(np.float64)  # as face_encodings are
    encodings = list(doubles)
    searches: dict[str, Search] = {
        "face_distance": lambda row: int(
            face_recognition.face_distance(encodings, double_probes[row]).argmin()
        ),
        "face_distance_of_an_array": lambda row: int(
            face_recognition.face_distance(doubles, double_probes[row]).argmin()
        ),
        "usearch_exact": lambda row: int(
            search(gallery, probes[row], 1, MetricKind.IP, exact=True, threads=1).keys[0]
        ),
    }
    versions = {name: version(name) for name in ("face-recognition", "usearch", "numpy")}
    print(json.dumps({"ready": versions}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        name = asked["search"]
        if name not in searches:
            searches[name] = _graph(gallery, probes)
        started = time.thread_time()
        nearest = searches[name](asked["probe"])
        spent = time.thread_time() - started
        print(json.dumps({"ms": 1e3 * spent, "nearest": nearest}), flush=True)


def _graph(gallery: "np.ndarray", probes: "np.ndarray") -> Search:
    """usearch's HNSW as it comes."""
    index = Index(ndim=gallery.shape[1], metric=MetricKind.IP, dtype="f32")
    index.add(np.arange(len(gallery)), gallery, threads=1)
    return lambda row: int(index.search(probes[row], 1, threads=1).keys[0])


if __name__ == "__main__":
    main()
