"""Does a false alarm rate that is asked for come about? Judged on people that the calibration never saw.

    python -m benchmarks.accuracy.calibration_proof --json FILE [--faces DIR...] [--models NAME...]
        [--prints DIR...] [--cache DIR] [--picture SVG]

The identities go to two halves in turn. On each half a calibration is fitted (`calibrate_face.folds`, or the
same for fingers); the other half is the gallery and brings the probes. Every identity is left out in turn and
each of its samples searched for among the others: all of these searches are non-mated. The threshold is the
product's own (`matcher.chance`) for the rate that was asked for, the gallery's size, and the comparisons that
are made with each person. Intervals are 95 %, by a bootstrap over identities, since a person who looks like
another does so with every sample. `enrolled` says how many samples of a person are in the gallery.

Of the faces also: Cllr of those ratios against the least possible, and how far above it ratios would be that
are right (`attainable`); how the rarest strangers of a half are foretold by the other's fit (`tail_proof`);
and a picture of what the ratios claim.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy import provenance
from benchmarks.accuracy.attainable import if_right
from benchmarks.accuracy.calibrate_face import Sides, folds, joined, judged, worth
from benchmarks.accuracy.datasets import DataSetError, FaceSet, FingerprintSet, face_sets, fingerprint_sets
from benchmarks.accuracy.embedding_cache import extracted
from benchmarks.accuracy.face_protocol import FaceTemplates, without
from benchmarks.accuracy.false_alarms import ASKED, FalseAlarms, Searched, false_alarms
from benchmarks.accuracy.finger_folds import finger_folds
from benchmarks.accuracy.label_errors import LABEL_ERRORS
from benchmarks.accuracy.reliability import Bin, picture, reliability
from benchmarks.accuracy.tail_proof import foretold
from matcher.calibration import Calibration
from matcher.face.choice import FALLBACK, face_models
from models.errors import ModelError


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. 0 = measured, 2 = it cannot be measured here."""
    command = list(sys.argv[1:] if arguments is None else arguments)
    options = _options(command)
    try:
        faces, prints = face_sets(options.faces), fingerprint_sets(options.prints)
        measured = {name: _of_faces(faces, name, options.cache) for name in options.models if faces}
        fingers = _of_fingers(prints) if prints else None
    except (DataSetError, ModelError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    of_faces = {name: figures for name, (figures, _) in measured.items()}
    result: dict[str, object] = {
        "benchmark": "accuracy.calibration_proof",
        "faces": of_faces,
        "fingers": fingers,
        "label_errors": LABEL_ERRORS,
        "provenance": provenance.provenance(
            [*faces, *prints], ["python", "-m", "benchmarks.accuracy.calibration_proof", *command]
        ),
    }
    provenance.write(options.json, result)
    if options.picture and measured:
        panels = {name: bins for name, (_, bins) in measured.items()}
        picture(
            panels, options.picture, "Face ratios, each judged by the fit on the other half of identities"
        )
    for name, figures in of_faces.items():
        _show(f"face, {name}", figures)
    if fingers:
        _show("fingers", fingers)
    return 0


def _of_faces(sets: Sequence[FaceSet], models: str, cache: Path | None) -> tuple[dict[str, Any], list[Bin]]:
    extractor = face_models(models).open()
    templates = [extracted(data, extractor, cache) for data in sets]
    both = folds(templates, extractor.name)
    halves = [judged(fold) for fold in both]
    cleaned = [judged(fold, LABEL_ERRORS) for fold in both]
    figures: dict[str, Any] = {
        "extractor": extractor.name,
        "cllr": {
            "pooled": _worth(halves),
            "halves": [_worth([half]) for half in halves],
            "without_label_errors": _worth(cleaned),
        },
        "tails": foretold(both),
        "fpir": {},
    }
    for name, wrong in (("all", {}), ("without_label_errors", LABEL_ERRORS)):
        searched = [
            (fold.calibration, _face_searches(fold.calibration, without(part, wrong)))
            for fold in both
            for part in fold.rest
        ]
        figures["fpir"][name] = _rates(searched)
    mated, others = joined(halves)
    bins = reliability(mated, others)
    figures["reliability"] = [vars_of(each) for each in bins]
    return figures, bins


def _worth(halves: Sequence[Sides]) -> dict[str, Any]:
    """Cllr, the least possible, and how far above it ratios would lie that are all right."""
    return {**worth(halves, "test"), "cllr_over_min_if_right": if_right(*joined(halves))}


def _face_searches(known: Calibration, part: FaceTemplates) -> Searched:
    names, owner = np.unique([image.identity for image in part.images], return_inverse=True)
    present = np.flatnonzero(part.found)
    cosines = np.clip(part.embeddings[present] @ part.embeddings[present].T, -1.0, 1.0)
    return Searched(known.llrs(cosines), owner[present], len(names), known.modality)


def _of_fingers(sets: Sequence[FingerprintSet]) -> dict[str, Any]:
    searched = [
        (
            fold.calibration,
            Searched(fold.llrs, fold.owner, len(fold.sets), fold.calibration.modality),
        )
        for fold in finger_folds(sets)
    ]
    return {"fpir": {"all": _rates(searched)}}


def _rates(searched: Sequence[tuple[Calibration, Searched]]) -> list[dict[str, Any]]:
    """Of both halves together: each rate that is asked for, with one and with all samples enrolled."""
    return [vars_of(false_alarms(searched, asked, every=every)) for every in (False, True) for asked in ASKED]


def vars_of(record: Bin | FalseAlarms) -> dict[str, Any]:
    """A frozen record as JSON, numbers to four digits."""
    return {name: _rounded(getattr(record, name)) for name in type(record).__dataclass_fields__}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.4g}")
    return [_rounded(each) for each in value] if isinstance(value, list | tuple) else value


def _show(name: str, figures: dict[str, Any]) -> None:
    if "cllr" in figures:
        for what in (figures["cllr"]["pooled"], *figures["cllr"]["halves"]):
            print(
                f"{name}: Cllr {what['cllr_test']} of at least {what['cllr_min_test']}, "
                f"{what['cllr_test'] / what['cllr_min_test']:.2f} times as much; if all ratios were right "
                f"{what['cllr_over_min_if_right']}"
            )
    rows: Iterable[tuple[str, dict[str, Any]]] = (
        (kind, row) for kind, all_rows in figures["fpir"].items() for row in all_rows
    )
    for kind, row in rows:
        low, high = row["interval"]
        print(
            f"{name}, {kind}, {row['enrolled']} enrolled: FPIR asked {row['asked']:.1%}, measured "
            f"{row['fpir']:.2%} [{low:.2%}, {high:.2%}], {row['alarms']} of {row['searches']}"
        )


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy.calibration_proof")
    parser.add_argument("--faces", nargs="*", type=Path, default=[], metavar="DIR")
    parser.add_argument("--models", nargs="+", default=[FALLBACK], metavar="NAME")
    parser.add_argument("--prints", nargs="*", type=Path, default=[], metavar="DIR")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="where what was extracted is kept")
    parser.add_argument("--picture", type=Path, metavar="SVG")
    parser.add_argument("--json", type=Path, required=True, metavar="FILE")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
