"""The ridge orientation field of a finger from its singular points.

Sherlock & Monro, "A model for interpreting fingerprint topology" (1993): every core adds half its polar
angle, every delta takes half away. That zero-pole field alone turns evenly around a core; ridges do not.
Vizcaya & Gerhardt (1996) correct each angle by a periodic function; we keep its first harmonic at the
cores, which makes legs straight and tops round, and add what no singular point explains: the arching of
the whole fingertip and a finger's own irregularity.
"""

import numpy as np
import numpy.typing as npt

from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.fields import Field, pixel_grid, smooth_noise
from device_drivers.fingerprint.synthetic.patterns import Pattern, Singularities

Plane = npt.NDArray[np.complex128]
Angles = npt.NDArray[np.float64]


def orientation_field(
    pattern: Pattern, singularities: Singularities, rng: np.random.Generator, step: int
) -> Field:
    """Ridge tangent of every `step`-th pixel of the master, float32 radians, counter-clockwise, mod pi."""
    x, y = pixel_grid((p.MASTER_HEIGHT, p.MASTER_WIDTH), step)
    z: Plane = x.astype(np.float64) - 1j * y
    theta = _zero_pole(z, singularities) + _round_tops(z, singularities, rng)
    theta = theta + _fingertip_arch(pattern, x, y, rng)
    theta += p.ORIENTATION_NOISE * smooth_noise(rng, x.shape, p.ORIENTATION_NOISE_SCALE / step)
    return np.asarray(np.mod(theta, np.pi), np.float32)


def _zero_pole(z: Plane, singularities: Singularities) -> Angles:
    theta = np.zeros(z.shape)
    for core in singularities.cores:
        theta += 0.5 * np.angle(z - core)
    for delta in singularities.deltas:
        theta -= 0.5 * np.angle(z - delta)
    return theta


def _round_tops(z: Plane, singularities: Singularities, rng: np.random.Generator) -> Angles:
    """First harmonic of Vizcaya-Gerhardt's correction at each core, fading with distance from it."""
    theta = np.zeros(z.shape)
    reach = p.CORE_REACH if len(singularities.cores) == 1 else p.CORE_REACH / 2
    for core in singularities.cores:
        others = Singularities(tuple(c for c in singularities.cores if c != core), singularities.deltas)
        opening = 2 * float(_zero_pole(np.array([core]), others)[0])
        strength = rng.uniform(*p.CORE_ROUNDNESS)
        away = z - core
        fade = np.exp(-(np.abs(away) ** 2) / (2 * reach**2))
        theta -= 0.5 * strength * fade * np.sin(np.angle(away) - opening)
    return theta


def _fingertip_arch(pattern: Pattern, x: Field, y: Field, rng: np.random.Generator) -> Angles:
    """Ridges follow the fingertip's outline at the top, lie flat above the joint's crease."""
    across = np.clip((x - p.CENTRE_X - rng.normal(0, 8)) / (p.MASTER_WIDTH / 2), -1, 1)
    height = np.clip((p.CENTRE_Y + p.ARCH_FOOT - y) / (p.ARCH_FOOT + p.ARCH_TOP), 0, 1)
    rise = height * height * (3 - 2 * height)
    arch = -rng.uniform(*p.ARCH_SLOPE) * rise * np.sin(np.pi / 2 * across)
    if pattern is Pattern.ARCH:
        hump = np.exp(-(((y - p.CENTRE_Y - 50) / 90.0) ** 2))
        arch -= rng.uniform(*p.ARCH_HUMP) * hump * np.sin(np.pi * across)
        arch *= 1.25
    return np.asarray(arch)
