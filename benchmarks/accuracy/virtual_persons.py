"""A face and fingers together: FNIR at FPIR 1 % of persons put together from faces and prints.

    python -m benchmarks.accuracy.virtual_persons --json FILE [--plot SVG] [--faces DIR] [--prints DIR]
        [--models fallback recommended] [--cache DIR]

Identities and fingers go to two halves in turn; each half's ratios are those of the calibration that the
other half made, and end where the shipped calibration's do. A virtual person is an identity with one finger,
or two of one set; one picture and one impression each are enrolled. The gallery is a half's identities, every
other picture of theirs a mated search, and every identity left out in turn a non-mated one; or strangers are
resampled from those comparisons: to as many, which tells what resampling is worth, and to a hundred thousand.
Pictures that bear a wrong name are left out: two of them would be the tail that all strangers are drawn from.

It is a simulation of scores (fused_ratios.py): nobody was captured with face and fingers, and a person whose
face is hard to tell may well have poor prints too. The threshold is where the measured FPIR is 1 %, one for
both halves. `bound` is the 95th percentile, `interval` 95 %, of a bootstrap over identities and fingers; what
40 fingers do not show, such as a miss of a kind that none of them has, it cannot know of.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.accuracy.calibrate_face import folds
from benchmarks.accuracy.datasets import DataSetError, FaceSet, face_sets, fingerprint_sets
from benchmarks.accuracy.embedding_cache import extracted
from benchmarks.accuracy.finger_folds import FingerFold, finger_folds
from benchmarks.accuracy.fused_plot import picture
from benchmarks.accuracy.fused_simulation import FaceHalf, FingerHalf, simulated
from benchmarks.accuracy.provenance import provenance, write
from matcher.face.choice import FALLBACK, RECOMMENDED, face_models
from models.errors import ModelError

REPLICATES = 100
RESAMPLED = 100_000
_DATA = Path(os.environ.get("DATA", "../shared/data"))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. 0 = simulated, 2 = it cannot be on this data."""
    command = list(sys.argv[1:] if arguments is None else arguments)
    given = _parsed(command)
    try:
        faces, prints = face_sets([given.faces]), fingerprint_sets([given.prints])
        fingers = finger_folds(prints)
        figures = {name: measured(name, faces[0], fingers, given) for name in given.models}
    except (DataSetError, ModelError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    result: dict[str, object] = {
        "benchmark": "accuracy.virtual_persons",
        "replicates": given.replicates,
        "models": figures,
        "provenance": provenance(
            [*faces, *prints], ["python", "-m", "benchmarks.accuracy.virtual_persons", *command]
        ),
    }
    write(given.json, result)
    if given.plot:
        picture(figures, given.plot)
    print(report(figures))
    return 0


def measured(
    models: str, faces: FaceSet, fingers: Sequence[FingerFold], given: argparse.Namespace
) -> dict[str, Any]:
    """One model's tables."""
    extractor = face_models(models).open()
    templates = extracted(faces, extractor, given.cache)
    halves = [FaceHalf.of(fold) for fold in folds([templates], extractor.name)]
    prints = [FingerHalf.of(fold) for fold in fingers]
    return {
        "extractor": extractor.name,
        "identities": sum(half.identities for half in halves),
        "fingers": sum(len(half.mated) for half in prints),
        "galleries": {
            name: simulated(halves, prints, population, given.replicates)
            for name, population in (
                ("measured", None),
                ("resampled to as many", round(sum(half.identities for half in halves) / len(halves))),
                ("resampled", given.resampled),
            )
        },
    }


def report(figures: Mapping[str, Any]) -> str:
    """The table for a reader at a terminal."""
    lines = []
    for models, found in figures.items():
        for name, gallery in found["galleries"].items():
            lines.append(f"{models}, {name} gallery of {gallery['population']:,}, FNIR at FPIR 1 %:")
            for what, row in gallery["fnir"].items():
                low, high = row["interval"]
                lines.append(
                    f"  {what:22} {100 * row['fnir']:7.3f} % [{100 * low:.3f}, {100 * high:.3f}], "
                    f"threshold {row['threshold']:.2f}; at the product's FNIR "
                    f"{100 * row['product']['fnir']:.3f} %, FPIR {100 * row['product']['fpir']:.3f} %"
                )
            ratio = gallery["face_and_two_fingers_over_face"]
            lines.append(
                f"  face + two fingers over face alone: 1/{1 / ratio['point']:.0f}, "
                f"95 % bound 1/{1 / ratio['bound']:.0f}"
            )
    return "\n".join(lines)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.virtual_persons",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--faces", type=Path, default=_DATA / "faces" / "lfw_dev", metavar="DIR")
    parser.add_argument("--prints", type=Path, default=_DATA / "fingerprints", metavar="DIR")
    parser.add_argument("--models", nargs="+", default=[FALLBACK, RECOMMENDED], metavar="NAME")
    parser.add_argument("--resampled", type=int, default=RESAMPLED, metavar="PERSONS")
    parser.add_argument("--replicates", type=int, default=REPLICATES, help="of the bootstrap")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="where embeddings are kept between runs")
    parser.add_argument("--json", type=Path, required=True, metavar="FILE")
    parser.add_argument("--plot", type=Path, metavar="SVG")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
