"""Does a false alarm rate that is asked for come about among a hundred thousand, fitted on far fewer?

    python -m benchmarks.accuracy.large_gallery [--persons 100000] [--strangers 5000] [--splits 8] --json FILE
        [--faces DIR] [--models fallback recommended] [--cache DIR]

The identities of DIR go to two halves in turn. A calibration is fitted on one half (`calibrate_face.folds`),
a crowd of made-up faces on the other (`benchmarks.speed.face_crowd_fit`); then they change places. The crowd
is the gallery, others of the same crowd search it through the gallery's own segments, and whoever of them
reaches the product's threshold (`matcher.chance`) for the rate that was asked for is a false alarm. Intervals
are Wilson's 95 % over the searches: how much two halves differ they do not know. That is what `other_splits`
tell, the same with identities that go to the halves in random orders. `as_shipped` is `matcher.identify`
itself, under the shipped calibration, which has seen all identities. How like its half the crowd is, and how
like the other, stands beside: where the crowd has no lookalikes that the real half has, nothing here would
tell.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.calibrate_face import Fold, folds
from benchmarks.accuracy.datasets import DataSetError, FaceSet, face_sets
from benchmarks.accuracy.embedding_cache import extracted
from benchmarks.accuracy.face_protocol import FaceTemplates, without
from benchmarks.accuracy.false_alarms import ASKED
from benchmarks.accuracy.label_errors import LABEL_ERRORS
from benchmarks.accuracy.provenance import provenance, write
from benchmarks.speed.face_crowd import FaceCrowd
from benchmarks.speed.face_crowd_fit import fitted, likeness, owned, pair_scores
from benchmarks.speed.losses import wilson
from benchmarks.speed.population import identity
from matcher.calibration import Calibration
from matcher.chance import Source, chance_under
from matcher.domain import Decision, Modality, Template
from matcher.face import template
from matcher.face.choice import FALLBACK, RECOMMENDED, face_models
from matcher.gallery.faces import FaceSegments
from matcher.gallery.local import LocalGallery
from matcher.identify import identify
from matcher.parameters import MATCH_FPIR
from models.errors import ModelError

STRANGERS_FROM = 50_000_000
SPLITS = 8
STRANGERS_OF_SPLIT = 2000  # searches of each half of the other splits
FACES = Path(os.environ.get("DATA", "../shared/data")) / "faces" / "lfw_dev"

Doubles = NDArray[np.float64]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. 0 = measured, 2 = it cannot be measured here."""
    command = list(sys.argv[1:] if arguments is None else arguments)
    given = _parsed(command)
    try:
        sets = face_sets([given.faces])
        figures = {name: measured(name, sets[0], given) for name in given.models}
    except (DataSetError, ModelError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    origin = provenance(sets, ["python", "-m", "benchmarks.accuracy.large_gallery", *command])
    result: dict[str, object] = {
        "benchmark": "accuracy.large_gallery",
        "persons": given.persons,
        "models": figures,
        "provenance": origin,
    }
    write(given.json, result)
    print(json.dumps(figures, indent=2))
    return 0


def measured(models: str, faces: FaceSet, given: argparse.Namespace) -> dict[str, Any]:
    """One model's rates, both halves together and each."""
    extractor = face_models(models).open()
    templates = extracted(faces, extractor, given.cache)
    halves = folds([templates], extractor.name)
    crowds = [_crowd(fold) for fold in halves]
    best = [_best_scores(crowd, given.persons, given.strangers) for crowd in crowds]
    searched = [(fold.calibration, scores) for fold, scores in zip(halves, best, strict=True)]
    return {
        "extractor": extractor.name,
        "halves": [
            {
                "like_its_own_half": likeness(crowd, _pairs(fold)),
                "like_the_calibrations_half": likeness(crowd, _pairs(other)),
                "fpir": _rates([each], given.persons),
            }
            for crowd, fold, other, each in zip(crowds, halves, reversed(halves), searched, strict=True)
        ],
        "fpir": _rates(searched, given.persons),
        "other_splits": over_splits(templates, extractor.name, given.persons, given.splits),
        "as_shipped": _as_shipped(crowds[0], extractor.name, given),
    }


def alarms(known: Calibration, cosines: Doubles, asked: float, persons: int) -> NDArray[np.bool_]:
    """Which searches bring a stranger to the product's threshold. cosines: (n,) the best of each search."""
    strangers = chance_under((Source(Modality.FACE, 0, 1),), lambda _: known)
    return np.asarray(known.llrs(cosines) >= strangers.threshold_for_fpir(asked, persons))


def over_splits(
    templates: FaceTemplates, extractor: str, persons: int, splits: int, strangers: int = STRANGERS_OF_SPLIT
) -> list[dict[str, Any]]:
    """Of identities that go to the halves in other orders: each rate that was asked for, its mean over all
    halves that searched, and theirs, rising. Halves of different splits share identities."""
    halves = [fold for seed in range(splits) for fold in folds([templates], extractor, seed)]
    found = [(fold.calibration, _best_scores(_crowd(fold), persons, strangers)) for fold in halves]
    told = []
    for asked in ASKED:
        rates = [float(alarms(known, best, asked, persons).mean()) for known, best in found]
        told.append(
            {
                "asked": asked,
                "fpir": round(float(np.mean(rates)), 6) if rates else None,
                "halves": sorted(round(rate, 6) for rate in rates),
                "searches": len(rates) * strangers,
            }
        )
    return told


def _rates(searched: Sequence[tuple[Calibration, Doubles]], persons: int) -> list[dict[str, Any]]:
    """Each rate that was asked for, and what came of it."""
    told = []
    for asked in ASKED:
        raised = np.concatenate([alarms(known, best, asked, persons) for known, best in searched])
        count = int(np.count_nonzero(raised))
        told.append(
            {
                "asked": asked,
                "fpir": round(count / len(raised), 6),
                "interval": list(wilson(count, len(raised))),
                "alarms": count,
                "searches": len(raised),
            }
        )
    return told


def _crowd(fold: Fold) -> FaceCrowd:
    """Fitted on those whom the calibration has not seen."""
    return fitted(*owned(without(fold.rest[0], LABEL_ERRORS)))


def _pairs(fold: Fold) -> tuple[Doubles, Doubles]:
    return pair_scores(*owned(without(fold.rest[0], LABEL_ERRORS)))


def _best_scores(crowd: FaceCrowd, persons: int, strangers: int) -> Doubles:
    """(strangers,) the cosine of the first of each search."""
    people = [identity(number) for number in range(persons)]
    segments = FaceSegments().with_faces(list(zip(people, crowd.samples(0, persons, 0), strict=True)))
    probes = crowd.samples(STRANGERS_FROM, strangers, 1)
    return np.array([segments.nearest(probe, 1)[0][0] for probe in probes], np.float64)


def _as_shipped(crowd: FaceCrowd, extractor: str, given: argparse.Namespace) -> dict[str, Any]:
    """The service's own answer to each stranger."""
    gallery = LocalGallery(extractor)
    enrolled = crowd.samples(0, given.persons, 0)
    gallery.upsert_all((identity(n), [_template(row, extractor)]) for n, row in enumerate(enrolled))
    probes = crowd.samples(STRANGERS_FROM, given.strangers, 1)
    decided = [identify(gallery, [_template(probe, extractor)]).decision for probe in probes]
    matches = sum(decision is Decision.MATCH for decision in decided)
    return {
        "asked": MATCH_FPIR,
        "fpir": round(matches / len(decided), 6),
        "interval": list(wilson(matches, len(decided))),
        "matches": matches,
        "doubtful": sum(decision is Decision.DOUBTFUL for decision in decided),
        "searches": len(decided),
    }


def _template(embedding: NDArray[np.float32], extractor: str) -> Template:
    return Template(Modality.FACE, extractor, template.encode(embedding, extractor))


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.large_gallery",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--persons", type=int, default=100_000, metavar="N")
    parser.add_argument("--strangers", type=int, default=5000, metavar="N", help="searches of each half")
    parser.add_argument(
        "--splits", type=int, default=SPLITS, metavar="N", help="further ones, of random halves"
    )
    parser.add_argument("--models", nargs="+", default=[FALLBACK, RECOMMENDED], metavar="NAME")
    parser.add_argument("--faces", type=Path, default=FACES, metavar="DIR", help="a face set")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="where embeddings are kept between runs")
    parser.add_argument("--json", type=Path, required=True, metavar="FILE")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
