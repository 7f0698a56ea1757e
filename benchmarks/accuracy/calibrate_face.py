"""Fit the face matcher's score -> log10 likelihood ratio on half of the identities, test it on the rest.

    python -m benchmarks.accuracy.calibrate_face DIR... [--models fallback|recommended|NAME] [--out FILE]

The identities of each set, in sorted order, go to the two halves in turn. The cap is log10 of the number
of impostor comparisons behind the fit: beyond that no data say how rare a score is among strangers.
"""

import argparse
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.accuracy import provenance
from benchmarks.accuracy.datasets import DataSetError, FaceSet, face_sets
from benchmarks.accuracy.face_protocol import Scores, extract, verify
from benchmarks.accuracy.logistic import cllr, fit
from matcher.calibration import calibration_file
from matcher.domain import Modality
from matcher.face.choice import FALLBACK, face_models
from matcher.face.extract import FaceExtractor
from models.errors import ModelError

SHIPPED = Path(__file__).resolve().parents[2] / "matcher" / "face"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. 0 = fitted and written, 2 = it cannot be fitted on this data."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy.calibrate_face")
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="a set, or a folder of sets")
    parser.add_argument("--models", default=FALLBACK, metavar="NAME", help="whose scores")
    parser.add_argument("--out", type=Path, metavar="FILE", help="by default where the product reads it")
    options = parser.parse_args(given)
    command = " ".join(["python", "-m", "benchmarks.accuracy.calibrate_face", *given])
    try:
        extractor = face_models(options.models).open()
        record = calibration(face_sets(options.folders), extractor, command)
    except (DataSetError, ValueError, ModelError) as error:
        print(error, file=sys.stderr)
        return 2
    out = options.out or SHIPPED / calibration_file(Modality.FACE, extractor.name)
    out.write_text(json.dumps(record, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    print(json.dumps(record, indent=2))
    return 0


def calibration(sets: Sequence[FaceSet], extractor: FaceExtractor, command: str) -> dict[str, object]:
    """The record that `matcher.calibration` reads. ValueError where the data allow no fit."""
    halves = [half for data in sets for half in _halves(data)]
    scores = [_finite(*verify(extract(half, extractor))) for half in halves]
    genuine, impostor = _joined(scores[::2])
    line = fit(genuine, impostor)
    cap = math.log10(len(impostor))
    test_genuine, test_impostor = _joined(scores[1::2])
    return {
        "modality": Modality.FACE.value,
        "extractor": extractor.name,
        "slope": round(line.slope, 4),
        "offset": round(line.offset, 4),
        "cap": round(cap, 2),
        "fit": {
            "data": [data.name for data in sets],
            "sha256": {data.name: provenance.data_hash(data.files()) for data in sets},
            "genuine": len(genuine),
            "impostor": len(impostor),
            "cllr": round(cllr(*(np.minimum(cap, line.llr(side)) for side in (genuine, impostor))), 4),
            "genuine_test": len(test_genuine),
            "impostor_test": len(test_impostor),
            "cllr_test": round(
                cllr(*(np.minimum(cap, line.llr(side)) for side in (test_genuine, test_impostor))), 4
            ),
            "command": command,
        },
    }


def _halves(data: FaceSet) -> tuple[FaceSet, FaceSet]:
    """The set's identities in turn: to fit on, to test on."""
    chosen = set(sorted({image.identity for image in data.images})[::2])
    return (
        FaceSet(data.name, tuple(image for image in data.images if image.identity in chosen)),
        FaceSet(data.name, tuple(image for image in data.images if image.identity not in chosen)),
    )


def _finite(genuine: Scores, impostor: Scores) -> tuple[Scores, Scores]:
    """Without the pairs where an image gave no template: they have no score to be calibrated."""
    return genuine[np.isfinite(genuine)], impostor[np.isfinite(impostor)]


def _joined(scores: Sequence[tuple[Scores, Scores]]) -> tuple[Scores, Scores]:
    return np.concatenate([each[0] for each in scores]), np.concatenate([each[1] for each in scores])


if __name__ == "__main__":
    sys.exit(main())
