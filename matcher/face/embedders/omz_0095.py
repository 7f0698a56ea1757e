"""Open Model Zoo's face-reidentification-retail-0095, converted: 128 x 128 chips, 256 numbers."""

from types import MappingProxyType

import numpy as np

from matcher.face.align import ChipTemplate
from matcher.face.detect import PointScheme
from matcher.face.embed import Chips, Embeddings, with_mirror_images
from matcher.face.embedders.planes import Planes, describe
from models import registry

DIMENSION = 256
_SIDE = 128

# Where its documentation puts the points, as a share of the chip's side.
_POINTS = np.array(
    [
        (0.31556875, 0.46157411),
        (0.68262292, 0.46157411),
        (0.50026250, 0.64050536),
        (0.34947188, 0.82469196),
        (0.65343646, 0.82469196),
    ]
)


class Omz0095:
    """The `Embedder` of the recommended models."""

    template = ChipTemplate(_SIDE, MappingProxyType({PointScheme.EYES_NOSE_MOUTH: _SIDE * _POINTS}))

    def __init__(self, threads: int = 1) -> None:
        """threads: cores that one call may use. Raises ModelNotInstalled, ModelChanged (models.errors)."""
        self._session = registry.open("omz-0095", threads)
        self._planes = Planes("BGR")

    def embed(self, chips: Chips) -> Embeddings:
        """uint8 (n, 128, 128, 3) RGB -> float32 (n, 256), unit norm."""
        return with_mirror_images(chips, self._describe, DIMENSION)

    def _describe(self, chips: Chips) -> Embeddings:
        return describe(self._session, self._planes.of(chips))
