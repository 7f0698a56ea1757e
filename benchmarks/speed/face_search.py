"""1:N of faces: how long a search takes, beside reading the gallery once and beside other people's libraries.

    python -m benchmarks.speed.face_search [--persons 100000 1000000] [--models fallback recommended]
        [--faces DIR] [--cache DIR] [--peer-python PYTHON] --json FILE

A crowd is fitted to the embeddings of DIR (face_crowd_fit.py), enrolled as the gallery enrols it, and
searched: for 2,000 mates and 2,000 strangers through the codes and exhaustively; for 200 in pairs with
reading all embeddings once, which gives the ratio to that read and its interval; and for some in turns with
NumPy, FAISS's flat index and, where PYTHON has them, face_recognition and usearch in a process of their own.
Times are one thread's processor time, medians over pairs or turns; everybody is asked once before, untimed.
`search` is FaceSegments: everybody scanned, the nearest compared exactly, as many persons told as go on to
fusion; `gallery` is the service's whole search after extraction, up to 100,000 persons. The others are asked
for the nearest alone.
"""

import argparse
import json
import multiprocessing
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.accuracy.datasets import FaceSet, face_sets
from benchmarks.accuracy.embedding_cache import extracted
from benchmarks.accuracy.face_protocol import without
from benchmarks.accuracy.label_errors import LABEL_ERRORS
from benchmarks.accuracy.provenance import provenance, write
from benchmarks.speed.face_crowd import FaceCrowd
from benchmarks.speed.face_crowd_fit import fitted, likeness, owned, pair_scores
from benchmarks.speed.face_losses import Enrolled, losses
from benchmarks.speed.face_times import built, changes, timed
from benchmarks.speed.population import identity
from matcher.face.choice import FALLBACK, RECOMMENDED, face_models
from models.errors import ModelError

PROBES = 2000
STRANGERS_FROM = 50_000_000
FACES = Path(os.environ.get("DATA", "../shared/data")) / "faces" / "lfw_dev"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. 0 = measured, 2 = it cannot be measured here."""
    command = list(sys.argv[1:] if arguments is None else arguments)
    given = _parsed(command)
    try:
        sets = face_sets([given.faces])
        for name in given.models:
            face_models(name).require()
    except (ValueError, ModelError) as error:
        print(error, file=sys.stderr)
        return 2
    figures = {name: measured(name, sets[0], given) for name in given.models}
    origin = provenance(sets, ["python", "-m", "benchmarks.speed.face_search", *command])
    write(given.json, {"benchmark": "speed.face_search", "models": figures, "provenance": origin})
    print(json.dumps(figures, indent=2))
    return 0


def measured(models: str, faces: FaceSet, given: argparse.Namespace) -> dict[str, Any]:
    """One model's figures: how like its crowd is, and a gallery of each size in a process of its own."""
    extractor = face_models(models).open()
    embeddings, owner = owned(without(extracted(faces, extractor, given.cache), LABEL_ERRORS))
    crowd = fitted(embeddings, owner)
    figures: dict[str, Any] = {
        "extractor": extractor.name,
        "dimensions": embeddings.shape[1],
        "likeness": likeness(crowd, pair_scores(embeddings, owner)),
        "persons": {},
    }
    spawn = multiprocessing.get_context("spawn")  # so that its memory is that of the gallery
    for persons in sorted(given.persons):
        with ProcessPoolExecutor(1, mp_context=spawn) as alone:
            found = alone.submit(searched, crowd, persons, extractor.name, given).result()
        print(f"{models}, {persons} persons: {json.dumps(found)}", file=sys.stderr)
        figures["persons"][str(persons)] = found
    return figures


def searched(crowd: FaceCrowd, persons: int, extractor: str, given: argparse.Namespace) -> dict[str, Any]:
    """A gallery of this size: built, searched, changed, timed."""
    probes = min(PROBES, persons)
    crowded = Enrolled(
        people=[identity(number) for number in range(persons)],
        embeddings=crowd.samples(0, persons, 0),
        mates=crowd.samples(0, probes, 1),
        extractor=extractor,
    )
    strangers = crowd.samples(STRANGERS_FROM, probes, 1)
    segments, building = built(crowded)
    return {
        **losses(crowded, segments, strangers),
        **building,
        **changes(crowded, segments),
        **timed(crowded, segments, given.peer_python, given.turns),
    }


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed.face_search",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--persons", type=int, nargs="+", default=[100_000, 1_000_000], metavar="N")
    parser.add_argument("--models", nargs="+", default=[FALLBACK, RECOMMENDED], metavar="NAME")
    parser.add_argument("--faces", type=Path, default=FACES, metavar="DIR", help="a face set")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="where embeddings are kept between runs")
    parser.add_argument("--peer-python", type=Path, help="a Python that has face_recognition and usearch")
    parser.add_argument("--turns", type=int, default=20, help="of everybody, for the times")
    parser.add_argument("--json", type=Path, required=True, metavar="FILE")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
