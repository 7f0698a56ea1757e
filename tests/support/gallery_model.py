"""A gallery as a dictionary, and searches of it by comparing everybody, one pair at a time.

Samples come from a small pool of made-up fingers and faces, two of each: one that is enrolled and one that
is searched for, so that a history has mates, persons with the same finger, and strangers. What two samples
are worth is computed once for each pair of the pool.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

import numpy as np

from matcher import calibration
from matcher.domain import Candidate, Evidence, FingerPosition, Modality, Template
from matcher.face import template as face_template
from matcher.face.compare import compare as compare_faces
from matcher.face.parameters import EXTRACTOR as FACE
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.compare import compare as compare_fingers
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.parameters import EXTRACTOR as FINGER
from matcher.fingerprint.searchable import prepare
from matcher.fusion import fuse
from matcher.gallery.entries import is_clear

FINGERS, FACES, DIMENSIONS, SEED = 20, 20, 32, 20
POOL = FINGERS + FACES
POSITIONS = (
    FingerPosition.RIGHT_INDEX,
    FingerPosition.RIGHT_MIDDLE,
    FingerPosition.LEFT_INDEX,
    FingerPosition.UNKNOWN,
)


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """enrolled, searched: by the sample's number. evidence: (searched, enrolled) -> ratio and whether clear,
    of those that may be compared."""

    enrolled: tuple[Template, ...]
    searched: tuple[Template, ...]
    evidence: Mapping[tuple[int, int], tuple[float, bool]]


@cache
def pool() -> Pool:
    """The same in every process."""
    prints = [_print(number) for number in range(FINGERS)]
    faces = [_face(number) for number in range(FACES)]
    both = [
        tuple(_finger(number, print_[seen]) for number, print_ in enumerate(prints))
        + tuple(Template(Modality.FACE, FACE, face_template.encode(face[seen])) for face in faces)
        for seen in (0, 1)
    ]
    of_fingers, of_faces = calibration.load(Modality.FINGER), calibration.load(Modality.FACE, FACE)
    evidence = {}
    for searched in range(FINGERS):
        probe = prepare(prints[searched][1])
        for enrolled in range(FINGERS):
            if _position(searched).may_be(_position(enrolled)):
                score = compare_fingers(probe, prepare(prints[enrolled][0]))
                clear = is_clear(prints[searched][1]) and is_clear(prints[enrolled][0])
                evidence[searched, enrolled] = (of_fingers.llr(score), clear)
    for searched in range(FACES):
        for enrolled in range(FACES):
            score = compare_faces(faces[searched][1], faces[enrolled][0])
            evidence[FINGERS + searched, FINGERS + enrolled] = (of_faces.llr(score), False)
    return Pool(enrolled=both[0], searched=both[1], evidence=evidence)


def some_of_the_pool(count: int, most: int) -> list[tuple[int, ...]]:
    """So many sets of 1 to `most` samples, by their numbers; always the same ones."""
    draw = np.random.default_rng((SEED, most))
    sizes = draw.integers(1, most + 1, count).tolist()
    return [tuple(draw.choice(POOL, size, replace=False).tolist()) for size in sizes]


@dataclass(slots=True)
class Model:
    """people: the numbers of the samples of each, in their order."""

    people: dict[UUID, tuple[int, ...]] = field(default_factory=dict)

    def compare(self, person: UUID, probe: Sequence[int]) -> Candidate:
        """Every comparison of one person, fused."""
        known = pool()
        found = []
        for number, searched in enumerate(probe):
            for index, enrolled in enumerate(self.people[person]):
                if (worth := known.evidence.get((searched, enrolled))) is not None:
                    of = known.searched[searched]
                    found.append(Evidence(of.modality, of.position, number, index, *worth))
            found += self._together(person, number, searched)
        return fuse(person, found)

    def _together(self, person: UUID, number: int, searched: int) -> list[Evidence]:
        """A searched face against the mean of several enrolled ones, told beside the likest of them."""
        faces = [(place, one) for place, one in enumerate(self.people[person]) if one >= FINGERS]
        if searched < FINGERS or len(faces) < 2:
            return []
        evidence = pool().evidence
        likest = max(faces, key=lambda face: evidence[searched, face[1]][0])[0]
        llr = _of_mean(searched, tuple(sorted(one for _, one in faces)))
        return [Evidence(Modality.FACE, FingerPosition.UNKNOWN, number, likest, llr, views=len(faces))]

    def search(
        self, probe: Sequence[int], within: Callable[[UUID], bool] | None = None
    ) -> dict[UUID, Candidate]:
        """Everybody who shares a finger or a face with the probe."""
        made = (self.compare(person, probe) for person in self.people if within is None or within(person))
        return {candidate.person_id: candidate for candidate in made if candidate.evidence}

    def templates(self, person: UUID) -> list[Template]:
        """What is enrolled of a person."""
        return [pool().enrolled[sample] for sample in self.people[person]]

    def count(self, modality: Modality) -> int:
        """Samples enrolled."""
        of_fingers = sum(sample < FINGERS for samples in self.people.values() for sample in samples)
        return of_fingers if modality is Modality.FINGER else sum(map(len, self.people.values())) - of_fingers


@cache
def _of_mean(searched: int, enrolled: tuple[int, ...]) -> float:
    mean = np.sum([_face(one - FINGERS)[0].astype(np.float64) for one in enrolled], axis=0)
    score = float(_face(searched - FINGERS)[1] @ (mean / np.linalg.norm(mean)))
    return calibration.load(Modality.FACE, FACE).llr(score)


def _position(number: int) -> FingerPosition:
    return POSITIONS[number % len(POSITIONS)]


def _finger(number: int, minutiae: Minutiae) -> Template:
    return Template(Modality.FINGER, FINGER, finger_template.encode(minutiae), _position(number))


def _print(number: int) -> tuple[Minutiae, Minutiae]:
    """Few minutiae on a small area, the second time shaken by a pixel; every tenth finger has so many that
    it is clear."""
    draw = np.random.default_rng((SEED, number))
    count = 22 if number % 10 == 4 else 9
    x, y = draw.uniform(60, 200, (2, count))
    angle = draw.uniform(0, 6.2, count).astype(np.float32)
    impressions = [
        Minutiae(
            x=(x + draw.normal(0, shaken, count)).astype(np.float32),
            y=(y + draw.normal(0, shaken, count)).astype(np.float32),
            angle=angle,
            ending=np.arange(count) % 2 == 0,
            confidence=np.full(count, 0.75, np.float32),
            width=300,
            height=300,
        )
        for shaken in (0.0, 0.7)
    ]
    stored = [finger_template.decode(finger_template.encode(each)) for each in impressions]
    return stored[0], stored[1]


def _face(number: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng((SEED + 1, number))
    middle = draw.normal(size=DIMENSIONS)
    views = [middle + 0.2 * draw.normal(size=DIMENSIONS) for _ in range(2)]
    first, second = ((view / np.linalg.norm(view)).astype(np.float32) for view in views)
    return first, second
