"""How far apart ridges lie, over one finger.

About 9 px at 500 dpi (0.46 mm) in men's index fingers, 8 to 10 between people; wider below the delta
than above the core (Cappelli, "Synthetic fingerprint generation", Handbook of Fingerprint Recognition,
2nd ed., 6.4.3), and irregular by some per cent.
"""

import numpy as np

from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.fields import Field, pixel_grid, smooth_noise


def period_map(rng: np.random.Generator, step: int) -> Field:
    """Ridge period of every `step`-th pixel of the master, (H, W) float32, in full-size pixels."""
    _, y = pixel_grid((p.MASTER_HEIGHT, p.MASTER_WIDTH), step)
    own = np.clip(rng.normal(p.PERIOD_MEAN, p.PERIOD_SPREAD), *p.PERIOD_OF_A_FINGER)
    below = np.tanh((y - p.CENTRE_Y - 60) / 120.0)
    varied = (
        1 + p.PERIOD_TREND * below + p.PERIOD_NOISE * smooth_noise(rng, y.shape, p.PERIOD_NOISE_SCALE / step)
    )
    return np.asarray(np.clip(own * varied, *p.PERIOD_RANGE), np.float32)
