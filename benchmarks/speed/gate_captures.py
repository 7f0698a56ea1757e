"""What people show at the gates: generated prints, photographs of a face set; kept in a folder once made."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from benchmarks.accuracy.datasets import FaceSet
from device_drivers.fingerprint.synthetic import NORMAL, person
from matcher.domain import FingerPosition, Modality, Sample
from matcher.errors import UmbralError
from matcher.extraction import Extracted, Extractors

INDEX, OTHER = FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX
SEED = 7_000


@dataclass(frozen=True, slots=True)
class Captures:
    """A folder of them. Somebody's number is their prints' seed; their first capture is number 0."""

    folder: Path

    def of(self, number: int, capture: int, *positions: FingerPosition) -> list[Sample]:
        """Fingers and face of somebody, as they were made."""
        prints = [
            Sample(Modality.FINGER, self._print(number, position, capture).read_bytes(), position)
            for position in positions
        ]
        return [*prints, Sample(Modality.FACE, self._face(number, capture).read_bytes())]

    def make(
        self,
        numbers: Sequence[int],
        times: int,
        positions: Sequence[FingerPosition],
        photographs: Iterator[list[Path]],
        extractors: Extractors,
    ) -> None:
        """So many captures each. photographs: of one person after the other, so many each; whoever is not
        found on all of them is passed over. ValueError where there are too few."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._draw(
            [
                (number, position, time)
                for number in numbers
                for position in positions
                for time in range(times)
            ]
        )
        for number in numbers:
            while True:
                shown = next(photographs, None)
                if shown is None:
                    raise ValueError("the face set shows too few people")
                for time, path in enumerate(shown):
                    self._face(number, time).write_bytes(path.read_bytes())
                if all(extracted(self.of(number, time, *positions), extractors) for time in range(times)):
                    break

    def _draw(self, wanted: Sequence[tuple[int, FingerPosition, int]]) -> None:
        """Render what is not in the folder yet, on all cores."""
        missing = [each for each in wanted if not self._print(*each).exists()]
        with ProcessPoolExecutor() as pool:
            for each, png in zip(missing, pool.map(_rendered, missing), strict=True):
                self._print(*each).write_bytes(png)

    def _print(self, number: int, position: FingerPosition, capture: int) -> Path:
        return self.folder / f"{number}_{capture}_{position.value}.png"

    def _face(self, number: int, capture: int) -> Path:
        return self.folder / f"{number}_{capture}_face"


def photographs(faces: FaceSet, times: int) -> Iterator[list[Path]]:
    """Of everybody whom a set shows so many times: once, or else at least so often."""
    for _, images in groupby(faces.images, key=lambda image: image.identity):
        paths = [image.path for image in images]
        if len(paths) == 1 if times == 1 else len(paths) >= times:
            yield paths[:times]


def extracted(samples: Sequence[Sample], extractors: Extractors) -> list[Extracted]:
    """What can be compared; nothing where any of it cannot."""
    try:
        return [made for sample in samples for made in extractors.extract(sample)]
    except UmbralError:
        return []


def _rendered(wanted: tuple[int, FingerPosition, int]) -> bytes:
    number, position, capture = wanted
    return person(SEED + number).finger(position.value).impression(capture, NORMAL).png()
