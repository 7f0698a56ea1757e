"""A picture -> one face's embedding."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.face.align import align
from matcher.face.detect import DetectedFace, Detector, Pixels
from matcher.face.dlib_hog import DlibHogDetector
from matcher.face.embed import Embedder
from matcher.face.embedders.dlib_resnet import DlibResNet
from matcher.face.errors import FaceNotDescribed, FaceTooSmall
from matcher.face.parameters import EXTRACTOR, EYE_DISTANCE_LEAST, UNIT_NORM_TOLERANCE
from matcher.face.principal import only_face, principal_face


@dataclass(frozen=True, slots=True, eq=False)
class FaceExtraction:
    """What a picture gave. embedding: float32 (d,), unit norm, comparable within one extractor alone;
    face: the person's; faces: all that were found, surest first."""

    extractor: str
    embedding: NDArray[np.float32] = field(repr=False)
    face: DetectedFace
    faces: tuple[DetectedFace, ...]

    @property
    def others(self) -> tuple[DetectedFace, ...]:
        """Further faces that the detector is sure of."""
        return tuple(face for face in self.faces if face.sure and face.box != self.face.box)


class FaceExtractor:
    """Detector, alignment and embedder as one version. Thread-safe; make one and keep it."""

    def __init__(
        self,
        detector: Detector | None = None,
        embedder: Embedder | None = None,
        name: str = EXTRACTOR,
    ) -> None:
        """name: of this very pair, kept in every template. Raises the errors of models.errors."""
        self.name = name
        self._detector = detector or DlibHogDetector()
        self._embedder = embedder or DlibResNet()

    def extract(self, rgb: Pixels, principal: bool = False) -> FaceExtraction:
        """The embedding of the one face in uint8 (H, W, 3), upright.

        principal: take the face that the picture is about where there are several, instead of raising.
        Raises NoFace, SeveralFaces, FaceTooSmall, FaceNotDescribed; ValueError for an array of another kind.
        """
        picture = _checked(rgb)
        face, faces = self._found(picture, principal)
        chip = align(picture, face, self._embedder.template)
        embedding = self._embedder.embed(chip[np.newaxis])[0]
        _refuse_empty(embedding)
        return FaceExtraction(self.name, embedding, face, faces)

    def locate(self, rgb: Pixels, principal: bool = False) -> DetectedFace:
        """The face that `extract` would take of uint8 (H, W, 3), and its errors, without the embedding."""
        return self._found(_checked(rgb), principal)[0]

    def _found(self, picture: Pixels, principal: bool) -> tuple[DetectedFace, tuple[DetectedFace, ...]]:
        faces = self._detector.detect(picture)
        face = (principal_face if principal else only_face)(faces, (picture.shape[0], picture.shape[1]))
        _refuse_small(face)
        return self._detector.refine(picture, face), faces


def _checked(rgb: Pixels) -> Pixels:
    """The same pixels row after row in memory, as dlib reads them."""
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.size == 0:
        raise ValueError(f"not uint8 (H, W, 3): {rgb.dtype} {rgb.shape}")
    return np.ascontiguousarray(rgb)


def _refuse_small(face: DetectedFace) -> None:
    distance = face.eye_distance()
    if distance < EYE_DISTANCE_LEAST:
        raise FaceTooSmall(distance, EYE_DISTANCE_LEAST, face.box.width)


def _refuse_empty(embedding: NDArray[np.float32]) -> None:
    """A network of the site's own may answer zeros, or overflow: nobody is ever compared with that."""
    if not abs(float(np.linalg.norm(embedding)) - 1) <= UNIT_NORM_TOLERANCE:
        raise FaceNotDescribed
