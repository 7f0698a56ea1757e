"""Accuracy where the prints come at another resolution, or the finger lay turned.

    python -m benchmarks.accuracy.fingerprint_variants DIR... [--profile exact|fast] --json FILE

Every image is resampled to 250, 400 and 1000 dpi and turned by 30, 90 and 180 degrees (`print_variants`).
Each variant has two rows: compared with itself, and as the probe against the unchanged reference. The pairs
are those of `fingerprint_protocol`; an image is never compared with its own variant.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.accuracy.bootstrap import REPLICATES
from benchmarks.accuracy.command_line import fingerprint_parser, with_sets
from benchmarks.accuracy.datasets import FingerprintSet
from benchmarks.accuracy.fingerprint_protocol import (
    ExtractedSet,
    Extracts,
    View,
    as_it_is,
    compare_set,
    extract_set,
    figures,
    with_interval,
)
from benchmarks.accuracy.print_variants import VARIANTS
from benchmarks.accuracy.provenance import provenance, write
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.fingerprint.parameters import EXTRACTOR

UNCHANGED = "unchanged"


def measure(
    sets: Sequence[FingerprintSet], extractor: Extracts, variants: Mapping[str, View]
) -> dict[str, dict[str, Any]]:
    """For each variant its rows, pooled over the sets, by what it is compared with: itself, unchanged."""
    plain = _extracted(sets, extractor, as_it_is)
    rows = {UNCHANGED: {"itself": _row(plain, plain)}}
    for name, view in variants.items():
        varied = _extracted(sets, extractor, view)
        rows[name] = {"itself": _row(varied, varied), UNCHANGED: _row(varied, plain)}
    return rows


def _extracted(sets: Sequence[FingerprintSet], extractor: Extracts, view: View) -> list[ExtractedSet]:
    return [extract_set(data, extractor, view) for data in sets]


def _row(probes: Sequence[ExtractedSet], references: Sequence[ExtractedSet]) -> dict[str, Any]:
    """The pooled figures, each set's EER, and which probes were refused."""
    compared = [compare_set(ours, theirs) for ours, theirs in zip(probes, references, strict=True)]
    return {
        **figures(probes, compared),
        "eer_of_sets": {
            one.name: figures([one], [scores])["eer"] for one, scores in zip(probes, compared, strict=True)
        },
        "failures": {f"{one.name}/{name}": code for one in probes for name, code in one.failures.items()},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, write the JSON."""
    given, sets = _command_line(arguments)
    origin = provenance(sets, ["python", *sys.orig_argv[1:]])  # of the code as it is now, not in an hour
    rows = measure(sets, MinutiaeExtractor(given.profile), VARIANTS)
    result = {
        "benchmark": "accuracy.fingerprint_variants",
        "profile": given.profile,
        "extractor": EXTRACTOR,
        "replicates": REPLICATES,
        "variants": rows,
        "provenance": origin,
    }
    print(table(rows))
    if given.json:
        write(given.json, result)
    return 0


def table(rows: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """One line for each row; rates in per cent, their 95 % intervals behind them."""
    lines = [f"{'probe':<12}{'reference':<12}{'EER %':>22}{'FMR100 %':>22}{'FMR1000 %':>22}{'FTE %':>7}"]
    for name, against in rows.items():
        for other, row in against.items():
            rates = "".join(f"{with_interval(dict(row), rate):>22}" for rate in ("eer", "fmr100", "fmr1000"))
            reference = name if other == "itself" else other
            lines.append(f"{name:<12}{reference:<12}{rates}{100 * row['fte']:>7.2f}")
    return "\n".join(lines)


def _command_line(arguments: Sequence[str] | None) -> tuple[argparse.Namespace, list[FingerprintSet]]:
    return with_sets(fingerprint_parser("benchmarks.accuracy.fingerprint_variants", __doc__), arguments)


if __name__ == "__main__":
    sys.exit(main())
