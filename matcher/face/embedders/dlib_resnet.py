"""dlib's face ResNet, converted: 150 x 150 chips, 128 numbers."""

import numpy as np

from matcher.face.align import DLIB_CHIP
from matcher.face.embed import Chips, Embeddings, with_mirror_images
from models import registry

DIMENSION = 128


class DlibResNet:
    """The `Embedder` that every installation has."""

    template = DLIB_CHIP

    def __init__(self, threads: int = 1) -> None:
        """threads: cores that one call may use. Raises ModelMissing, ModelChanged (models.errors)."""
        self._session = registry.open("dlib-resnet", threads)

    def embed(self, chips: Chips) -> Embeddings:
        """uint8 (n, 150, 150, 3) RGB -> float32 (n, 128), unit norm."""
        return with_mirror_images(chips, self.describe, DIMENSION)

    def describe(self, chips: Chips) -> Embeddings:
        """The network's own descriptors, float32 (n, 128): one view, lengths of about 1.3 to 1.6."""
        (descriptors,) = self._session.run(None, {"chips": np.ascontiguousarray(chips)})
        return np.asarray(descriptors, np.float32)
