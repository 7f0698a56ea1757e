"""Where each pixel of an impression lies on the finger: placement and the skin's elastic stretching.

After Cappelli, Maio & Maltoni, "Modelling plastic distortion in fingerprint images" (2001): skin pressed
firmly in the middle does not slip; around it traction and torsion drag it more and more, up to a limit. A
smooth irregular stretching is added, since no finger is a disc.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.fields import Field, pixel_grid, smooth_noise
from device_drivers.fingerprint.synthetic.hardness import Hardness

Points = npt.NDArray[np.float64]
"""(N, 2) float64, x and y in pixels."""


@dataclass(frozen=True, slots=True)
class Placement:
    """The map between an impression's pixels and the master's.

    rigid: (2, 3), impression -> master without stretching. stretch_x, stretch_y (H, W): what to add to it.
    """

    rigid: npt.NDArray[np.float64]
    stretch_x: Field
    stretch_y: Field

    def lay(self, layer: Field, outside: float) -> Field:
        """The master's layer as seen by the impression's pixels, (H, W)."""
        x, y = pixel_grid(self.stretch_x.shape)
        (a, b, c), (d, e, f) = self.rigid.astype(np.float32)
        seen = cv2.remap(
            layer,
            a * x + b * y + c + self.stretch_x,
            d * x + e * y + f + self.stretch_y,
            cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=outside,
        )
        return np.asarray(seen, np.float32)

    def from_master(self, points: Points) -> Points:
        """Master -> impression for (N, 2) points: the stretching is undone by fixed-point iteration."""
        turn, move = self.rigid[:, :2], self.rigid[:, 2]
        back = np.linalg.inv(turn).T
        placed = (points - move) @ back
        for _ in range(p.INVERSION_ROUNDS):
            placed = (points - self._stretch_at(placed) - move) @ back
        return np.asarray(placed)

    def _stretch_at(self, placed: Points) -> Points:
        at = placed.astype(np.float32).reshape(-1, 1, 2)
        layers = (self.stretch_x, self.stretch_y)
        x, y = at[..., 0], at[..., 1]
        values = [cv2.remap(s, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for s in layers]
        return np.concatenate(values, axis=1).reshape(-1, 2).astype(np.float64)


def place(shape: tuple[int, int], hardness: Hardness, rng: np.random.Generator) -> Placement:
    """Lay the finger on a sensor of (H, W) pixels: shift, rotation, then all the stretching."""
    height, width = shape
    middle = np.array([width / 2, height / 2]) + rng.normal(0, hardness.shift, 2)
    angle = np.deg2rad(rng.normal(0, hardness.rotation))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    pad = np.array([p.CENTRE_X, p.CENTRE_Y + p.PAD_BELOW_CORE])
    rigid = np.column_stack([turn, pad - turn @ middle])
    stretch_x, stretch_y = _stretching(shape, middle, hardness, rng)
    return Placement(rigid, stretch_x, stretch_y)


def _stretching(
    shape: tuple[int, int], middle: npt.NDArray[np.float64], hardness: Hardness, rng: np.random.Generator
) -> tuple[Field, Field]:
    x, y = pixel_grid(shape)
    dx, dy = x - np.float32(middle[0]), y - np.float32(middle[1])
    distance = np.hypot(dx / p.CONTACT_HALF_WIDTH, dy / p.CONTACT_HALF_HEIGHT)
    slip = np.clip((distance - p.STICKS_WITHIN) / (p.SLIPS_FROM - p.STICKS_WITHIN), 0, 1)
    slip = slip * slip * (3 - 2 * slip)
    drag = rng.normal(0, hardness.traction, 2)
    twist = np.deg2rad(rng.normal(0, hardness.torsion))
    ripple = [hardness.ripple * smooth_noise(rng, shape, p.RIPPLE_SCALE) for _ in range(2)]
    stretch_x = slip * (drag[0] - twist * dy) + ripple[0]
    stretch_y = slip * (drag[1] + twist * dx) + ripple[1]
    return stretch_x.astype(np.float32), stretch_y.astype(np.float32)
