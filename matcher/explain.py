"""Why two prints match: both images side by side with their paired minutiae, as SVG and as data.

Nothing here runs unless somebody asks. Pairs are recomputed from the two stored templates, so what is
shown is what was compared; images only give the background, and a minutiae record has none.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from matcher import images, records
from matcher.domain import Sample, Template
from matcher.extraction import resolution
from matcher.fingerprint import overlay
from matcher.fingerprint import template as finger_template
from matcher.fingerprint.compare import pairs
from matcher.fingerprint.extract import to_500_dpi
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.searchable import prepare


@dataclass(frozen=True, slots=True)
class FingerExplanation:
    """svg: one picture of both prints. overlay: the same as data (minutiae, pairs, shares of the score)."""

    svg: str
    overlay: dict[str, Any]


def explain_fingers(probe: tuple[Sample, Template], reference: tuple[Sample, Template]) -> FingerExplanation:
    """Explain one fingerprint comparison. Raises the errors of decoding and of damaged templates."""
    ours = finger_template.decode(probe[1].payload)
    theirs = finger_template.decode(reference[1].payload)
    paired = pairs(prepare(ours), prepare(theirs))
    backgrounds = _background(probe[0], ours), _background(reference[0], theirs)
    svg = overlay.svg(*backgrounds, ours, theirs, paired)
    return FingerExplanation(svg, overlay.as_dict(ours, theirs, paired))


def _background(sample: Sample, minutiae: Minutiae) -> bytes:
    """The print as PNG at the templates' 500 dpi, so that minutiae lie where they were found.

    A record shows no print: its background is white.
    """
    if records.is_record(sample.data):
        return images.encode_png(np.full((minutiae.height, minutiae.width), 255, np.uint8), dpi=500)
    image = images.decode(sample.data)
    return images.encode_png(to_500_dpi(images.grey(image), resolution(sample, image)), dpi=500)
