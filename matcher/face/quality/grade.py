"""Grade a face picture: its measures -> components by ISO/IEC 29794-5's names -> a value, and what to mend.

Only what was measured to predict this matcher's errors bears on the value: the detector's score, pose and the
distance between the eyes. The rest is advice for a better portrait. Inspired by ISO/IEC 29794-5, never
conformant: the native values come from five points and no segmentation, the scales to 0..100 are ours.
"""

from collections.abc import Sequence
from types import MappingProxyType

import numpy as np

from matcher.errors import Remark
from matcher.face.detect import DetectedFace, Pixels
from matcher.face.quality.measures import measure
from matcher.face.quality.parameters import ADVICE, BLAMED, DETECTOR_SCORES, GATING, Scale
from matcher.face.quality.quality import Component, Quality


def grade(rgb: Pixels, face: DetectedFace, others: Sequence[DetectedFace] = ()) -> Quality:
    """The quality of the picture uint8 (H, W, 3) as one of this face; others: further faces found in it."""
    natives = measure(rgb, face, others)
    gating = {"DetectorScore": DETECTOR_SCORES[face.scheme], **GATING}
    components = {
        name: _component(name, natives[name], scale, gating=name in gating)
        for name, scale in {**gating, **ADVICE}.items()
    }
    return Quality(
        value=min(component.value for component in components.values() if component.gating),
        components=MappingProxyType(components),
    )


def _component(name: str, native: float, scale: Scale, *, gating: bool) -> Component:
    places, values = zip(*scale.knots, strict=True)
    value = round(float(np.interp(native, places, values)))
    reason = None
    if value < BLAMED:
        best = places[int(np.argmax(values))]
        code = scale.below if native < best else scale.above
        reason = Remark(code.value, {"component": name, "native": round(native, 3), "value": value})
    return Component(native, value, gating, reason)
