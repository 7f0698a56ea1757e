"""Accuracy of the fingerprint path on folders of impressions, through the parts that the service runs.

    python -m benchmarks.accuracy.fingerprint DIR... [--profile exact|fast] --json FILE

Every image is extracted, written as a template and read back. Genuine: every pair of impressions of one
finger; impostor: every pair across the fingers of one set. A failure to extract is a non-match everywhere.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.datasets import DataSetError, FingerprintSet, fingerprint_sets
from benchmarks.accuracy.provenance import provenance, write
from benchmarks.accuracy.rates import FAILED, mean_rank, verification_rates
from matcher import images
from matcher.errors import UmbralError
from matcher.fingerprint import template
from matcher.fingerprint.compare import compare_many
from matcher.fingerprint.extract import MinutiaeExtractor, Profile
from matcher.fingerprint.parameters import EXTRACTOR
from matcher.fingerprint.searchable import SearchableFinger, pack, prepare
from matcher.kernels.cylinder_set import Packed
from matcher.kernels.dispatch import kernel

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ExtractedSet:
    """One set's impressions in order; None where extraction failed. seconds: processor time of each."""

    name: str
    owners: tuple[str, ...]
    fingers: tuple[SearchableFinger | None, ...]
    seconds: tuple[float, ...]
    failures: dict[str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """One set's scores, FAILED where one of the two was not extracted. seconds: processor time of all."""

    genuine: Scores
    impostor: Scores
    seconds: float


def extract_set(data: FingerprintSet, extractor: MinutiaeExtractor) -> ExtractedSet:
    """Every impression of a set as the service would hold it: through the stored record and back."""
    fingers: list[SearchableFinger | None] = []
    seconds: list[float] = []
    failures: dict[str, str] = {}
    for number, impression in enumerate(data.impressions, 1):
        pixels = images.grey(images.decode(impression.path.read_bytes()))
        start = time.process_time()
        try:
            record = template.encode(extractor.extract(pixels, data.dpi))
            fingers.append(prepare(template.decode(record)))
        except UmbralError as error:
            failures[impression.path.name] = error.code
            fingers.append(None)
        seconds.append(time.process_time() - start)
        _progress(f"{data.name}: {number} of {len(data.impressions)} images")
    owners = tuple(impression.finger for impression in data.impressions)
    return ExtractedSet(data.name, owners, tuple(fingers), tuple(seconds), failures)


def compare_set(extracted: ExtractedSet) -> Compared:
    """Every pair of a set once, the earlier impression as the probe."""
    owners, scores = np.array(extracted.owners), np.full((len(extracted.owners),) * 2, FAILED)
    usable = [(index, finger) for index, finger in enumerate(extracted.fingers) if finger is not None]
    start = time.process_time()
    for place, (row, probe) in enumerate(usable):
        later = usable[place + 1 :]
        if later:
            scores[row, [index for index, _ in later]] = compare_many(probe, [finger for _, finger in later])
    seconds = time.process_time() - start
    upper, same = np.triu(np.ones(scores.shape, np.bool_), 1), owners[:, None] == owners
    return Compared(scores[upper & same], scores[upper & ~same], seconds)


def figures(extracted: Sequence[ExtractedSet], compared: Sequence[Compared]) -> dict[str, Any]:
    """The contract's figures of one set, or of several pooled under one threshold."""
    rates = verification_rates(
        np.concatenate([each.genuine for each in compared]),
        np.concatenate([each.impostor for each in compared]),
    )
    seconds = [second for each in extracted for second in each.seconds]
    spent = sum(each.seconds for each in compared)
    return {
        **asdict(rates),
        "fte": sum(len(each.failures) for each in extracted) / len(seconds),
        "extract_ms_p50": round(float(np.median(seconds)) * 1000, 1),
        "compare_per_s": round((rates.genuine + rates.impostor) / max(spent, 1e-9)),
    }


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
    extractor = MinutiaeExtractor(given.profile)
    extracted = [extract_set(data, extractor) for data in sets]
    compared = [compare_set(each) for each in extracted]
    result = {
        "benchmark": "accuracy.fingerprint",
        "profile": given.profile,
        "extractor": EXTRACTOR,
        "kernel": kernel(),
        "pooled": figures(extracted, compared),
        "sets": {
            each.name: figures([each], [scores]) for each, scores in zip(extracted, compared, strict=True)
        },
        "identification": identification(extracted),
        "failures": {
            f"{each.name}/{name}": code for each in extracted for name, code in each.failures.items()
        },
        "provenance": provenance(sets, ["python", *sys.orig_argv[1:]]),
    }
    print(table(result))
    if given.json:
        write(given.json, result)
    return 0


def table(result: dict[str, Any]) -> str:
    """The figures for a reader at a terminal; rates in per cent."""
    columns = ("eer", "fmr100", "fmr1000", "zerofmr", "fte")
    lines = [
        f"{'set':<20}"
        + "".join(f"{name + ' %':>11}" for name in columns)
        + "  genuine impostor  ms/image  /s"
    ]
    for name, row in [*result["sets"].items(), ("pooled", result["pooled"])]:
        rates = "".join(f"{100 * row[column]:>11.2f}" for column in columns)
        counts = (
            f"{row['genuine']:>9}{row['impostor']:>9}{row['extract_ms_p50']:>10.0f}{row['compare_per_s']:>8}"
        )
        lines.append(f"{name:<20}{rates}{counts}")
    found = result["identification"]
    lines.append(f"{found['rank1']} of {found['probes']} probes at rank 1 among {found['gallery']} fingers")
    lines.append(f"profile {result['profile']}, extractor {result['extractor']}, kernel {result['kernel']}")
    return "\n".join(lines)


def _command_line(arguments: Sequence[str] | None) -> tuple[argparse.Namespace, list[FingerprintSet]]:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.fingerprint",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="a set, or a folder of sets")
    parser.add_argument("--profile", choices=get_args(Profile), default="exact")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the result")
    given = parser.parse_args(arguments)
    try:
        return given, fingerprint_sets(given.folders)
    except DataSetError as error:
        parser.error(str(error))


def _progress(line: str) -> None:
    """One line that overwrites itself on a terminal; silent elsewhere."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
