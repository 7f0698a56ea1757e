"""Where skin meets glass it darkens: the relief is cut at a level that moisture, pressure and wear decide."""

import cv2
import numpy as np

from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.distortion import Placement
from device_drivers.fingerprint.synthetic.fields import Field, grain, smooth_noise
from device_drivers.fingerprint.synthetic.hardness import Hardness
from device_drivers.fingerprint.synthetic.skin import Skin, Stroke, draw_stroke


def ink_of(
    skin: Skin, placement: Placement, contact: Field, hardness: Hardness, rng: np.random.Generator
) -> Field:
    """How dark each pixel is, (H, W) float32 from 0 (bare glass) to 1 (skin pressed on it).

    Dry skin leaves thin, broken ridges with visible pores; wet skin thick ones between filling valleys.
    """
    shape = contact.shape
    moisture = float(np.clip(rng.normal(hardness.dampness, hardness.moisture), *p.MOISTURE_RANGE))
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
        x, y = rng.uniform(0.2, 0.8, 2) * (shape[1], shape[0])
        line = Stroke(x, y, rng.uniform(15, 90), rng.uniform(0, np.pi), int(rng.integers(1, 4)))
        draw_stroke(drawn, line, rng)
    return np.asarray(cv2.GaussianBlur(drawn.astype(np.float32) / 255, (0, 0), 0.7), np.float32)
