"""Two pairs of face models that need no weights, under the names and with the calibrations of real ones.

A "face" is a whole picture of coloured patches, its embedding the patches' colours, turned over by a fixed
random rotation that differs between the pairs: templates of one mean nothing to the other. The second pair
does not see faces in narrow pictures.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from api import calibrating, face_choice
from api.moving import move
from matcher.domain import Modality, Sample
from matcher.face.align import ChipTemplate
from matcher.face.choice import FaceModels
from matcher.face.choice import face_models as real_models
from matcher.face.detect import Box, DetectedFace, Pixels, PointScheme
from matcher.face.parameters import EXTRACTOR

RECOMMENDED = "yunet-1.omz-0095-1"
NARROW, WIDE = 48, 64  # pixels; a narrow picture shows the second pair no face
_PATCHES, _SIDE = 8, 32
_FACE = np.array([(0.3, 0.4), (0.7, 0.4), (0.5, 0.6), (0.35, 0.75), (0.65, 0.75)])


@dataclass(frozen=True)
class WholePicture:
    """A `Detector` that takes every picture of so many pixels in width for a face."""

    narrowest: int

    def detect(self, rgb: Pixels) -> tuple[DetectedFace, ...]:
        """One face, or none."""
        height, width = rgb.shape[:2]
        if width < self.narrowest:
            return ()
        points = _FACE * (width, height)
        box = Box(0.1 * width, 0.1 * height, 0.8 * width, 0.8 * height)
        return (DetectedFace(box, points, PointScheme.EYES_NOSE_MOUTH, 0.95, sure=True),)

    def refine(self, rgb: Pixels, face: DetectedFace) -> DetectedFace:
        """It cannot be better."""
        return face


class Patches:
    """An `Embedder`: float32 (n, 192) colours of patches, rotated."""

    template = ChipTemplate(_SIDE, MappingProxyType({PointScheme.EYES_NOSE_MOUTH: _FACE * _SIDE}))

    def __init__(self, seed: int) -> None:
        self._seed = seed

    @cached_property
    def _rotation(self) -> NDArray[np.float32]:
        drawn = np.random.default_rng(self._seed).normal(size=(3 * _PATCHES**2,) * 2)
        return np.linalg.qr(drawn)[0].astype(np.float32)

    def embed(self, chips: Pixels) -> NDArray[np.float32]:
        """uint8 (n, 32, 32, 3) -> unit norm."""
        each = _SIDE // _PATCHES
        cut = chips.reshape(len(chips), _PATCHES, each, _PATCHES, each, 3).astype(np.float32)
        colours = cut.mean(axis=(2, 4)).reshape(len(chips), -1) - 128
        turned = colours @ self._rotation
        return np.asarray(turned / np.linalg.norm(turned, axis=1, keepdims=True), np.float32)


FIRST = FaceModels("fallback", EXTRACTOR, (), lambda: WholePicture(0), lambda: Patches(1))
SECOND = FaceModels("recommended", RECOMMENDED, (), lambda: WholePicture(WIDE), lambda: Patches(2))


def use_plain_faces(
    patch: pytest.MonkeyPatch, change: Callable[[FaceModels], FaceModels] = lambda models: models
) -> None:
    """The service's "fallback" and "recommended" are these from now on; other names stay what they are."""
    known = {models.name: change(models) for models in (FIRST, SECOND)}

    def chosen(name: str) -> FaceModels:
        return known.get(name) or real_models(name)

    for module in (calibrating, face_choice, move):
        patch.setattr(module, "face_models", chosen)


def picture(person: int, capture: int = 0, width: int = WIDE) -> bytes:
    """PNG of a made-up person; captures of one are alike."""
    drawn = np.random.default_rng(person).integers(0, 256, (_PATCHES, _PATCHES, 3))
    noise = np.random.default_rng((person, capture)).integers(-3, 4, (_PATCHES, _PATCHES, 3))
    pixels = Image.fromarray(np.clip(drawn + noise, 0, 255).astype(np.uint8))
    file = io.BytesIO()
    pixels.resize((width, WIDE), Image.Resampling.NEAREST).save(file, "PNG")
    return file.getvalue()


def face(person: int, capture: int = 0, width: int = WIDE) -> Sample:
    """The same as a sample."""
    return Sample(Modality.FACE, picture(person, capture, width))
