"""Where skin meets glass it darkens: the relief is cut at a level that moisture, pressure and wear decide."""

import cv2
import numpy as np

from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.distortion import Placement
from device_drivers.fingerprint.synthetic.fields import Field, grain, smooth_noise
from device_drivers.fingerprint.synthetic.hardness import Hardness
from device_drivers.fingerprint.synthetic.skin import Skin, draw_stroke


def ink_of(
    skin: Skin,
    placement: Placement,
    contact: Field,
    hardness: Hardness,
    moisture: float,
    rng: np.random.Generator,
) -> Field:
    """How dark each pixel is, (H, W) float32 from 0 (bare glass) to 1 (skin pressed on it).

    moisture: below 0 dry (thin, broken ridges, visible pores), above 0 wet (thick ridges, valleys fill).
    """
    shape = contact.shape
    dry, wet = max(-moisture, 0.0), max(moisture, 0.0)
    level = placement.lay(skin.relief, -1.0)
    level += moisture + hardness.patchiness * smooth_noise(rng, shape, p.PATCH_SCALE)
    level -= p.EDGE_LIFT * np.clip(1 - contact / p.EDGE_WIDTH, 0, 2) ** 2
    level -= placement.lay(skin.pores, 0.0) * p.PORE_DEPTH * (1 - min(wet * 2, 0.9))
    level -= placement.lay(skin.creases, 0.0) * p.CREASE_DEPTH
    level += (hardness.speckle + p.DRY_SPECKLE * dry) * grain(rng, shape, p.SPECKLE_GRAIN)
    level -= p.SCRATCH_DEPTH * _scratches(shape, hardness, rng)
    ink = 1 / (1 + np.exp(-p.INK_SLOPE * level))
    return np.asarray(ink * np.clip(contact / p.TOUCH_WIDTH, 0, 1), np.float32)


def _scratches(shape: tuple[int, int], hardness: Hardness, rng: np.random.Generator) -> Field:
    drawn = np.zeros(shape, np.uint8)
    for _ in range(rng.poisson(hardness.scratches)):
        middle = rng.uniform((0.2 * shape[1], 0.2 * shape[0]), (0.8 * shape[1], 0.8 * shape[0]))
        draw_stroke(drawn, middle, rng.uniform(15, 90), rng.uniform(0, np.pi), int(rng.integers(1, 4)), rng)
    return cv2.GaussianBlur(drawn.astype(np.float32) / 255, (0, 0), 0.7)
