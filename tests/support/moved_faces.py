"""A move of faces to other models: those who are moved, what is stored of them, and who is found."""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from uuid import UUID

from api.moving.move import Progress
from api.service import IdentityService
from matcher.domain import FingerPosition, Modality, Sample
from matcher.extraction import Extractors
from matcher.face.detect import DetectedFace, Pixels
from matcher.gallery.local import LocalGallery
from tests.support.plain_faces import (
    RECOMMENDED,
    SECOND,
    WIDE,
    WholePicture,
    face,
)
from tests.support.prints import print_png

SECONDS = 30.0
PEOPLE = 6


def enrol(service: IdentityService, *samples: Sample) -> UUID:
    return service.enrol(samples, name=None, gallery="staff").id


def until(service: IdentityService, there: Callable[[Progress], bool]) -> Progress:
    """Look again and again until it is so."""
    waiting = threading.Event()
    for _ in range(int(SECONDS / 0.01)):
        progress = service.move.progress()
        if there(progress):
            return progress
        waiting.wait(0.01)
    raise AssertionError(f"never: {service.move.progress()}")


def over(progress: Progress) -> bool:
    return progress.move is not None and progress.move.finished_at is not None


def finger() -> Sample:
    return Sample(Modality.FINGER, print_png(1, 2, 1), FingerPosition.RIGHT_INDEX, 500.0)


def rows(folder: Path) -> set[tuple[str, int]]:
    """How many templates each extractor has in the store."""
    with closing(sqlite3.connect(folder / "umbral.db")) as database:
        return set(database.execute("SELECT extractor, count(*) FROM template GROUP BY extractor"))


def best(service: IdentityService, person: int, width: int = WIDE) -> tuple[UUID, float]:
    found = service.identify([face(person, 1, width)], k=1).found[0]
    return found.person.id, found.candidate.llr


def freshly_enrolled(people: Sequence[int]) -> dict[int, float]:
    """What a gallery that never had other faces answers about each."""
    extractors, gallery = Extractors(SECOND), LocalGallery(RECOMMENDED)
    for person in people:
        gallery.upsert(UUID(int=person), [next(extractors.extract(face(person))).template])
    return {
        person: gallery.search([next(extractors.extract(face(person, 1))).template], 1).candidates[0].llr
        for person in people
    }


class Slow(WholePicture):
    """Lets a test look at the service while one face is being read."""

    came, through = threading.Event(), threading.Event()

    def detect(self, rgb: Pixels) -> tuple[DetectedFace, ...]:
        self.came.set()
        assert self.through.wait(SECONDS)
        return super().detect(rgb)
