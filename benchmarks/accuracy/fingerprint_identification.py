"""1:N by several impressions and fingers, through the product's gallery, calibration and fusion.

    python -m benchmarks.accuracy.fingerprint_identification DIR... [--profile exact|fast] [--json FILE]

Three measurements, positions stated, two impressions enrolled of every finger:

- one finger: impressions 1 and 2 of all fingers of all sets in one gallery, each other one searched for;
- two fingers: two neighbouring fingers of a set stand for a person; searched for with impression k of both,
  and with every impression of one beside every one of the other;
- open set: FNIR at FPIR 1 % in galleries of thousands, simulated from single fingers' ratios (`open_set`).
  Each pair of impressions in turn is the enrolled one, all others are probes. Once at the threshold that
  gives 1 % in the simulation, once at the product's own (`matcher.chance`).

The bound of a FNIR is the bootstrap's 95th percentile, but never below what so many impressions can show: n
searches without a miss leave 1 - 0.05 ** (1 / n), n being half of the images.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import product
from typing import Any, Final
from uuid import UUID

import numpy as np

from benchmarks.accuracy.bootstrap import REPLICATES, SEED
from benchmarks.accuracy.command_line import fingerprint_parser, with_sets
from benchmarks.accuracy.datasets import FingerprintSet
from benchmarks.accuracy.fingerprint_protocol import ExtractedSet, extract_set
from benchmarks.accuracy.open_set import FingerRatios, OpenSet, PairSums, Simulation
from benchmarks.accuracy.provenance import provenance, write
from benchmarks.accuracy.rates import mean_rank
from matcher.chance import Source, chance
from matcher.domain import FingerPosition, Modality, Template
from matcher.fingerprint import template
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.fingerprint.parameters import EXTRACTOR
from matcher.fingerprint.searchable import SearchableFinger
from matcher.fusion import hand_of
from matcher.gallery.local import LocalGallery
from matcher.parameters import MATCH_FPIR, POOR_SAMPLE_FLOOR

ENROLLED: Final = 2
GALLERIES: Final = (1_000, 10_000, 100_000)
POSITIONS: Final = (FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX)

Impressions = list[Template | None]


@dataclass(frozen=True, slots=True)
class Finger:
    """One finger's impressions, in order; None where extraction failed."""

    set_name: str
    impressions: Impressions


def fingers_of(data: ExtractedSet, position: FingerPosition = POSITIONS[0]) -> list[Finger]:
    """A set's fingers, all at this position."""
    found: dict[str, Impressions] = {}
    for owner, finger in zip(data.owners, data.fingers, strict=True):
        found.setdefault(owner, []).append(None if finger is None else _template(finger, position))
    return [Finger(data.name, impressions) for impressions in found.values()]


def one_finger(fingers: Sequence[Finger]) -> dict[str, Any]:
    """Rank 1 with ENROLLED impressions of each finger in one gallery."""
    references = [finger.impressions[:ENROLLED] for finger in fingers]
    probes = [(who, [one]) for who, finger in enumerate(fingers) for one in finger.impressions[ENROLLED:]]
    return _rank_one(references, probes)


def two_fingers(sets: Sequence[ExtractedSet]) -> dict[str, Any]:
    """Rank 1 of persons of two fingers, taken together and in every combination of impressions."""
    people = [pair for data in sets for pair in _neighbours(data)]
    references = [[*a.impressions[:ENROLLED], *b.impressions[:ENROLLED]] for a, b in people]
    later = [(a.impressions[ENROLLED:], b.impressions[ENROLLED:]) for a, b in people]
    together = [(who, [*both]) for who, (a, b) in enumerate(later) for both in zip(a, b, strict=False)]
    crossed = [(who, [*both]) for who, (a, b) in enumerate(later) for both in product(a, b)]
    return {
        "taken_together": _rank_one(references, together),
        "every_combination": _rank_one(references, crossed),
    }


def open_set(fingers: Sequence[Finger]) -> dict[str, Any]:
    """FNIR at FPIR MATCH_FPIR for each gallery size, with its 95 % bound."""
    names = sorted({finger.set_name for finger in fingers})
    ratios = [_ratios([finger for finger in fingers if finger.set_name == name]) for name in names]
    simulation = Simulation(ratios)
    least = 1 - 0.05 ** (2 / sum(len(finger.impressions) for finger in fingers))
    return {
        str(population): {
            "at_simulated_threshold": _told(simulation, least, partial(_simulated, population=population)),
            "at_product_threshold": _told(simulation, least, partial(_as_product, population=population)),
        }
        for population in GALLERIES
    }


def _simulated(sums: PairSums, population: int) -> OpenSet:
    return sums.at_fpir(MATCH_FPIR, population)


def _as_product(sums: PairSums, population: int) -> OpenSet:
    compared = tuple(sorted(Source(Modality.FINGER, hand_of(each), ENROLLED) for each in POSITIONS))
    return sums.at_threshold(chance(compared).threshold_for_fpir(MATCH_FPIR, population), population)


def _told(simulation: Simulation, least: float, measure: "partial[OpenSet]") -> dict[str, float]:
    bound = simulation.upper_bound(measure, replicates=REPLICATES, seed=SEED)
    return {**asdict(measure(simulation.sums())), "fnir_bound_95": max(bound, least)}


def _ratios(fingers: Sequence[Finger]) -> FingerRatios:
    """Every probe's ratio to its own finger and the others by the gallery; a failure has the floor."""
    mated: list[list[float]] = [[] for _ in fingers]
    non_mated: list[list[list[float]]] = [[[] for _ in fingers] for _ in fingers]
    fewest = min(len(finger.impressions) for finger in fingers)
    for first in range(0, fewest - ENROLLED + 1, ENROLLED):
        enrolled = slice(first, first + ENROLLED)
        gallery = _gallery([finger.impressions[enrolled] for finger in fingers])
        for whose, probe in _others(fingers, enrolled):
            llrs = _llrs(gallery, [probe])
            for reference in range(len(fingers)):
                llr = max(llrs.get(reference, POOR_SAMPLE_FLOOR), POOR_SAMPLE_FLOOR)
                (mated[whose] if reference == whose else non_mated[whose][reference]).append(llr)
    return FingerRatios(mated, non_mated)


def _others(fingers: Sequence[Finger], enrolled: slice) -> Iterator[tuple[int, Template | None]]:
    """Every impression but the enrolled ones, and whose it is."""
    for whose, finger in enumerate(fingers):
        for one in (*finger.impressions[: enrolled.start], *finger.impressions[enrolled.stop :]):
            yield whose, one


def _neighbours(data: ExtractedSet) -> Iterator[tuple[Finger, Finger]]:
    """A set's fingers two by two, the first at one position and the second at the other."""
    ours, theirs = (fingers_of(data, position) for position in POSITIONS)
    return zip(ours[::2], theirs[1::2], strict=False)


def _template(finger: SearchableFinger, position: FingerPosition) -> Template:
    return Template(Modality.FINGER, EXTRACTOR, template.encode(finger.minutiae), position)


def _gallery(references: Sequence[Impressions]) -> LocalGallery:
    """Person n holds references[n]."""
    gallery = LocalGallery()
    gallery.upsert_all((UUID(int=who), [one for one in each if one]) for who, each in enumerate(references))
    return gallery


def _llrs(gallery: LocalGallery, probe: Impressions) -> Mapping[int, float]:
    """Person -> log10 likelihood ratio, of all whom the search returns."""
    usable = [one for one in probe if one]
    found = gallery.search(usable, len(gallery)).candidates if usable else ()
    return {each.person_id.int: each.llr for each in found}


def _rank_one(references: Sequence[Impressions], probes: Sequence[tuple[int, Impressions]]) -> dict[str, Any]:
    gallery, first = _gallery(references), 0
    for who, probe in probes:
        llrs = _llrs(gallery, probe)
        others = np.array([llr for person, llr in llrs.items() if person != who])
        first += who in llrs and mean_rank(llrs[who], others) <= 1.0
    return {
        "gallery": len(references),
        "probes": len(probes),
        "rank1": first,
        "rank1_share": first / len(probes),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write the JSON."""
    given, sets = _command_line(arguments)
    origin = provenance(sets, ["python", *sys.orig_argv[1:]])
    extractor = MinutiaeExtractor(given.profile)
    extracted = [extract_set(data, extractor) for data in sets]
    fingers = [finger for data in extracted for finger in fingers_of(data)]
    result = {
        "benchmark": "accuracy.fingerprint_identification",
        "profile": given.profile,
        "extractor": EXTRACTOR,
        "enrolled_impressions": ENROLLED,
        "one_finger": one_finger(fingers),
        "two_fingers": two_fingers(extracted),
        "open_set": {"fpir": MATCH_FPIR, "replicates": REPLICATES, "galleries": open_set(fingers)},
        "provenance": origin,
    }
    print(report(result))
    if given.json:
        write(given.json, result)
    return 0


def report(result: Mapping[str, Any]) -> str:
    """The figures for a reader at a terminal."""
    ranks = {"one finger": result["one_finger"], **result["two_fingers"]}
    lines = [
        f"{name.replace('_', ' ')}: {row['rank1']} of {row['probes']} at rank 1 among {row['gallery']}"
        for name, row in ranks.items()
    ]
    for population, kinds in result["open_set"]["galleries"].items():
        for kind, row in kinds.items():
            lines.append(
                f"{int(population):,} persons, {kind.replace('_', ' ')} {row['threshold']:.2f}: FNIR "
                f"{100 * row['fnir']:.2f} % (95 % bound {100 * row['fnir_bound_95']:.2f} %), "
                f"FPIR {100 * row['fpir']:.3f} %"
            )
    return "\n".join(lines)


def _command_line(arguments: Sequence[str] | None) -> tuple[argparse.Namespace, list[FingerprintSet]]:
    return with_sets(fingerprint_parser("benchmarks.accuracy.fingerprint_identification", __doc__), arguments)


if __name__ == "__main__":
    sys.exit(main())
