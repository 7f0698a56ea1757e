"""Error rates of the face matcher on folders of SET/IDENTITY/IMAGE.

    python -m benchmarks.accuracy.face DIR... [--models fallback|recommended|NAME] --json FILE

Verification: every pair within an identity against every pair across the identities of a set.
Identification: one image enrolled of every identity that has more, and of every second identity that
has one. `pooled` joins the sets' comparisons and searches; each is made within its own set.
A picture that gives no template is a non-match in everything. With three images enrolled (`enrolled3`), the
gallery holds the first three of every identity with four or more, beside the singles as before.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from itertools import chain
from math import sqrt
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np

from benchmarks.accuracy import provenance, rates
from benchmarks.accuracy.datasets import DataSetError, face_sets
from benchmarks.accuracy.face_protocol import (
    FaceTemplates,
    Scores,
    Searches,
    extract,
    identify,
    identify_with_three,
    verify,
    without,
)
from benchmarks.accuracy.label_errors import LABEL_ERRORS
from matcher.face.choice import FALLBACK, face_models
from matcher.face.compare import compare_many
from models.errors import ModelError

Figures = dict[str, float | int | None]

_FPIR = 0.01
_Z = 1.96  # of the normal distribution, two-sided 95 %
_TIMED_COMPARISONS = 1_000_000
_CANNOT_MEASURE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. 0 = measured, 2 = it cannot be measured here."""
    command = list(sys.argv[1:] if arguments is None else arguments)
    options = _options(command)
    try:
        sets = face_sets(options.folders)
        extractor = face_models(options.models).open()
    except DataSetError as error:
        return _refuse(str(error))
    except ModelError as error:
        return _refuse(error.diagnostics())
    templates = [extract(data, extractor) for data in sets]
    pooled, each = measure(templates)
    result = {
        "benchmark": "accuracy.face",
        "models": options.models,
        "extractor": extractor.name,
        "pooled": pooled,
        "sets": {data.name: figures for data, figures in zip(sets, each, strict=True)},
        "label_errors": {
            data.name: found
            for data, part in zip(sets, templates, strict=True)
            if (found := _label_errors(part))
        },
        "failures": {
            f"{data.name}/{image}": code
            for data, part in zip(sets, templates, strict=True)
            for image, code in part.failures.items()
        },
        "provenance": provenance.provenance(sets, ["python", "-m", "benchmarks.accuracy.face", *command]),
    }
    provenance.write(options.json, result)
    for name, figures in [("pooled", pooled), *zip((data.name for data in sets), each, strict=True)]:
        _show(name, figures)
    return 0


def measure(templates: Sequence[FaceTemplates]) -> tuple[Figures, list[Figures]]:
    """The figures of all sets together, and of each."""
    comparisons = [verify(part) for part in templates]
    searched = [identify(part) for part in templates]
    several = [identify_with_three(part) for part in templates]
    together = (
        np.concatenate([genuine for genuine, _ in comparisons]),
        np.concatenate([impostor for _, impostor in comparisons]),
    )
    pooled = _figures(templates, together, _joined(searched), _joined(several))
    each = zip(templates, comparisons, searched, several, strict=True)
    return pooled, [_figures([part], scores, found, more) for part, scores, found, more in each]


def _label_errors(templates: FaceTemplates) -> dict[str, object]:
    """Which images of a set bear a wrong name, and its verification rates without them."""
    wrong = {
        image.path.stem: LABEL_ERRORS[image.path.stem]
        for image in templates.images
        if image.path.stem in LABEL_ERRORS
    }
    return (
        {"images": wrong, "rates_without": _verification(*verify(without(templates, wrong)))} if wrong else {}
    )


def _joined(searched: Sequence[Searches]) -> Searches:
    return Searches(
        gallery=sum(part.gallery for part in searched),
        mates=tuple(chain.from_iterable(part.mates for part in searched)),
        ranks=tuple(chain.from_iterable(part.ranks for part in searched)),
        others=tuple(chain.from_iterable(part.others for part in searched)),
    )


def _figures(
    templates: Sequence[FaceTemplates],
    comparisons: tuple[Scores, Scores],
    searched: Searches,
    several: Searches,
) -> Figures:
    images = sum(len(part.images) for part in templates)
    found = sum(int(part.found.sum()) for part in templates)
    times = list(chain.from_iterable(part.extract_ms for part in templates))
    return {
        **_verification(*comparisons),
        "images": images,
        "fte": (images - found) / images,
        "extract_ms_p50": median(times) if times else None,
        "compare_per_s": _comparisons_per_second(templates),
        **_identification(searched),
        **{f"enrolled3_{name}": value for name, value in _identification(several).items()},
    }


def _verification(genuine: Scores, impostor: Scores) -> Figures:
    """Rates are null where a set lacks one kind of pair."""
    if genuine.size and impostor.size:
        return asdict(rates.verification_rates(genuine, impostor))
    unknown: Figures = dict.fromkeys(("eer", "fmr100", "fmr1000", "zerofmr"))
    return unknown | {"genuine": len(genuine), "impostor": len(impostor)}


def _identification(searched: Searches) -> Figures:
    """Rates are null where a set has no search of the kind."""
    mated, open_set = bool(searched.mates), bool(searched.mates and searched.others)
    mates, ranks, others = searched.mates, searched.ranks, searched.others
    fnir = rates.fnir_at_fpir(mates, ranks, others, _FPIR) if open_set else None
    low, high = (None, None) if fnir is None else _wilson(fnir, len(mates))
    return {
        "rank1": rates.share_within_rank(ranks, 1) if mated else None,
        "rank10": rates.share_within_rank(ranks, 10) if mated else None,
        "fnir_at_fpir_1e-2": fnir,
        "fnir_95_low": low,
        "fnir_95_high": high,
        "gallery": searched.gallery,
        "mated": len(mates),
        "non_mated": len(others),
    }


def _wilson(share: float, count: int) -> tuple[float, float]:
    """95 % interval of a share of independent trials (Wilson, JASA 22, 1927); too narrow where an identity
    brings several of them."""
    spread = _Z * sqrt(share * (1 - share) / count + (_Z / (2 * count)) ** 2)
    middle = share + _Z**2 / (2 * count)
    return (middle - spread) / (1 + _Z**2 / count), (middle + spread) / (1 + _Z**2 / count)


def _comparisons_per_second(templates: Sequence[FaceTemplates]) -> float:
    """One probe against all images of the largest set, again and again; CPU time."""
    references = max((part.embeddings for part in templates), key=len)
    rounds = -(-_TIMED_COMPARISONS // len(references))
    started = process_time()
    for _ in range(rounds):
        compare_many(references[0], references)
    return rounds * len(references) / max(process_time() - started, 1e-9)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.face",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="a set, or a folder of sets")
    parser.add_argument(
        "--models", default=FALLBACK, metavar="NAME", help="fallback, recommended, or a model of the site"
    )
    parser.add_argument("--json", type=Path, required=True, metavar="FILE", help="where the result goes")
    return parser.parse_args(arguments)


def _show(name: str, figures: Figures) -> None:
    print(name)
    for key, value in figures.items():
        print(f"  {key:18} {'-' if value is None else f'{value:.5g}'}")


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return _CANNOT_MEASURE


if __name__ == "__main__":
    sys.exit(main())
