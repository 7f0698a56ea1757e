"""Fit the face matcher's score -> log10 likelihood ratio, and tell what it is worth on other identities.

    python -m benchmarks.accuracy.calibrate_face DIR... [--models fallback|recommended|NAME] [--out FILE]

The calibration is fitted on all identities: mates that score low are few, and half of them decide a line too
freely. `cllr_test` is two-fold: the identities of each set, in sorted order, go to two halves in turn, and
each half is judged by the other half's fit; `cllr_min_test` is what the best monotonic map of those same
ratios would reach. Pictures that are known to bear a wrong name (`label_errors`) are not fitted on, but
judged, unless it says `without`.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy import provenance
from benchmarks.accuracy.datasets import DataSetError, FaceSet, face_sets
from benchmarks.accuracy.embedding_cache import extracted
from benchmarks.accuracy.face_protocol import FaceTemplates, impostor_persons, only, verify, without
from benchmarks.accuracy.label_errors import LABEL_ERRORS
from matcher.calibration import Calibration, calibration_file
from matcher.domain import Modality
from matcher.face.choice import FALLBACK, face_models
from matcher.face.extract import FaceExtractor
from matcher.fitting.fitted import fitted_faces
from matcher.fitting.isotonic import cllr_min
from matcher.fitting.logistic import cllr
from models.errors import ModelError

SHIPPED = Path(__file__).resolve().parents[2] / "matcher" / "face"
_SEED: Final = 19795

Doubles = NDArray[np.float64]
Sides = tuple[Doubles, Doubles]  # mated, non-mated


@dataclass(frozen=True, slots=True)
class Fold:
    """What was fitted on one half of the identities, and the other half."""

    calibration: Calibration
    rest: tuple[FaceTemplates, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. 0 = fitted and written, 2 = it cannot be fitted on this data."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy.calibrate_face")
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="a set, or a folder of sets")
    parser.add_argument("--models", default=FALLBACK, metavar="NAME", help="whose scores")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="where embeddings are kept between runs")
    parser.add_argument("--out", type=Path, metavar="FILE", help="by default where the product reads it")
    options = parser.parse_args(given)
    command = " ".join(["python", "-m", "benchmarks.accuracy.calibrate_face", *given])
    try:
        extractor = face_models(options.models).open()
        record = calibration(face_sets(options.folders), extractor, command, options.cache)
    except (DataSetError, ValueError, ModelError) as error:
        print(error, file=sys.stderr)
        return 2
    out = options.out or SHIPPED / calibration_file(Modality.FACE, extractor.name)
    out.write_text(json.dumps(record, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    print(json.dumps(record, indent=2))
    return 0


def calibration(
    sets: Sequence[FaceSet], extractor: FaceExtractor, command: str, cache: Path | None = None
) -> dict[str, Any]:
    """The record that `matcher.calibration` reads. ValueError where the data allow no fit."""
    templates = [extracted(data, extractor, cache) for data in sets]
    known = fit_without_label_errors(templates, extractor.name)
    mated, others = scores([without(part, LABEL_ERRORS) for part in templates])
    both = folds(templates, extractor.name)
    assert known.non_mated is not None
    return {
        "modality": known.modality.value,
        "extractor": known.extractor,
        "slope": known.slope,
        "offset": known.offset,
        "cap": known.cap,
        "floor": known.floor,
        "non_mated": known.non_mated.record(),
        "fit": {
            "data": [data.name for data in sets],
            "sha256": {data.name: provenance.data_hash(data.files()) for data in sets},
            "genuine": len(mated),
            "impostor": len(others),
            "cllr": round(cllr(known.llrs(mated), known.llrs(others)), 4),
            **worth([judged(fold) for fold in both], "test"),
            **worth([judged(fold, LABEL_ERRORS) for fold in both], "test_without"),
            "without": sorted(LABEL_ERRORS),
            "command": command,
        },
    }


def folds(templates: Sequence[FaceTemplates], extractor: str, seed: int | None = None) -> tuple[Fold, Fold]:
    """Each half of the identities fitted, the other one to be judged. ValueError as `fitted_faces`.

    seed: of the order in which identities go to the halves in turn; None: as their names are sorted.
    """
    first, second = (tuple(half) for half in zip(*(_halves(part, seed) for part in templates), strict=True))
    return (
        Fold(fit_without_label_errors(first, extractor), second),
        Fold(fit_without_label_errors(second, extractor), first),
    )


def judged(fold: Fold, left_out: dict[str, str] | None = None) -> Sides:
    """The log10 likelihood ratios of the half that was not fitted on."""
    mated, others = scores([without(part, left_out or {}) for part in fold.rest])
    return fold.calibration.llrs(mated), fold.calibration.llrs(others)


def worth(halves: Sequence[Sides], name: str) -> dict[str, float | int]:
    """Cllr of both halves' ratios together, the least that a monotonic map of them could have, and counts."""
    mated, others = joined(halves)
    return {
        f"genuine_{name}": len(mated),
        f"impostor_{name}": len(others),
        f"cllr_{name}": round(cllr(mated, others), 4),
        f"cllr_min_{name}": round(cllr_min(mated, others), 4),
    }


def fit_without_label_errors(templates: Sequence[FaceTemplates], extractor: str) -> Calibration:
    """The calibration of these identities. ValueError as `fitted_faces`."""
    kept = [without(part, LABEL_ERRORS) for part in templates]
    mated, others = scores(kept)
    return fitted_faces(extractor, mated, others, strangers(kept))


def scores(templates: Sequence[FaceTemplates]) -> Sides:
    """Every pair within each set, but those where an image gave no template: they have no score."""
    mated, others = joined([verify(part) for part in templates])
    return mated[np.isfinite(mated)], others[np.isfinite(others)]


def strangers(templates: Sequence[FaceTemplates]) -> NDArray[np.int32]:
    """(n, 2): whom each non-mated score of `scores` is of."""
    found, before = [], 0
    for part in templates:
        persons = impostor_persons(part)
        found.append(persons[np.isfinite(verify(part)[1])] + before)
        before += len({image.identity for image in part.images})
    return np.concatenate(found)


def joined(sides: Sequence[tuple[NDArray[Any], NDArray[Any]]]) -> Sides:
    """The mated ones of all, and the non-mated ones."""
    mated, others = zip(*sides, strict=True)
    return np.concatenate(mated).astype(np.float64), np.concatenate(others).astype(np.float64)


def _halves(templates: FaceTemplates, seed: int | None) -> tuple[FaceTemplates, FaceTemplates]:
    """The set's identities in turn."""
    names = sorted({image.identity for image in templates.images})
    if seed is not None:
        names = np.random.default_rng([_SEED, seed]).permutation(names).tolist()
    return only(templates, frozenset(names[::2])), only(templates, frozenset(names[1::2]))


if __name__ == "__main__":
    sys.exit(main())
