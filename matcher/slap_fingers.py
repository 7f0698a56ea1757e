"""A slap as samples: each finger on it becomes an upright image of its own, at the slap's resolution."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher import images
from matcher.domain import Modality, Sample, SlapKind
from matcher.errors import Remark
from matcher.fingerprint.slaps.errors import SlapProblem
from matcher.fingerprint.slaps.segment import segment
from matcher.fingerprint.slaps.slap import Expected, Group, Slap
from matcher.parameters import SLAP_MARGIN

Pixels = NDArray[np.uint8]

_GROUPS: Final = MappingProxyType(
    {
        SlapKind.RIGHT_FOUR: Group.RIGHT_HAND,
        SlapKind.LEFT_FOUR: Group.LEFT_HAND,
        SlapKind.THUMBS: Group.THUMBS,
    }
)


def fingers_of(grey: Pixels, dpi: float, kind: SlapKind, sample: Sample) -> Iterator[tuple[Sample, Pixels]]:
    """Each finger with its position, and its pixels (H, W) uint8, left to right.

    grey: the slap, (H, W) uint8, ridges dark. Raises a SlapProblem whose remarks name every fault and every
    finger that is missing, unless it is among `sample.absent`; ResolutionOutOfRange, PrintTooLarge.
    """
    found = segment(grey, dpi, Expected(_GROUPS[kind], sample.absent))
    if found.problems:
        raise refusal(found)
    for box in found.fingers:
        pixels = box.crop(grey, margin=SLAP_MARGIN * dpi / 25.4)
        yield Sample(Modality.FINGER, images.encode_png(pixels, dpi), box.position, dpi), pixels


def refusal(found: Slap) -> SlapProblem:
    """The most important problem of a slap as the error to raise; its remarks are all of them."""
    first = found.problems[0]
    others = [Remark(problem.code, problem.parameters) for problem in found.problems[1:]]
    missing = [Remark("finger-missing", {"position": int(position)}) for position in found.missing]
    first.remarks = (*missing, *others)
    return first
