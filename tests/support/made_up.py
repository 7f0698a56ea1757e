"""People who exist as templates alone: two prints and a face each, impression by impression."""

from functools import cache

import numpy as np

from matcher.domain import FingerPosition, Modality, Template
from matcher.face import template as face_template
from matcher.face.parameters import EXTRACTOR as FACE
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.parameters import EXTRACTOR as FINGER
from tests.support.random_fingers import another_impression, scattered

POSITIONS = (FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX)


@cache
def templates(number: int, impression: int = 0) -> tuple[Template, ...]:
    """Both index fingers and the face of person `number`; impression 0 is what is enrolled."""
    rng, other = np.random.default_rng(number), np.random.default_rng((number, impression))
    made = []
    for position in POSITIONS:
        minutiae = scattered(rng, 40)
        seen = minutiae if impression == 0 else another_impression(other, minutiae)
        made.append(Template(Modality.FINGER, FINGER, finger_template.encode(seen), position))
    face = rng.normal(size=128) + 0.2 * impression * other.normal(size=128)
    embedding = (face / np.linalg.norm(face)).astype(np.float32)
    return (*made, Template(Modality.FACE, FACE, face_template.encode(embedding)))
