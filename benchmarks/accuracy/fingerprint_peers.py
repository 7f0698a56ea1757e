"""Our profiles and other people's matchers on the same images and pairs, in one run.

    python -m benchmarks.accuracy.fingerprint_peers DIR... --peer-python PYTHON [--peer-library SO]
        [--presets NAME...] [--impostors N] [--json FILE] [--det SVG]

Each image is extracted by everybody in turn, so that what slows the machine slows all alike. The pairs are
those of `fingerprint_protocol`; `--impostors N` gives the peers a seeded sample of so many impostor pairs a
set, on which ours are then compared with them. A ratio is ours divided by the peer's.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.bootstrap import REPLICATES, SEED
from benchmarks.accuracy.command_line import fingerprint_parser, with_sets
from benchmarks.accuracy.datasets import FingerprintSet
from benchmarks.accuracy.det import det, picture
from benchmarks.accuracy.fingerprint_protocol import (
    Compared,
    ExtractedSet,
    as_set,
    error_figures,
    extract_one,
    figures,
    owned,
    progress,
    score_matrix,
    with_interval,
)
from benchmarks.accuracy.peers import PRESETS, Peer, PeerError, Preset, afis
from benchmarks.accuracy.provenance import provenance, write
from matcher.fingerprint.extract import MinutiaeExtractor, Profile
from matcher.fingerprint.parameters import EXTRACTOR
from matcher.kernels.dispatch import kernel

Mask = NDArray[np.bool_]
Row = dict[str, Any]

RATIOS: Final = ("eer", "fmr100", "fmr1000", "zerofmr", "extract_ms_p50", "compare_per_s")


@dataclass(frozen=True, slots=True)
class Extracted:
    """One set by everybody. ours: by profile. theirs: by extractor, (n,) seconds and number of minutiae."""

    ours: dict[str, ExtractedSet]
    seconds: dict[str, list[float]]
    minutiae: dict[str, list[int]]


def extract_by_all(
    data: FingerprintSet, extractors: Mapping[str, MinutiaeExtractor], peer: Peer, theirs: Sequence[str]
) -> Extracted:
    """Every image by each of our profiles and each of the peer's extractors, in turn."""
    found: dict[str, list[Any]] = {profile: [] for profile in extractors}
    seconds: dict[str, list[float]] = {name: [] for name in theirs}
    minutiae: dict[str, list[int]] = {name: [] for name in theirs}
    for number, path in enumerate(data.files(), 1):
        for profile, extractor in extractors.items():
            found[profile].append(extract_one(path, data.dpi, extractor))
        for name in theirs:
            spent, count = peer.extract(name, _key(data, number - 1), path, data.dpi)
            seconds[name].append(spent)
            minutiae[name].append(count)
        progress(f"{data.name}: {number} of {len(data.impressions)} images")
    return Extracted({profile: as_set(data, each) for profile, each in found.items()}, seconds, minutiae)


def asked_pairs(data: FingerprintSet, impostors: int, seed: int = SEED) -> Mask:
    """(n, n) bool, above the diagonal: every genuine pair and all impostor pairs, or a sample of them."""
    owners = np.array([impression.finger for impression in data.impressions])
    upper = np.triu(np.ones((len(owners),) * 2, np.bool_), 1)
    same = owners[:, None] == owners
    strangers = np.flatnonzero(upper & ~same)
    if 0 < impostors < len(strangers):
        strangers = np.random.default_rng(seed).choice(strangers, impostors, replace=False)
    asked: Mask = upper & same
    asked.ravel()[strangers] = True
    return asked


def compared_by_peer(data: FingerprintSet, asked: Mask, preset: Preset, peer: Peer) -> Compared:
    """The peer's scores of these pairs."""
    pairs = np.argwhere(asked).tolist()
    seconds, told = peer.compare(preset, [(_key(data, a), _key(data, b)) for a, b in pairs])
    scores = np.full(asked.shape, np.nan)
    scores[asked] = told
    owners = [impression.finger for impression in data.impressions]
    return Compared(owned(owners, scores, asked), seconds)


def peer_row(preset: Preset, extracted: Sequence[Extracted], compared: Sequence[Compared]) -> Row:
    """The contract's figures of a peer; an image without minutiae is a failure to extract."""
    seconds = [second for each in extracted for second in each.seconds[preset.extractor]]
    minutiae = [count for each in extracted for count in each.minutiae[preset.extractor]]
    pairs = sum(len(each.genuine) + len(each.impostor) for each in compared)
    return {
        **error_figures(compared),
        "fte": sum(count == 0 for count in minutiae) / len(minutiae),
        "extract_ms_p50": round(float(np.median(seconds)) * 1000, 1),
        "compare_per_s": round(pairs / sum(each.seconds for each in compared), 1),
    }


def ratio(ours: Row, theirs: Row) -> Row:
    """Ours divided by theirs; null where theirs is nothing."""
    return {name: round(ours[name] / theirs[name], 4) if theirs[name] else None for name in RATIOS}


def measure(
    sets: Sequence[FingerprintSet], presets: Mapping[str, Preset], peer: Peer, impostors: int
) -> dict[str, Any]:
    """Everybody's rows and DET curves, and our ratios to each peer on the same pairs."""
    extractors = {profile: MinutiaeExtractor(profile) for profile in get_args(Profile)}
    theirs = sorted({preset.extractor for preset in presets.values()})
    extracted = [extract_by_all(data, extractors, peer, theirs) for data in sets]
    asked = [asked_pairs(data, impostors) for data in sets]
    ours, on_their_pairs, rows, curves = {}, {}, {}, {}
    for profile in extractors:
        of_profile = [each.ours[profile] for each in extracted]
        every, some = _compared_by_us(of_profile, asked)
        ours[profile] = figures(of_profile, every)
        on_their_pairs[profile] = {**ours[profile], **error_figures(some)}
        curves[f"Umbral, {profile}"] = _curve(every)
    for name, preset in presets.items():
        compared = [compared_by_peer(*each, preset, peer) for each in zip(sets, asked, strict=True)]
        rows[name] = peer_row(preset, extracted, compared)
        curves[name] = _curve(compared)
    return {
        "ours": ours,
        "ours_on_the_peers_pairs": on_their_pairs,
        "peers": rows,
        "ratios": {
            profile: {name: ratio(row, other) for name, other in rows.items()}
            for profile, row in on_their_pairs.items()
        },
        "det": curves,
    }


def _compared_by_us(
    sets: Sequence[ExtractedSet], asked: Sequence[Mask]
) -> tuple[list[Compared], list[Compared]]:
    """All pairs of each set, and those of them that the peers were asked."""
    every, some = [], []
    for one, mask in zip(sets, asked, strict=True):
        scores, seconds = score_matrix(one, one)
        every.append(Compared(owned(one.owners, scores), seconds))
        some.append(Compared(owned(one.owners, scores, mask), seconds))
    return every, some


def _curve(compared: Sequence[Compared]) -> list[tuple[float, float]]:
    return det(
        np.concatenate([each.genuine for each in compared]),
        np.concatenate([each.impostor for each in compared]),
    )


def _key(data: FingerprintSet, number: int) -> str:
    """What the peer keeps an image under."""
    return f"{data.name}/{number}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, write JSON and picture; 2 where the peer cannot be run."""
    given, sets = _command_line(arguments)
    origin = provenance(sets, ["python", *sys.orig_argv[1:]])  # of the code as it is now, not in an hour
    presets = {name: preset for name, preset in PRESETS.items() if name in given.presets}
    try:
        with afis(given.peer_python, given.peer_library) as peer:
            measured, name = measure(sets, presets, peer, given.impostors), peer.name
    except PeerError as error:
        print(error, file=sys.stderr)
        return 2
    result = {
        "benchmark": "accuracy.fingerprint_peers",
        "peer": name,
        "extractor": EXTRACTOR,
        "kernel": kernel(),
        "replicates": REPLICATES,
        "impostor_sample_of_a_set": given.impostors or "all",
        **measured,
        "provenance": origin,
    }
    print(table(result))
    if given.json:
        write(given.json, result)
    if given.det:
        mated, others = (result["ours"]["exact"][kind] for kind in ("genuine", "impostor"))
        picture(_labelled(result), given.det, f"{mated:,} genuine and {others:,} impostor comparisons")
    return 0


def _labelled(result: Mapping[str, Any]) -> dict[str, list[tuple[float, float]]]:
    """Everybody's curve by name and EER."""
    rows = [*result["ours"].values(), *result["peers"].values()]
    return {
        f"{name}, EER {100 * row['eer']:.1f} %": curve
        for (name, curve), row in zip(result["det"].items(), rows, strict=True)
    }


def table(result: Mapping[str, Any]) -> str:
    """One line for each system; rates in per cent, their 95 % intervals behind them; then our ratios."""
    columns = ("eer", "fmr100", "fmr1000")
    lines = [f"{'':<26}" + "".join(f"{c + ' %':>22}" for c in columns) + "  FTE %  ms/image       /s"]
    ours = {f"Umbral, {profile}": row for profile, row in result["ours_on_the_peers_pairs"].items()}
    for name, row in [*ours.items(), *result["peers"].items()]:
        rates = "".join(f"{with_interval(row, column):>22}" for column in columns)
        speed = f"{row['extract_ms_p50']:>10.1f}{row['compare_per_s']:>9.0f}"
        lines.append(f"{name:<26}{rates}{100 * row['fte']:>7.2f}{speed}")
    for profile, ratios in result["ratios"].items():
        for name, row in ratios.items():
            told = ", ".join(f"{key} {value}" for key, value in row.items())
            lines.append(f"{profile} / {name}: {told}")
    return "\n".join(lines)


def _command_line(arguments: Sequence[str] | None) -> tuple[argparse.Namespace, list[FingerprintSet]]:
    parser = fingerprint_parser("benchmarks.accuracy.fingerprint_peers", __doc__, profiles=False)
    parser.add_argument("--peer-python", type=Path, required=True, metavar="PYTHON", help="one that has afis")
    parser.add_argument("--peer-library", type=Path, metavar="SO", help="see peer_library")
    parser.add_argument("--presets", nargs="+", choices=PRESETS, default=list(PRESETS), metavar="NAME")
    parser.add_argument(
        "--impostors", type=int, default=0, metavar="N", help="of a set, for the peers; 0: all"
    )
    parser.add_argument("--det", type=Path, metavar="SVG", help="where to draw the DET curves")
    return with_sets(parser, arguments)


if __name__ == "__main__":
    sys.exit(main())
