"""Does print quality predict this matcher's errors? Error-versus-discard curves on prints unseen by the fit.

    python -m benchmarks.accuracy.quality DIR... [--synthetic 40] [--seed 7500] [--cache DIR] --json FILE

A genuine pair's quality is that of its worse print. Pairs are discarded from the worst quality on; the
threshold stays where all pairs together have the stated FMR. Measured on the given sets, on these pooled, and
on synthetic prints degraded in every way (other persons than those of the fit). `preview` is the value
without minutiae, `full` with them.
"""

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy import provenance
from benchmarks.accuracy.datasets import DataSetError, FingerprintSet, fingerprint_sets
from benchmarks.accuracy.degraded_prints import degraded_prints
from benchmarks.accuracy.minutiae_cache import CachedExtractor
from benchmarks.accuracy.rates import FAILED
from matcher import images
from matcher.fingerprint.compare import compare_many
from matcher.fingerprint.quality.grade import grade
from matcher.fingerprint.quality.quality import Quality
from matcher.fingerprint.searchable import SearchableFinger, prepare

Floats = NDArray[np.float64]

DISCARDED = (0.0, 0.1, 0.2, 0.3)
FMRS = (1e-2, 1e-3, 1e-4)
KINDS = ("preview", "full")


@dataclass(frozen=True, slots=True)
class GradedPrint:
    """One print. finger: None where no print was found; seconds: processor time of the preview."""

    owner: str
    finger: SearchableFinger | None
    preview: Quality
    full: Quality
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """One set's scores. quality: of each genuine pair, by kind; owners: whose pair it is."""

    genuine: Floats
    impostor: Floats
    quality: dict[str, Floats]
    owners: NDArray[np.str_]


def graded(grey: NDArray[np.uint8], dpi: float, owner: str, extractor: CachedExtractor) -> GradedPrint:
    """One print with and without its minutiae; a print that gives none has the preview's value twice."""
    start = time.process_time()
    preview = grade(grey, dpi)
    seconds = time.process_time() - start
    minutiae = extractor.extract(grey, dpi)
    if minutiae is None:
        return GradedPrint(owner, None, preview, preview, seconds)
    return GradedPrint(owner, prepare(minutiae), preview, grade(grey, dpi, minutiae), seconds)


def real_prints(data: FingerprintSet, extractor: CachedExtractor) -> list[GradedPrint]:
    """A set's impressions, in order."""
    return [
        graded(images.grey(images.decode(one.path.read_bytes())), data.dpi, one.finger, extractor)
        for one in data.impressions
    ]


def synthetic_prints(fingers: int, seed: int, extractor: CachedExtractor) -> list[GradedPrint]:
    """Degraded prints and careful ones of the same fingers."""
    return [graded(one.image, 500, one.finger, extractor) for one in degraded_prints(fingers, seed)]


def compared(prints: Sequence[GradedPrint]) -> Pairs:
    """Every pair of a set once; FAILED where one of the two gave no template."""
    scores = np.full((len(prints),) * 2, FAILED)
    usable = [(index, one.finger) for index, one in enumerate(prints) if one.finger is not None]
    for place, (row, probe) in enumerate(usable[:-1]):
        later = usable[place + 1 :]
        scores[row, [index for index, _ in later]] = compare_many(probe, [finger for _, finger in later])
    owners = np.array([one.owner for one in prints])
    first, second = np.triu_indices(len(prints), 1)
    same = owners[first] == owners[second]
    values = {kind: np.array([getattr(one, kind).value for one in prints], np.float64) for kind in KINDS}
    return Pairs(
        genuine=scores[first, second][same],
        impostor=scores[first, second][~same],
        quality={kind: np.minimum(value[first], value[second])[same] for kind, value in values.items()},
        owners=owners[first][same],
    )


def pooled(sets: Iterable[tuple[str, Pairs]]) -> Pairs:
    """All sets' comparisons under one threshold."""
    named = list(sets)
    return Pairs(
        genuine=np.concatenate([pairs.genuine for _, pairs in named]),
        impostor=np.concatenate([pairs.impostor for _, pairs in named]),
        quality={kind: np.concatenate([pairs.quality[kind] for _, pairs in named]) for kind in KINDS},
        owners=np.concatenate([np.char.add(f"{name}/", pairs.owners) for name, pairs in named]),
    )


def figures(pairs: Pairs) -> dict[str, Any]:
    """For both kinds of value: the curves, and how quality and genuine score go together."""
    return {
        "genuine": len(pairs.genuine),
        "impostor": len(pairs.impostor),
        **{kind: _prediction(pairs, pairs.quality[kind]) for kind in KINDS},
    }


def _prediction(pairs: Pairs, quality: Floats) -> dict[str, Any]:
    low, high = interval(pairs, quality)
    return {
        "spearman": round(spearman(quality, pairs.genuine), 3),
        "spearman_95": [round(low, 3), round(high, 3)],
        "misses_rank_below": {
            f"fmr_{fmr:g}": separation(quality, pairs.genuine < threshold(pairs, fmr)) for fmr in FMRS
        },
        "fnmr_after_discard": {f"fmr_{fmr:g}": discard_curve(pairs, quality, fmr) for fmr in FMRS},
    }


def threshold(pairs: Pairs, fmr: float) -> float:
    """The lowest score that no more than this share of all impostor pairs reaches."""
    ordered = np.sort(pairs.impostor)[::-1]
    return float(np.nextafter(ordered[math.floor(fmr * len(ordered) + 1e-9)], np.inf))


def discard_curve(pairs: Pairs, quality: Floats, fmr: float) -> dict[str, list[float]]:
    """FNMR and number of misses among what is left; pairs of one quality go half-way together.

    A tie at the border counts each of its pairs by the share of them that stays.
    """
    missed = pairs.genuine < threshold(pairs, fmr)
    rates, counts = [], []
    for share in DISCARDED:
        weight = _kept(quality, share)
        counts.append(round(float((weight * missed).sum()), 1))
        rates.append(round(counts[-1] / float(weight.sum()), 5))
    return {"discarded": list(DISCARDED), "fnmr": rates, "misses": counts}


def _kept(quality: Floats, share: float) -> Floats:
    """How much of each pair stays when the worst share goes: 1, 0, or a part for ties at the border."""
    leaving = share * len(quality)
    border = float(np.sort(quality)[min(math.floor(leaving), len(quality) - 1)])
    below, tied = np.count_nonzero(quality < border), np.count_nonzero(quality == border)
    return np.where(quality < border, 0.0, np.where(quality > border, 1.0, 1.0 - (leaving - below) / tied))


def spearman(first: Floats, second: Floats) -> float:
    """Rank correlation; 0 where one of the two does not vary."""
    ranks = [_ranks(values) for values in (first, second)]
    if min(rank.std() for rank in ranks) == 0:
        return 0.0
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def _ranks(values: Floats) -> Floats:
    """Mean ranks."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2)[place], np.float64)


def separation(quality: Floats, missed: NDArray[np.bool_]) -> float | None:
    """The chance that a missed pair has the lower quality than a found one, ties half; None without both."""
    misses = int(missed.sum())
    if misses in {0, len(missed)}:
        return None
    ranks = _ranks(quality)
    above = float(ranks[missed].sum()) - misses * (misses + 1) / 2
    return round(1.0 - above / (misses * (len(missed) - misses)), 3)


def interval(pairs: Pairs, quality: Floats, rounds: int = 500) -> tuple[float, float]:
    """95 % of Spearman's coefficient when fingers are drawn anew, with replacement."""
    rng = np.random.default_rng(1)
    owners, where = np.unique(pairs.owners, return_inverse=True)
    members = [np.flatnonzero(where == index) for index in range(len(owners))]
    drawn = []
    for _ in range(rounds):
        chosen = np.concatenate([members[index] for index in rng.integers(len(owners), size=len(owners))])
        drawn.append(spearman(quality[chosen], pairs.genuine[chosen]))
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)


def reasons(prints: Sequence[GradedPrint]) -> dict[str, float]:
    """The share of prints with each reason, and with none."""
    told = [[reason.value for reason in one.full.reasons] for one in prints]
    names = sorted({name for codes in told for name in codes})
    shares = {name: float(np.mean([name in codes for codes in told])) for name in names}
    return {"none": round(float(np.mean([not codes for codes in told])), 3)} | {
        name: round(share, 3) for name, share in shares.items()
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade, compare, print and write the result."""
    given, sets = _command_line(arguments)
    extractor = CachedExtractor(given.cache)
    prints = {data.name: real_prints(data, extractor) for data in sets}
    drawn = synthetic_prints(given.synthetic, given.seed, extractor)
    pairs = {name: compared(one) for name, one in prints.items()}
    result = {
        "benchmark": "accuracy.quality",
        "fitted_on": "synthetic prints of persons 7000-7059 alone",
        "caution": "which measures to take was decided with the given sets in view",
        "preview_ms_p50": round(
            1000 * float(np.median([one.seconds for p in prints.values() for one in p])), 1
        ),
        "pooled": figures(pooled(pairs.items())),
        "sets": {name: figures(one) for name, one in pairs.items()},
        "synthetic": {"fingers": given.synthetic, "seed": given.seed} | figures(compared(drawn)),
        "values": {
            name: [round(float(np.quantile([g.full.value for g in one], q))) for q in (0.05, 0.5, 0.95)]
            for name, one in [*prints.items(), ("synthetic", drawn)]
        },
        "reasons": {name: reasons(one) for name, one in [*prints.items(), ("synthetic", drawn)]},
        "provenance": provenance.provenance(sets, ["python", *sys.orig_argv[1:]]),
    }
    print(table(result))
    if given.json:
        provenance.write(given.json, result)
    return 0


def table(result: dict[str, Any]) -> str:
    """The result for a reader at a terminal: FNMR in per cent at FMR 1/1000."""
    lines = [
        f"{'set':<16}{'kind':>9}{'Spearman':>10}{'95 %':>16}{'AUC':>7}   FNMR % (misses) less 0, 10, 20, 30 %"
    ]
    for name, row in [
        *result["sets"].items(),
        ("pooled", result["pooled"]),
        ("synthetic", result["synthetic"]),
    ]:
        for kind in KINDS:
            one = row[kind]
            curve = one["fnmr_after_discard"]["fmr_0.001"]
            shown = "  ".join(
                f"{100 * r:5.2f} ({m:g})" for r, m in zip(curve["fnmr"], curve["misses"], strict=True)
            )
            low, high = one["spearman_95"]
            auc = one["misses_rank_below"]["fmr_0.001"]
            lines.append(
                f"{name:<16}{kind:>9}{one['spearman']:>10.2f}{f'{low:.2f}..{high:.2f}':>16}"
                f"{'-' if auc is None else f'{auc:.2f}':>7}   {shown}"
            )
    lines.append(f"preview {result['preview_ms_p50']} ms an image; values (5, 50, 95 %): {result['values']}")
    return "\n".join([*lines, *(f"reasons, {name}: {shares}" for name, shares in result["reasons"].items())])


def _command_line(arguments: Sequence[str] | None) -> tuple[argparse.Namespace, list[FingerprintSet]]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy.quality")
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="a set, or a folder of sets")
    parser.add_argument("--synthetic", type=int, default=40, help="fingers of synthetic prints")
    parser.add_argument("--seed", type=int, default=7500, help="the first person's seed")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "umbral-minutiae")
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args(arguments)
    try:
        return given, fingerprint_sets(given.folders)
    except DataSetError as error:
        parser.error(str(error))


if __name__ == "__main__":
    sys.exit(main())
