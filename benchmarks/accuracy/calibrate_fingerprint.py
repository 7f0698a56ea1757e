"""Fit the fingerprint matcher's score -> log10 likelihood ratio on half of the fingers, test it on the rest.

    python -m benchmarks.accuracy.calibrate_fingerprint DIR... [--strangers DIR...] [--out FILE]

The fingers of each set, in sorted order, go to the two halves in turn. The cap is log10 of the number of
impostor comparisons that were made: beyond that no data say how rare a score is among strangers. The sets
after --strangers (synthetic prints) count for the cap alone: their genuine pairs are not real ones.
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
from benchmarks.accuracy.fingerprint import Compared, ExtractedSet, compare_set, extract_set
from benchmarks.accuracy.logistic import cllr, fit
from matcher.domain import Modality
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.fingerprint.parameters import EXTRACTOR

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
    halves = [half for data in sets for half in _halves(extract_set(data, extractor))]
    fitted, tested = _joined(halves[::2]), _joined(halves[1::2])
    more = [compare_set(extract_set(data, extractor)) for data in strangers]
    line = fit(*fitted)
    if line.slope <= 0:
        raise ValueError("mates do not score higher than strangers: are the images under the right fingers?")
    impostor = np.concatenate([fitted[1], tested[1], *(_finite(each.impostor) for each in more)])
    cap = math.log10(len(impostor))
    if float(line.llr(impostor.max())) >= cap:
        raise ValueError("an impostor comparison reaches the cap: the line says more than the data do")
    return {
        "modality": Modality.FINGER.value,
        "extractor": EXTRACTOR,
        "slope": round(line.slope, 4),
        "offset": round(line.offset, 4),
        "cap": round(cap, 2),
        "fit": {
            "data": [data.name for data in sets],
            "sha256": {data.name: provenance.data_hash(data.files()) for data in [*sets, *strangers]},
            "genuine": len(fitted[0]),
            "impostor": len(fitted[1]),
            "cllr": round(_cllr(line.llr(fitted[0]), line.llr(fitted[1]), cap), 4),
            "genuine_test": len(tested[0]),
            "impostor_test": len(tested[1]),
            "cllr_test": round(_cllr(line.llr(tested[0]), line.llr(tested[1]), cap), 4),
            "strangers": [data.name for data in strangers],
            "impostor_cap": len(impostor),
            "highest_impostor": round(float(line.llr(impostor.max())), 2),
            "command": command,
        },
    }


def _halves(data: ExtractedSet) -> tuple[Compared, Compared]:
    """The set's fingers in turn: to fit on, to test on."""
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


def _cllr(genuine: Scores, impostor: Scores, cap: float) -> float:
    return cllr(np.minimum(cap, genuine), np.minimum(cap, impostor))


if __name__ == "__main__":
    sys.exit(main())
