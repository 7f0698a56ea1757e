"""Which part of the finger touches the glass, and how firmly."""

import numpy as np

from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.distortion import Placement
from device_drivers.fingerprint.synthetic.fields import Field, pixel_grid, smooth_noise
from device_drivers.fingerprint.synthetic.hardness import Hardness


def contact_of(placement: Placement, hardness: Hardness, rng: np.random.Generator) -> Field:
    """Firmness (H, W) float32: 1 in the middle of the print, 0 where skin just touches, negative beside it.

    The print is a superellipse with a wavering edge, turned with the finger; its middle moves by `tilt` over
    the finger, since people touch with the tip or with one side.
    """
    shape = placement.stretch_x.shape
    x, y = pixel_grid(shape)
    (a, b, c), (d, e, f) = placement.rigid
    tilt = rng.normal(0, hardness.tilt, 2) * (0.7, 1.0)
    across = (a * x + b * y + c) - (p.CENTRE_X + tilt[0])
    down = (d * x + e * y + f) - (p.CENTRE_Y + p.PAD_BELOW_CORE + tilt[1])
    part = rng.uniform(*hardness.coverage, 2)
    width, height = p.CONTACT_HALF_WIDTH * part[0], p.CONTACT_HALF_HEIGHT * part[1]
    power = p.CONTACT_SQUARENESS
    radius = (np.abs(across / width) ** power + np.abs(down / height) ** power) ** (1 / power)
    waver = p.OUTLINE_WAVER * smooth_noise(rng, shape, 70) + p.OUTLINE_FRAY * smooth_noise(rng, shape, 14)
    return np.asarray(1 - radius - waver, np.float32)
