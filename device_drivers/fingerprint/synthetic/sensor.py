"""From ink to the grey levels that a 500 dpi optical reader sends."""

import cv2
import numpy as np
import numpy.typing as npt

from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.fields import Field, grain, smooth_noise
from device_drivers.fingerprint.synthetic.hardness import Hardness


def grey_of(
    ink: Field, contact: Field, hardness: Hardness, rng: np.random.Generator
) -> npt.NDArray[np.uint8]:
    """(H, W) uint8, ridges dark: residue of the former print, optics, uneven light, electronic noise."""
    shape = ink.shape
    haze = np.clip(contact + 0.35, 0, 0.5) * np.clip(0.6 + 0.5 * smooth_noise(rng, shape, 35), 0, None)
    dark = np.maximum(ink, np.float32(hardness.residue) * haze)
    dark = cv2.GaussianBlur(np.asarray(dark, np.float32), (0, 0), rng.uniform(p.LEAST_BLUR, hardness.blur))
    paper = rng.uniform(*p.PAPER) + p.PAPER_UNEVENNESS * smooth_noise(rng, shape, 200)
    depth = paper * rng.uniform(hardness.contrast, 1.0) * rng.uniform(*p.INK_DEPTH)
    depth = depth * (1 + p.INK_UNEVENNESS * smooth_noise(rng, shape, 50))
    grey = paper - dark * depth + p.ELECTRONIC_NOISE * grain(rng, shape, 0.5)
    return np.clip(np.rint(grey), 0, 255).astype(np.uint8)
