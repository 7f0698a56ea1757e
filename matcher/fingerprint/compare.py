"""How alike are two fingerprints: 1:1, 1:N, and which minutiae it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.parameters import MATCHING
from matcher.fingerprint.searchable import SearchableFinger, pack
from matcher.kernels.cylinder_set import Packed
from matcher.kernels.dispatch import match_many
from matcher.kernels.twin import match


@dataclass(frozen=True, slots=True)
class Pair:
    """Two minutiae that were found to be the same one. probe, reference: their index in the two Minutiae.

    share: this pair's part of all that coincides; the shares of a comparison sum to 1.
    """

    probe: int
    reference: int
    share: float


def compare(probe: SearchableFinger, reference: SearchableFinger) -> float:
    """The raw score in [0, 1], higher = more alike. It is no probability: calibration makes it evidence."""
    return float(compare_many(probe, [reference])[0])


def compare_many(
    probe: SearchableFinger, references: Packed | Sequence[SearchableFinger]
) -> NDArray[np.float32]:
    """(n,) float32: the raw score of the probe against each reference, in their order.

    A gallery that is searched more than once is best packed beforehand (searchable.pack). Releases the GIL,
    so several threads may search one gallery.
    """
    packed = references if isinstance(references, Packed) else pack(references)
    return match_many(probe.cylinders, packed, MATCHING)


def pairs(probe: SearchableFinger, reference: SearchableFinger) -> list[Pair]:
    """The minutiae that coincide once the prints are aligned, the largest share first; none at score 0."""
    matched = match(probe.cylinders, reference.cylinders, MATCHING)
    total = float(matched.weight.sum())
    return [
        Pair(int(probe.minutia[ours]), int(reference.minutia[theirs]), float(weight) / total)
        for ours, theirs, weight in zip(matched.probe, matched.reference, matched.weight, strict=True)
    ]
