"""Which detector and which embedder, under one name: "fallback", "recommended", or a model the site added.

A pair's extractor is written into every template; templates of two extractors are never compared.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from matcher.face.detect import Detector
from matcher.face.dlib_hog import DlibHogDetector
from matcher.face.embed import Embedder
from matcher.face.embedders.arcface import ArcFace
from matcher.face.embedders.dlib_resnet import DlibResNet
from matcher.face.embedders.omz_0095 import Omz0095
from matcher.face.extract import FaceExtractor
from matcher.face.parameters import EXTRACTOR
from matcher.face.yunet import YuNetDetector
from models import catalogue
from models.entries import Installable
from models.errors import ModelError
from models.site import site_model

FALLBACK: Final = "fallback"
RECOMMENDED: Final = "recommended"


@dataclass(frozen=True, slots=True)
class FaceModels:
    """One pair. extractor: its name and version in templates; needed: the models that it opens."""

    name: str
    extractor: str
    needed: tuple[str, ...]
    detector: Callable[[], Detector]
    embedder: Callable[[], Embedder]

    def installed(self) -> bool:
        """Whether every model is here with the pinned hash."""
        try:
            self.require()
        except ModelError:
            return False
        return True

    def require(self) -> None:
        """Raises ModelMissing, ModelNotInstalled or ModelChanged (models.errors) where one is not."""
        for name in self.needed:
            catalogue.read_onnx(name)

    def open(self) -> FaceExtractor:
        """Raises ModelMissing, ModelNotInstalled, ModelChanged (models.errors)."""
        self.require()
        return FaceExtractor(self.detector(), self.embedder(), self.extractor)


def face_models(name: str) -> FaceModels:
    """The pair of this name; UnknownModel for none, SiteModelRefused for a spoilt entry (models.errors)."""
    if name == FALLBACK:
        return FaceModels(name, EXTRACTOR, ("dlib-resnet",), DlibHogDetector, DlibResNet)
    detector = _versioned("yunet")
    if name == RECOMMENDED:
        extractor = f"{detector}.{_versioned('omz-0095')}"
        return FaceModels(name, extractor, ("yunet", "omz-0095"), YuNetDetector, Omz0095)
    model = site_model(name)
    extractor = f"{detector}.{model.name}-{model.version}"
    return FaceModels(name, extractor, ("yunet", model.name), YuNetDetector, lambda: ArcFace(model))


def preferred() -> FaceModels:
    """What a gallery that holds no face yet begins with: the recommended models where they are installed."""
    recommended = face_models(RECOMMENDED)
    return recommended if recommended.installed() else face_models(FALLBACK)


def _versioned(name: str) -> str:
    model = catalogue.find(name)
    assert isinstance(model, Installable)  # noqa: S101 - so the registry lists it
    return f"{model.name}-{model.version}"
