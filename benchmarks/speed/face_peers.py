"""The process that searches with other people's libraries, asked one probe at a time."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.speed.face_crowd import Embedding

SEARCHES = ("face_distance", "face_distance_of_an_array", "usearch_exact")
GRAPH = "usearch_hnsw"


@dataclass(frozen=True, slots=True)
class FacePeers:
    """versions: of the libraries there."""

    child: "subprocess.Popen[str]"
    versions: dict[str, str]

    def search(self, name: str, probe: int) -> tuple[float, int]:
        """Milliseconds of one thread's processor time, and the nearest row."""
        answer = _told(self.child, {"search": name, "probe": probe})
        return float(answer["ms"]), int(answer["nearest"])


@contextmanager
def face_peers(python: Path, gallery: Embedding, probes: Embedding) -> Iterator[FacePeers]:
    """A peer's Python with these descriptors, handed over in files, until the block ends."""
    script = str(Path(__file__).resolve().with_name("peer_face_search.py"))
    with TemporaryDirectory() as folder:
        files = [str(Path(folder) / f"{name}.npy") for name in ("gallery", "probes")]
        for file, rows in zip(files, (gallery, probes), strict=True):
            np.save(file, rows)
        with subprocess.Popen(
            [str(python), script, *files],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        ) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            yield FacePeers(child, json.loads(child.stdout.readline())["ready"])
            child.stdin.close()


def _told(child: "subprocess.Popen[str]", question: dict[str, object]) -> dict[str, Any]:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(json.dumps(question) + "\n")
    child.stdin.flush()
    answer: dict[str, Any] = json.loads(child.stdout.readline())
    return answer
