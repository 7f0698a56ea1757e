"""Fit the fingerprint matcher's score -> log10 likelihood ratio, and tell what it is worth on other fingers.

    python -m benchmarks.accuracy.calibrate_fingerprint DIR... [--strangers DIR...] [--out FILE]

The line is fitted on all fingers: mates that score low are few, and half of them decide a line too freely.
`cllr_test` is two-fold: the fingers of each set, in sorted order, go to two halves in turn, and each half is
judged by the other half's line. The cap is log10 of the number of impostor comparisons that were made: beyond
that no data say how rare a score is among strangers. The sets after --strangers (synthetic prints) count for
the cap alone: their mates are not real ones. The shipped fit took those of

    python -m benchmarks.accuracy.synthetic_hardness --fingers 200 --impressions 4 --hardness normal --out DIR
"""

import argparse
import json
import math
import sys
from collections.abc import Sequence
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy import provenance
from benchmarks.accuracy.datasets import DataSetError, FingerprintSet, fingerprint_sets
from benchmarks.accuracy.fingerprint_protocol import Compared, ExtractedSet, compare_set, extract_set
from matcher.domain import Modality
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.fingerprint.parameters import EXTRACTOR
from matcher.fitting.logistic import Line, cllr, fit
from matcher.fitting.tails import non_mated

SHIPPED = Path(__file__).resolve().parents[2] / "matcher" / "fingerprint" / "calibration.json"

Scores = NDArray[np.float64]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. 0 = fitted and written, 2 = it cannot be fitted on this data."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy.calibrate_fingerprint")
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="a set, or a folder of sets")
    parser.add_argument("--strangers", nargs="*", type=Path, default=[], metavar="DIR")
    parser.add_argument("--out", type=Path, default=SHIPPED, metavar="FILE")
    options = parser.parse_args(given)
    command = " ".join(["python", "-m", "benchmarks.accuracy.calibrate_fingerprint", *given])
    try:
        sets, strangers = fingerprint_sets(options.folders), fingerprint_sets(options.strangers)
        record = calibration(sets, strangers, MinutiaeExtractor(), command)
    except (DataSetError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    options.out.write_text(json.dumps(record, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    print(json.dumps(record, indent=2))
    return 0


def calibration(
    sets: Sequence[FingerprintSet],
    strangers: Sequence[FingerprintSet],
    extractor: MinutiaeExtractor,
    command: str,
) -> dict[str, Any]:
    """The record that `matcher.calibration` reads. ValueError where the data allow no fit."""
    extracted = [extract_set(data, extractor) for data in sets]
    genuine, impostor = _joined([compare_set(each) for each in extracted])
    more = [compare_set(extract_set(data, extractor)).impostor for data in strangers]
    line, everybody = fit(genuine, impostor), np.concatenate([impostor, *map(_finite, more)])
    cap, highest = math.log10(len(everybody)), float(line.llr(everybody.max()))
    if line.slope <= 0:
        raise ValueError("mates do not score higher than strangers: are the images under the right fingers?")
    if highest >= cap:
        raise ValueError("an impostor comparison reaches the cap: the line says more than the data do")
    return {
        "modality": Modality.FINGER.value,
        "extractor": EXTRACTOR,
        "slope": round(line.slope, 4),
        "offset": round(line.offset, 4),
        "cap": round(cap, 2),
        "non_mated": non_mated(np.minimum(cap, line.llr(everybody))),
        "fit": {
            "data": [data.name for data in sets],
            "sha256": {data.name: provenance.data_hash(data.files()) for data in [*sets, *strangers]},
            "genuine": len(genuine),
            "impostor": len(impostor),
            "cllr": round(_cllr(line, genuine, impostor, cap), 4),
            "cllr_test": round(_two_fold([_halves(each) for each in extracted], cap), 4),
            "strangers": [data.name for data in strangers],
            "impostor_cap": len(everybody),
            "highest_impostor": round(highest, 2),
            "command": command,
        },
    }


def _two_fold(halves: Sequence[tuple[Compared, Compared]], cap: float) -> float:
    """The mean Cllr of each half's scores under the other half's line."""
    first, second = (_joined(side) for side in zip(*halves, strict=True))
    return (_cllr(fit(*first), *second, cap) + _cllr(fit(*second), *first, cap)) / 2


def _halves(data: ExtractedSet) -> tuple[Compared, Compared]:
    """The scores within each half of the set's fingers, which go to the halves in turn."""
    chosen = set(sorted(set(data.owners))[::2])
    first = [owner in chosen for owner in data.owners]
    return compare_set(_part(data, first)), compare_set(_part(data, [not one for one in first]))


def _part(data: ExtractedSet, kept: Sequence[bool]) -> ExtractedSet:
    return ExtractedSet(
        name=data.name,
        owners=tuple(compress(data.owners, kept)),
        fingers=tuple(compress(data.fingers, kept)),
        seconds=tuple(compress(data.seconds, kept)),
        failures=data.failures,
    )


def _joined(parts: Sequence[Compared]) -> tuple[Scores, Scores]:
    genuine = np.concatenate([_finite(part.genuine) for part in parts])
    return genuine, np.concatenate([_finite(part.impostor) for part in parts])


def _finite(scores: Scores) -> Scores:
    """Without the pairs where an image gave no template: they have no score to be calibrated."""
    return scores[np.isfinite(scores)]


def _cllr(line: Line, genuine: Scores, impostor: Scores, cap: float) -> float:
    return cllr(np.minimum(cap, line.llr(genuine)), np.minimum(cap, line.llr(impostor)))


if __name__ == "__main__":
    sys.exit(main())
