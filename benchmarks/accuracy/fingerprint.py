"""Accuracy of the fingerprint path on folders of impressions, through the parts that the service runs.

    python -m benchmarks.accuracy.fingerprint DIR... [--profile exact|fast] --json FILE

The pairs are those of `fingerprint_protocol`. Every rate has its 95 % interval, by a bootstrap over fingers.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.accuracy.bootstrap import REPLICATES
from benchmarks.accuracy.command_line import fingerprint_parser, with_sets
from benchmarks.accuracy.datasets import FingerprintSet
from benchmarks.accuracy.fingerprint_protocol import (
    ExtractedSet,
    compare_set,
    extract_set,
    figures,
    with_interval,
)
from benchmarks.accuracy.provenance import provenance, write
from benchmarks.accuracy.rates import mean_rank
from matcher.fingerprint.compare import compare_many
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.fingerprint.parameters import EXTRACTOR
from matcher.fingerprint.searchable import SearchableFinger, pack
from matcher.kernels.cylinder_set import Packed
from matcher.kernels.dispatch import kernel


def identification(extracted: Sequence[ExtractedSet]) -> dict[str, Any]:
    """Every finger's first impression enrolled in one gallery over all sets, all others searched for."""
    everything = [
        (f"{each.name}/{owner}", finger)
        for each in extracted
        for owner, finger in zip(each.owners, each.fingers, strict=True)
    ]
    gallery: dict[str, SearchableFinger | None] = {}
    probes = [
        (owner, finger) for owner, finger in everything if gallery.setdefault(owner, finger) is not finger
    ]
    enrolled = [(owner, finger) for owner, finger in gallery.items() if finger is not None]
    packed = pack([finger for _, finger in enrolled])
    ranks = np.array(
        [_rank(owner, probe, [owner for owner, _ in enrolled], packed) for owner, probe in probes]
    )
    return {"gallery": len(gallery), "probes": len(probes), "rank1": int(np.count_nonzero(ranks <= 1.0))}


def _rank(owner: str, probe: SearchableFinger | None, owners: Sequence[str], packed: Packed) -> float:
    """The mate's mean rank; last where probe or mate was not extracted."""
    if probe is None or owner not in owners:
        return float(len(owners) + 1)
    scores, mate = compare_many(probe, packed), owners.index(owner)
    return mean_rank(float(scores[mate]), np.delete(scores, mate))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, write the JSON."""
    given, sets = _command_line(arguments)
    origin = provenance(sets, ["python", *sys.orig_argv[1:]])  # of the code as it is now, not in an hour
    extractor = MinutiaeExtractor(given.profile)
    extracted = [extract_set(data, extractor) for data in sets]
    compared = [compare_set(each) for each in extracted]
    result = {
        "benchmark": "accuracy.fingerprint",
        "profile": given.profile,
        "extractor": EXTRACTOR,
        "kernel": kernel(),
        "replicates": REPLICATES,
        "pooled": figures(extracted, compared),
        "sets": {
            each.name: figures([each], [scores]) for each, scores in zip(extracted, compared, strict=True)
        },
        "identification": identification(extracted),
        "failures": {
            f"{each.name}/{name}": code for each in extracted for name, code in each.failures.items()
        },
        "provenance": origin,
    }
    print(table(result))
    if given.json:
        write(given.json, result)
    return 0


def table(result: dict[str, Any]) -> str:
    """The figures for a reader at a terminal; rates in per cent, their 95 % intervals behind them."""
    columns = ("eer", "fmr100", "fmr1000", "zerofmr")
    lines = [
        f"{'set':<16}"
        + "".join(f"{name + ' %':>22}" for name in columns)
        + "  fte %  genuine impostor  ms/image  /s"
    ]
    for name, row in [*result["sets"].items(), ("pooled", result["pooled"])]:
        rates = "".join(f"{with_interval(row, column):>22}" for column in columns)
        counts = f"{row['genuine']:>9}{row['impostor']:>9}"
        speed = f"{row['extract_ms_p50']:>10.0f}{row['compare_per_s']:>8}"
        lines.append(f"{name:<16}{rates}{100 * row['fte']:>7.2f}{counts}{speed}")
    found = result["identification"]
    lines.append(f"{found['rank1']} of {found['probes']} probes at rank 1 among {found['gallery']} fingers")
    lines.append(f"[95 % intervals: {result['replicates']} bootstrap replicates over the fingers]")
    lines.append(f"profile {result['profile']}, extractor {result['extractor']}, kernel {result['kernel']}")
    return "\n".join(lines)


def _command_line(arguments: Sequence[str] | None) -> tuple[argparse.Namespace, list[FingerprintSet]]:
    return with_sets(fingerprint_parser("benchmarks.accuracy.fingerprint", __doc__), arguments)


if __name__ == "__main__":
    sys.exit(main())
