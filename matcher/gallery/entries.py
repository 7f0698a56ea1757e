"""Stored templates opened (life 3): parsed, checked, and what a gallery keeps of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from matcher.domain import FingerPosition, Modality, Template
from matcher.face import template as face_template
from matcher.face.views import mean_view
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.building import place_of
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.parameters import EXTRACTOR as FINGER_EXTRACTOR
from matcher.fingerprint.parameters import SURE_CONFIDENCE
from matcher.gallery.protocol import ExtractorMismatch
from matcher.parameters import CLEAR_MINUTIAE


@dataclass(frozen=True, slots=True, eq=False)
class FingerEntry:
    """One finger, opened."""

    modality: ClassVar[Modality] = Modality.FINGER
    position: FingerPosition
    minutiae: Minutiae


@dataclass(frozen=True, slots=True, eq=False)
class FaceEntry:
    """One face: float32 (d,), unit norm; quality: 0 to 100, None where it was not graded."""

    modality: ClassVar[Modality] = Modality.FACE
    position: ClassVar[FingerPosition] = FingerPosition.UNKNOWN
    embedding: NDArray[np.float32]
    quality: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class MeanFace:
    """A person's views of the face taken together (see matcher.face.views); it belongs to no one sample."""

    embedding: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class HeldFinger:
    """One finger as a gallery keeps it. place: (n, 3) float32, see matcher.fingerprint.building.place_of.

    Its cylinders take twenty times the room and are built when it comes to an exact comparison.
    """

    position: FingerPosition
    place: NDArray[np.float32]
    clear: bool


Entry = FingerEntry | FaceEntry
Held = HeldFinger | FaceEntry | MeanFace


def open_templates(templates: Sequence[Template], faces: str) -> Iterator[Entry]:
    """Each template as an entry, in order; faces: the extractor whose face templates are taken.

    Raises ExtractorMismatch, or the template's IntegrityError.
    """
    for template in templates:
        expected = FINGER_EXTRACTOR if template.modality is Modality.FINGER else faces
        if template.extractor != expected:
            raise ExtractorMismatch(
                f"A template made by {template.extractor} cannot be compared with those of {expected}.",
                found=template.extractor,
                expected=expected,
            )
        if template.modality is Modality.FINGER:
            yield FingerEntry(template.position, finger_template.decode(template.payload))
        else:
            yield FaceEntry(face_template.decode(template.payload, expected), template.quality)


def open_record(templates: Sequence[Template | None], faces: str) -> tuple[Entry | None, ...]:
    """A person's templates, those that are missing in their places. Raises as `open_templates` does."""
    opened = open_templates([template for template in templates if template is not None], faces)
    return tuple(None if template is None else next(opened) for template in templates)


def held(entries: Sequence[Entry | None]) -> tuple[Held | None, ...]:
    """What a gallery keeps of a person: each entry in its place, and after them the mean of several views.

    CorruptFaceTemplate where the views' embeddings are of several dimensions.
    """
    views = [(entry.embedding, entry.quality) for entry in entries if isinstance(entry, FaceEntry)]
    face_template.require_dimension((embedding for embedding, _ in views), None)
    mean = mean_view(views)
    kept = tuple(map(_held, entries))
    return kept if mean is None else (*kept, MeanFace(mean))


def _held(entry: Entry | None) -> Held | None:
    if entry is None or isinstance(entry, FaceEntry):
        return entry
    return HeldFinger(entry.position, place_of(entry.minutiae), is_clear(entry.minutiae))


def is_clear(minutiae: Minutiae) -> bool:
    """Whether a print shows so much so surely that its mates hardly ever score low."""
    return int(np.count_nonzero(minutiae.confidence >= SURE_CONFIDENCE)) >= CLEAR_MINUTIAE
