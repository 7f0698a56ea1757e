"""Grade a print: its measures -> a value that predicts this matcher's errors -> reasons that can be mended.

The value is the comparison score to be expected against a good impression of the same finger, from a linear
model fitted on synthetic prints alone (`benchmarks.accuracy.fit_quality`), on a scale of 0 to 100. Without
minutiae it is quick enough for a preview; with them it predicts better.
"""

import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.extract import to_500_dpi
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.quality import parameters as p
from matcher.fingerprint.quality.measures import Measures, measure
from matcher.fingerprint.quality.quality import Quality, Reason

Pixels = NDArray[np.uint8]


def grade(grey: Pixels, dpi: float, minutiae: Minutiae | None = None) -> Quality:
    """The quality of one finger's impression.

    grey: uint8 (H, W), ridges dark. minutiae: the extractor's on this very image, where they are at hand.

    Raises ResolutionOutOfRange, PrintTooSmall, PrintTooLarge. An image without ridges has the value 0.
    """
    measures = measure(to_500_dpi(grey, dpi))
    components = components_of(measures, minutiae)
    return Quality(
        value=_value(components),
        reasons=tuple(_reasons(components)),
        components=MappingProxyType(components),
    )


def components_of(measures: Measures, minutiae: Minutiae | None) -> dict[str, float]:
    """All that the value and the reasons rest on."""
    components = {name: getattr(measures, name) for name in Measures.__slots__}
    if minutiae is not None:
        components["minutiae"] = float(np.count_nonzero(minutiae.confidence >= p.SURE))
        components["confidence"] = float(minutiae.confidence.mean()) if len(minutiae) else 0.0
    return components


def features(components: Mapping[str, float]) -> dict[str, float]:
    """The model's inputs: what of the components bears on the score, on scales where it does so evenly."""
    inputs = {"unevenness": math.log1p(components["unevenness"]), "smear": components["smear"]}
    if "confidence" in components:  # says what clarity and area say, and says it better
        return {"confidence": components["confidence"], **inputs}
    return {"clarity": components["clarity"], "area": math.log1p(components["area"]), **inputs}


def _value(components: Mapping[str, float]) -> int:
    if components["area"] == 0 or components["clarity"] < p.NO_RIDGES:
        return 0
    weights = p.WITH_MINUTIAE if "confidence" in components else p.WITHOUT_MINUTIAE
    score = weights[""] + sum(weights[name] * value for name, value in features(components).items())
    return round(100 * min(max((score - p.WORST_SCORE) / (p.BEST_SCORE - p.WORST_SCORE), 0.0), 1.0))


def _reasons(components: Mapping[str, float]) -> Iterator[Reason]:
    """In the order in which an operator should mend them."""
    if components["area"] < p.LEAST_AREA:
        yield Reason.SMALL_AREA
    if components["offset"] > p.LARGEST_OFFSET and components["cut"] > p.LARGEST_CUT:
        yield Reason.OFF_CENTRE
    if components["smear"] > p.LARGEST_SMEAR or components["unevenness"] > p.LARGEST_UNEVENNESS:
        yield Reason.SMUDGED
    if components["area"] > 0 and components["ink"] < p.LEAST_INK:
        yield Reason.DRY
    if components["ink"] > p.MOST_INK:
        yield Reason.WET
    if components["clarity"] < p.LEAST_CLARITY or components.get("confidence", 1.0) < p.LEAST_CONFIDENCE:
        yield Reason.LOW_RIDGE_CLARITY
    if components.get("minutiae", math.inf) < p.LEAST_MINUTIAE:
        yield Reason.TOO_FEW_MINUTIAE
