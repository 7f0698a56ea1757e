"""Real prints among made-up people: measured with, never learned from.

Two neighbouring fingers of one set stand for the two fingers of one person; the first impression of each is
enrolled, the others are searched for.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from benchmarks.accuracy.datasets import FingerprintSet
from benchmarks.speed.crowd import as_template
from benchmarks.speed.population import POSITIONS, Person
from matcher import images
from matcher.domain import Template
from matcher.errors import UmbralError
from matcher.fingerprint.extract import MinutiaeExtractor
from matcher.fingerprint.minutiae import Minutiae

Search = tuple[UUID, list[Template]]


@dataclass(frozen=True, slots=True)
class RealPrints:
    """prints: (finger, minutiae) of every impression. people: enrolled. two_fingers, one_finger: searches."""

    prints: list[tuple[str, Minutiae]]
    people: list[Person]
    two_fingers: list[Search]
    one_finger: list[Search]


def extracted(sets: Sequence[FingerprintSet]) -> RealPrints:
    """Every impression of the sets; what cannot be extracted is left out and said on standard error."""
    extractor = MinutiaeExtractor() if sets else None
    found = RealPrints([], [], [], [])
    for data in sets:
        fingers: list[list[Minutiae]] = []
        for finger, impressions in groupby(data.impressions, lambda impression: impression.finger):
            fingers.append([])
            for impression in impressions:
                assert extractor is not None
                try:
                    pixels = images.grey(images.decode(impression.path.read_bytes()))
                    fingers[-1].append(extractor.extract(pixels, data.dpi))
                except UmbralError as error:
                    print(f"{impression.path}: {error}", file=sys.stderr)
            found.prints.extend((f"{data.name}/{finger}", each) for each in fingers[-1])
        _add_people(found, fingers)
    return found


def _add_people(found: RealPrints, fingers: list[list[Minutiae]]) -> None:
    for both in zip(fingers[::2], fingers[1::2], strict=False):
        person = UUID(int=2**64 + len(found.people))
        taken = [
            [as_template(each, position) for each in finger]
            for finger, position in zip(both, POSITIONS, strict=True)
        ]
        if all(taken):
            found.people.append((person, [finger[0] for finger in taken]))
            found.two_fingers.extend(
                (person, list(pair)) for pair in zip(*(f[1:] for f in taken), strict=False)
            )
            found.one_finger.extend((person, [each]) for finger in taken for each in finger[1:])
