"""Does face quality predict this matcher's errors? Error-versus-discard curves by halves of the identities.

    python -m benchmarks.accuracy.face_quality DIR... [--models NAME...] [--cache DIR] --json FILE

A mated pair's quality is that of its worse picture. Pairs are discarded from the worst quality on; the
threshold stays where all of the half's pairs have the stated FMR. Every second identity, by name, makes the
`held_out` half. `value` is the product's; `fitted` is what a linear fit of the score to the gating components
of the first half would give instead: it is not shipped, and on the first half it flatters itself.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy import provenance
from benchmarks.accuracy.datasets import DataSetError, FaceSet, face_sets
from benchmarks.accuracy.face_detections import detections
from benchmarks.accuracy.quality import Pairs, discard_curve, interval, separation, spearman, threshold
from matcher import images
from matcher.face.choice import face_models
from matcher.face.extract import FaceExtractor
from matcher.face.quality.grade import grade
from matcher.face.quality.quality import Quality, is_poor
from models.errors import ModelError

Floats = NDArray[np.float64]

FMRS = (1e-2, 1e-3)
HALVES = ("first", "held_out")


@dataclass(frozen=True, slots=True, eq=False)
class GradedSet:
    """The pictures of a set that show a face. held_out: of each; seconds: processor time of its grade."""

    owners: NDArray[np.str_]
    held_out: NDArray[np.bool_]
    embeddings: NDArray[np.float32]
    qualities: list[Quality]
    seconds: list[float]

    def component(self, name: str) -> Floats:
        """0 to 100."""
        return np.array([one.components[name].value for one in self.qualities], np.float64)

    def gating(self) -> list[str]:
        return [name for name, one in self.qualities[0].components.items() if one.gating]


def graded(data: FaceSet, extractor: FaceExtractor, cache: Path) -> GradedSet:
    """Every picture's grade, with the face that the extractor took."""
    found = detections(data, extractor, cache)
    qualities, seconds = [], []
    for one in found:
        pixels = images.rgb(images.decode(data.images[one.index].path.read_bytes()))
        start = time.process_time()
        qualities.append(grade(pixels, one.face))
        seconds.append(time.process_time() - start)
    owners = np.array([data.images[one.index].identity for one in found])
    _, place = np.unique(owners, return_inverse=True)
    embeddings = np.stack([one.embedding for one in found])
    return GradedSet(owners, place % 2 == 1, embeddings, qualities, seconds)


def halves(data: GradedSet) -> dict[str, Pairs]:
    """Each half's pairs with the quality of the mated ones, by kind."""
    kinds = {
        "value": np.array([one.value for one in data.qualities], np.float64),
        **{name: data.component(name) for name in data.qualities[0].components},
    }
    pairs = {
        half: _pairs(data, np.flatnonzero(data.held_out == (half == "held_out")), kinds) for half in HALVES
    }
    weights = _fit(pairs["first"], data.gating())
    for one in pairs.values():
        one.quality["fitted"] = _inputs(one, data.gating()) @ weights
    return pairs


def _pairs(data: GradedSet, members: NDArray[np.intp], kinds: dict[str, Floats]) -> Pairs:
    first, second = (members[side] for side in np.triu_indices(len(members), 1))
    chosen = data.embeddings[members]
    scores = (chosen @ chosen.T)[np.triu_indices(len(members), 1)].astype(np.float64)
    same = data.owners[first] == data.owners[second]
    quality = {kind: np.minimum(values[first[same]], values[second[same]]) for kind, values in kinds.items()}
    return Pairs(scores[same], scores[~same], quality, data.owners[first[same]])


def _inputs(pairs: Pairs, names: Sequence[str]) -> Floats:
    """float64 (pairs, components + 1): the worse picture's components, and 1."""
    return np.column_stack([*(pairs.quality[name] for name in names), np.ones(len(pairs.genuine))])


def _fit(pairs: Pairs, names: Sequence[str]) -> Floats:
    """Least squares of the mated score."""
    return np.asarray(np.linalg.lstsq(_inputs(pairs, names), pairs.genuine, rcond=None)[0], np.float64)


def figures(pairs: Pairs) -> dict[str, Any]:
    """Curves of the value and of the fit at every FMR, of the components at 1/1000; the value's interval."""
    low, high = interval(pairs, pairs.quality["value"])
    return {
        "genuine": len(pairs.genuine),
        "impostor": len(pairs.impostor),
        "value_spearman_95": [round(low, 3), round(high, 3)],
        **{kind: _prediction(pairs, pairs.quality[kind], FMRS) for kind in ("value", "fitted")},
        **{kind: _prediction(pairs, pairs.quality[kind], (1e-3,)) for kind in _components(pairs)},
    }


def _components(pairs: Pairs) -> Iterator[str]:
    return (kind for kind in pairs.quality if kind not in {"value", "fitted"})


def _prediction(pairs: Pairs, quality: Floats, fmrs: Sequence[float]) -> dict[str, Any]:
    return {
        "spearman": round(spearman(quality, pairs.genuine), 3),
        "misses_rank_below": {
            f"fmr_{fmr:g}": separation(quality, pairs.genuine < threshold(pairs, fmr)) for fmr in fmrs
        },
        "fnmr_after_discard": {f"fmr_{fmr:g}": discard_curve(pairs, quality, fmr) for fmr in fmrs},
    }


def told(data: GradedSet) -> dict[str, Any]:
    """Values, the share that is worth taking again, and the share of pictures with each reason."""
    values = [one.value for one in data.qualities]
    codes = [{reason.code for reason in one.reasons} for one in data.qualities]
    names = sorted(set().union(*codes))
    return {
        "images": len(values),
        "values_5_50_95": [round(float(np.quantile(values, share))) for share in (0.05, 0.5, 0.95)],
        "poor": round(float(np.mean([is_poor(value) for value in values])), 4),
        "grade_ms_p50": round(1e3 * float(np.median(data.seconds)), 2),
        "reasons": {"none": round(float(np.mean([not one for one in codes])), 3)}
        | {name: round(float(np.mean([name in one for one in codes])), 3) for name in names},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade, compare, print and write the result."""
    given, sets = _command_line(arguments)
    result: dict[str, Any] = {
        "benchmark": "accuracy.face_quality",
        "caution": "scales come from the detectors' thresholds and shrunk probes, set with lfw_dev in view",
        "models": {},
    }
    for name in given.models:
        try:
            extractor = face_models(name).open()
        except ModelError as error:
            print(error.diagnostics(), file=sys.stderr)
            return 2
        by_set = {}
        for data in sets:
            one = graded(data, extractor, given.cache)
            by_set[data.name] = told(one) | {half: figures(pairs) for half, pairs in halves(one).items()}
            print(table(f"{name}, {data.name}", by_set[data.name]))
        result["models"][name] = {"extractor": extractor.name, "sets": by_set}
    result["provenance"] = provenance.provenance(sets, ["python", *sys.orig_argv[1:]])
    provenance.write(given.json, result)
    return 0


def table(title: str, row: dict[str, Any]) -> str:
    """The result for a reader at a terminal: FNMR in per cent at FMR 1/1000."""
    lines = [f"{title}: {row['images']} images, {row['grade_ms_p50']} ms each; reasons {row['reasons']}"]
    lines.append(f"{'half':<10}{'kind':<30}{'Spearman':>9}   FNMR % (misses) less 0, 10, 20, 30 %")
    for half in HALVES:
        for kind, one in row[half].items():
            if isinstance(one, dict):
                curve = one["fnmr_after_discard"]["fmr_0.001"]
                pairs = zip(curve["fnmr"], curve["misses"], strict=True)
                shown = "  ".join(f"{100 * rate:5.2f} ({misses:g})" for rate, misses in pairs)
                lines.append(f"{half:<10}{kind:<30}{one['spearman']:>9.2f}   {shown}")
    return "\n".join(lines)


def _command_line(arguments: Sequence[str] | None) -> tuple[argparse.Namespace, list[FaceSet]]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy.face_quality")
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="a set, or a folder of sets")
    parser.add_argument("--models", nargs="+", default=["fallback"], metavar="NAME")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "umbral-face-quality")
    parser.add_argument("--json", type=Path, required=True, metavar="FILE")
    given = parser.parse_args(arguments)
    try:
        return given, face_sets(given.folders)
    except DataSetError as error:
        parser.error(str(error))


if __name__ == "__main__":
    sys.exit(main())
