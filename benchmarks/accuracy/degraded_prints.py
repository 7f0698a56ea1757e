"""Synthetic fingers with two careful impressions and some that suffer from everything prints suffer from.

How dry, small, shifted, speckled, uneven, faint, blurred, soiled, scratched or dragged each of these is, is
drawn anew, so that no trouble comes always with another.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from device_drivers.fingerprint.synthetic import HARD, NORMAL, Hardness, finger

Pixels = NDArray[np.uint8]

REFERENCES = 2
DEGRADED = 4


@dataclass(frozen=True, slots=True)
class Print:
    """One impression, uint8 (H, W) at 500 dpi. finger: whose; reference: whether it was taken with care."""

    finger: str
    image: Pixels
    reference: bool


def degraded_prints(fingers: int, seed: int) -> Iterator[Print]:
    """The impressions of finger 0, 1, ...: first its references, then the others. Persons from `seed` on."""
    for number in range(fingers):
        master = finger(seed + number, 1 + number % 10)
        name = f"{seed + number}"
        for impression in range(REFERENCES):
            yield Print(name, master.impression(impression, NORMAL).image, reference=True)
        for impression in range(REFERENCES, REFERENCES + DEGRADED):
            rng = np.random.default_rng((seed, number, impression))
            image = master.impression(impression, _trouble(rng)).image
            yield Print(name, _moved(image, rng), reference=False)


def _trouble(rng: np.random.Generator) -> Hardness:
    coverage = float(rng.uniform(0.35, 1.0))
    return replace(
        HARD,
        shift=0.0,
        moisture=0.05,
        dampness=float(rng.uniform(-0.7, 0.7)),
        coverage=(coverage, coverage),
        tilt=float(rng.uniform(0, 45)),
        speckle=float(rng.uniform(0.15, 0.95)),
        patchiness=float(rng.uniform(0.15, 0.7)),
        contrast=float(rng.uniform(0.3, 1.0)),
        blur=float(rng.uniform(0.6, 1.8)),
        residue=float(rng.choice((0.0, rng.uniform(0, 0.7)))),
        scratches=float(rng.uniform(0, 8)),
    )


def _moved(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Half of them off the middle of the glass, a quarter dragged over it."""
    if rng.random() < 0.5:
        image = shifted(image, *rng.uniform(-130, 130, 2))
    if rng.random() < 0.25:
        image = dragged(image, float(rng.uniform(4, 24)), float(rng.uniform(0, np.pi)))
    return image


def shifted(image: Pixels, right: float, down: float) -> Pixels:
    """The finger so many pixels farther to the right and down; what leaves the glass is lost."""
    onto = np.array([[1.0, 0.0, right], [0.0, 1.0, down]])
    size = (image.shape[1], image.shape[0])
    paper = float(np.quantile(image, 0.9))
    return np.asarray(
        cv2.warpAffine(image, onto, size, borderMode=cv2.BORDER_CONSTANT, borderValue=paper), np.uint8
    )


def dragged(image: Pixels, length: float, angle: float) -> Pixels:
    """The finger slips `length` pixels in a direction (radians) while its print is taken."""
    reach = int(np.ceil(length / 2))
    path = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    end = (reach + length / 2 * np.cos(angle), reach + length / 2 * np.sin(angle))
    first, last = (round(2 * reach - end[0]), round(2 * reach - end[1])), (round(end[0]), round(end[1]))
    cv2.line(path, first, last, 1.0, 1)
    smeared = cv2.filter2D(image, -1, path / path.sum(), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(smeared, np.uint8)
