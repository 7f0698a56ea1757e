"""The ArcFace family, of which a site may have licensed a member: 112 x 112 chips, numbers as its entry says.

Deng, Guo, Xue, Zafeiriou, "ArcFace: Additive Angular Margin Loss for Deep Face Recognition", CVPR 2019; the
points' places are those that the family is trained with since.
"""

from types import MappingProxyType

import numpy as np

from matcher.face.align import ChipTemplate
from matcher.face.detect import PointScheme
from matcher.face.embed import Chips, Embeddings, with_mirror_images
from matcher.face.embedders.planes import Planes, describe
from models import registry
from models.site import SIDE, SiteModel

_POINTS = np.array(
    [(38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041)]
)


class ArcFace:
    """The `Embedder` of a model that a site added (`umbral models add`)."""

    template = ChipTemplate(SIDE, MappingProxyType({PointScheme.EYES_NOSE_MOUTH: _POINTS}))

    def __init__(self, model: SiteModel, threads: int = 1) -> None:
        """threads: cores that one call may use. Raises ModelNotInstalled, ModelChanged (models.errors)."""
        self._session = registry.open(model.name, threads)
        self._planes = Planes(model.colours, model.mean, model.deviation)
        self._dimension = model.dimension

    def embed(self, chips: Chips) -> Embeddings:
        """uint8 (n, 112, 112, 3) RGB -> float32 (n, the entry's dimension), unit norm."""
        return with_mirror_images(chips, self._describe, self._dimension)

    def _describe(self, chips: Chips) -> Embeddings:
        return describe(self._session, self._planes.of(chips))
