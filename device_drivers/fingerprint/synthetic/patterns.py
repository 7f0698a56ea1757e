"""Henry's pattern classes and where their singular points lie on one finger.

A core is where ridges turn back (index +1/2), a delta where three flows meet (-1/2). Loops have one of
each, whorls two of each; a plain arch has none. Places are in pixels of the master, x right, y down.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from device_drivers.fingerprint.synthetic.parameters import CENTRE_X, CENTRE_Y


class Pattern(StrEnum):
    """As an examiner names them looking at the print: a left loop opens to the left."""

    ARCH = "arch"
    TENTED_ARCH = "tented_arch"
    LEFT_LOOP = "left_loop"
    RIGHT_LOOP = "right_loop"
    WHORL = "whorl"
    DOUBLE_LOOP = "double_loop"

    def mirrored(self) -> "Pattern":
        """The same pattern on the other hand."""
        swap = {Pattern.LEFT_LOOP: Pattern.RIGHT_LOOP, Pattern.RIGHT_LOOP: Pattern.LEFT_LOOP}
        return swap.get(self, self)


@dataclass(frozen=True, slots=True)
class Singularities:
    """Cores and deltas as complex numbers x - iy (the imaginary axis points up, as angles do)."""

    cores: tuple[complex, ...]
    deltas: tuple[complex, ...]


def place(pattern: Pattern, rng: np.random.Generator) -> Singularities:
    """Draw one finger's singular points. Distances are those of adult fingers, 6-9 mm core to delta."""
    centre = complex(CENTRE_X + rng.normal(0, 8), -(CENTRE_Y + rng.normal(0, 10)))
    match pattern:
        case Pattern.ARCH:
            return Singularities((), ())
        case Pattern.TENTED_ARCH:
            below = complex(rng.normal(0, 6), -rng.uniform(55, 95))
            return Singularities((centre,), (centre + below,))
        case Pattern.LEFT_LOOP | Pattern.RIGHT_LOOP:
            side = 1 if pattern is Pattern.LEFT_LOOP else -1
            delta = complex(side * rng.uniform(60, 110), -rng.uniform(100, 165))
            return Singularities((centre,), (centre + delta,))
        case Pattern.WHORL:
            half = complex(rng.normal(0, 4), rng.uniform(7, 24))
        case Pattern.DOUBLE_LOOP:
            lean = rng.choice((-1, 1)) * rng.uniform(0.5, 1.2)
            half = rng.uniform(26, 42) * complex(np.sin(lean), np.cos(lean))
    left = complex(-rng.uniform(90, 140), -rng.uniform(80, 145))
    right = complex(rng.uniform(90, 140), -rng.uniform(80, 145))
    return Singularities((centre + half, centre - half), (centre + left, centre + right))
