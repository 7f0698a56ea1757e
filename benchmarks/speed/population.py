"""A gallery of made-up people with two fingers each, and probes of them and of strangers."""

import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from benchmarks.speed.crowd import as_template, fingers, impressions, turned
from matcher.domain import FingerPosition, Template
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.minutiae import Minutiae

POSITIONS = (FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX)
AT_ONCE = 500  # persons made together: part of what the crowd follows from

Person = tuple[UUID, list[Template]]


@dataclass(frozen=True, slots=True)
class Probe:
    """One person's prints of both fingers. mate: who it is, None for a stranger."""

    mate: UUID | None
    templates: list[Template]

    def single(self) -> list[Template]:
        """The first finger alone."""
        return self.templates[:1]

    def turned(self) -> list[Template]:
        """Both fingers laid on turned by up to half a circle either way, each by its own angle."""
        return [
            as_template(turned(finger_template.decode(each.payload), _any_angle(each)), each.position)
            for each in self.templates
        ]

    def without_positions(self) -> list[Template]:
        """The same prints, nobody knows of which fingers."""
        return [
            Template(each.modality, each.extractor, each.payload, FingerPosition.UNKNOWN)
            for each in self.templates
        ]


def people(persons: int) -> Iterator[Person]:
    """Impression 0 of everybody's two fingers."""
    for first in range(0, persons, AT_ONCE):
        yield from (
            (identity(first + n), both) for n, both in enumerate(_prints(first, 0)[: persons - first])
        )


def probes(first: int, count: int, impression: int = 1, *, strangers: bool = False) -> Iterator[Probe]:
    """Later impressions of persons `first` to `first + count - 1`; strangers were never enrolled."""
    for start in range(first - first % AT_ONCE, first + count, AT_ONCE):
        for person, both in enumerate(_prints(start, impression), start):
            if first <= person < first + count:
                yield Probe(None if strangers else identity(person), both)


def pairs_of_fingers(count: int, seen: int) -> list[tuple[int, Minutiae]]:
    """`seen` impressions of each of `count` fingers, for comparing all with all."""
    crowd = fingers(1, 0, count)
    return [(f, each) for number in range(seen) for f, each in enumerate(impressions(crowd, 1, 0, number))]


def identity(person: int) -> UUID:
    """The person's id."""
    return UUID(int=person + 1)


def _any_angle(each: Template) -> float:
    """Some angle in [-pi, pi) that follows from the template alone."""
    return 2 * math.pi * zlib.crc32(each.payload) / 2**32 - math.pi


def _prints(first: int, impression: int) -> list[list[Template]]:
    """AT_ONCE persons' two templates each; a finger's seed is its position."""
    each: Sequence[list[Minutiae]] = [
        impressions(fingers(position, first, AT_ONCE), position, first, impression) for position in POSITIONS
    ]
    return [
        [as_template(finger, position) for finger, position in zip(both, POSITIONS, strict=True)]
        for both in zip(*each, strict=True)
    ]
