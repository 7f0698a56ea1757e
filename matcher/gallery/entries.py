"""Stored templates opened for comparison (life 3): parsed, checked, with cylinders computed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from matcher.domain import FingerPosition, Modality, Template
from matcher.face import template as face_template
from matcher.face.parameters import EXTRACTOR as FACE_EXTRACTOR
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.parameters import EXTRACTOR as FINGER_EXTRACTOR
from matcher.fingerprint.searchable import SearchableFinger, prepare
from matcher.gallery.protocol import ExtractorMismatch


@dataclass(frozen=True, slots=True)
class FingerEntry:
    """One finger, ready to be compared."""

    modality: ClassVar[Modality] = Modality.FINGER
    position: FingerPosition
    finger: SearchableFinger


@dataclass(frozen=True, slots=True)
class FaceEntry:
    """One face: float32 (d,), unit norm."""

    modality: ClassVar[Modality] = Modality.FACE
    position: ClassVar[FingerPosition] = FingerPosition.UNKNOWN
    embedding: NDArray[np.float32]


def open_templates(templates: Sequence[Template]) -> Iterator[FingerEntry | FaceEntry]:
    """Each template as an entry, in order. Raises ExtractorMismatch, or the template's IntegrityError."""
    for template in templates:
        expected = FINGER_EXTRACTOR if template.modality is Modality.FINGER else FACE_EXTRACTOR
        if template.extractor != expected:
            raise ExtractorMismatch(
                f"A template made by {template.extractor} cannot be compared with those of {expected}.",
                found=template.extractor,
                expected=expected,
            )
        if template.modality is Modality.FINGER:
            yield FingerEntry(template.position, prepare(finger_template.decode(template.payload)))
        else:
            yield FaceEntry(face_template.decode(template.payload))
