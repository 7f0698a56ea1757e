"""From an encoded picture of 640 x 480 to a flip-averaged template: CPU time of each pair of face models.

    python -m benchmarks.speed.face [--models fallback recommended] [--peer-python PYTHON] --json FILE

The picture is the public-domain portrait of astronaut Eileen Collins on a wall, as JPEG. CPU is that of this
process, of the one that forks decoders and of every decoder that it forked; `own_ms_p50` is this process's
alone, without the sandbox. PYTHON is the interpreter of an environment with face_recognition
(extra `peers`): its load_image_file and face_encodings take turns with ours on the same file.
"""

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time
from typing import IO, Any

import numpy as np
from PIL import Image

from benchmarks.accuracy.provenance import provenance, write
from device_drivers.camera.portraits import Portrait, portraits
from matcher import images
from matcher.face import template
from matcher.face.choice import FALLBACK, RECOMMENDED, face_models
from matcher.face.extract import FaceExtractor
from models.errors import ModelError

ROUNDS = 30
PER_READING = 20  # pictures between two readings of a clock that ticks a hundred times a second
WALL = 190


@dataclass(frozen=True, slots=True)
class PictureFile:
    """One file, for its hash."""

    name: str
    path: Path

    def files(self) -> list[Path]:
        """The one."""
        return [self.path]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. 0 = measured, 2 = it cannot be measured here."""
    command = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.face")
    parser.add_argument("--models", nargs="+", default=[FALLBACK, RECOMMENDED], metavar="NAME")
    parser.add_argument("--peer-python", type=Path, metavar="PYTHON")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", type=Path, required=True, metavar="FILE")
    options = parser.parse_args(command)
    try:
        extractors = {name: face_models(name).open() for name in options.models}
    except ModelError as error:
        print(error.diagnostics(), file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made" / "640x480.jpg"  # the hash of what was measured names its folder
        path.parent.mkdir()
        path.write_bytes(picture())
        figures = measure(extractors, path, options.peer_python, options.rounds)
        run = provenance([PictureFile("640x480", path)], ["python", "-m", "benchmarks.speed.face", *command])
    write(options.json, {"benchmark": "speed.face", **figures, "provenance": run})
    print(json.dumps(figures, indent=2))
    return 0


def picture() -> bytes:
    """JPEG, 640 x 480: head and shoulders, the face 170 pixels wide."""
    (found,) = (each for each in portraits() if isinstance(each, Portrait) and "Collins" in each.person)
    with Image.open(found.path) as portrait:
        head = portrait.convert("RGB").crop((100, 0, 350, 250)).resize((480, 480), Image.Resampling.BICUBIC)
    wall = Image.new("RGB", (640, 480), (WALL,) * 3)
    wall.paste(head, (80, 0))
    file = io.BytesIO()
    wall.save(file, "JPEG", quality=90)
    return file.getvalue()


def measure(
    extractors: dict[str, FaceExtractor], path: Path, peer: Path | None, rounds: int
) -> dict[str, object]:
    """Medians over rounds in which everybody takes a turn."""
    data, spent = path.read_bytes(), {name: list[tuple[float, float]]() for name in extractors}
    theirs: list[float] = []
    with ExitStack() as stack:
        child = stack.enter_context(_peer(peer, path)) if peer else None
        for extractor in extractors.values():
            _template(data, extractor)  # sessions and buffers are made before the clock starts
        for _ in range(rounds):
            for name, extractor in extractors.items():
                spent[name].append(_milliseconds(partial(_template, data, extractor), child))
            if child:
                theirs.append(_ask(child))
        if child and child.stdin:
            child.stdin.close()
    whole = {name: [both for both, _ in times] for name, times in spent.items()}
    figures: dict[str, object] = {
        name: {
            "extractor": extractors[name].name,
            "ms_p50": median(whole[name]),
            "ms_p90": _p90(whole[name]),
            "own_ms_p50": median(own for _, own in times),
        }
        for name, times in spent.items()
    }
    if theirs:
        figures["face_recognition"] = {"ms_p50": median(theirs)}
        figures["times_faster"] = {name: median(theirs) / median(times) for name, times in whole.items()}
    return figures


def _template(data: bytes, extractor: FaceExtractor) -> bytes:
    """The product's own way from a file to what is stored."""
    face = extractor.extract(images.rgb(images.decode(data)))
    return template.encode(face.embedding, face.extractor)


def _milliseconds(work: partial[bytes], peer: "subprocess.Popen[str] | None") -> tuple[float, float]:
    """A run's CPU: of all processes but the peer, and of this one alone."""
    before, own = _decoders_seconds(peer), process_time()
    for _ in range(PER_READING):
        work()
    own = process_time() - own
    both = own + _decoders_seconds(peer) - before
    return 1e3 * both / PER_READING, 1e3 * own / PER_READING


def _decoders_seconds(peer: "subprocess.Popen[str] | None") -> float:
    """CPU of everything that descends from this process, those that ended among it, but for the peer."""
    ticks, parents, left_out = 0, {os.getpid()}, {os.getpid(), peer.pid if peer else 0}
    for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        number, parent = int(folder.name), int(fields[1])
        if parent in parents and number not in left_out:
            parents.add(number)
            ticks += sum(
                map(int, fields[11:15])
            )  # its own, in user and kernel mode, and its ended children's
    return ticks / os.sysconf("SC_CLK_TCK")


def _peer(python: Path, path: Path) -> "subprocess.Popen[str]":
    script = str(Path(__file__).resolve().with_name("peer_faces.py"))
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    child = subprocess.Popen(
        [str(python), script, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    _ask(child)  # its models are loaded before the clock starts
    return child


def _ask(child: "subprocess.Popen[str]") -> float:
    to, back = _pipes(child)
    to.write("\n")
    to.flush()
    answer: dict[str, Any] = json.loads(back.readline())
    assert answer["faces"] == 1
    return float(answer["ms"])


def _pipes(child: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    assert child.stdin is not None
    assert child.stdout is not None
    return child.stdin, child.stdout


def _p90(times: Sequence[float]) -> float:
    return float(np.percentile(times, 90))


if __name__ == "__main__":
    sys.exit(main())
