"""What a finger has beside its ridges and keeps from print to print: uneven ridge edges, sweat pores, creases."""

from dataclasses import dataclass

import cv2
import numpy as np

from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.fields import Field, grain
from device_drivers.fingerprint.synthetic.thinning import Mask


@dataclass(frozen=True, slots=True)
class Skin:
    """relief: ridges with their own edges, about -1.3 to 1.3; pores, creases: 0 to 1. All (H, W) float32, not writeable."""

    relief: Field
    pores: Field
    creases: Field


def skin_of(relief: Field, skeleton: Mask, rng: np.random.Generator) -> Skin:
    """Dress a grown relief. Pores sit on the skeleton about a ridge period apart, as on living fingers."""
    edges = p.EDGE_ROUGHNESS * grain(rng, relief.shape, p.EDGE_GRAIN)
    skin = Skin(relief + edges, _pores(skeleton, rng), _creases(relief.shape, rng))
    for layer in (skin.relief, skin.pores, skin.creases):
        layer.setflags(write=False)
    return skin


def _pores(skeleton: Mask, rng: np.random.Generator) -> Field:
    drawn = np.zeros(skeleton.shape, np.float32)
    places = np.argwhere(skeleton)
    chosen = places[rng.random(len(places)) < 1 / p.PORE_SPACING]
    jittered = np.clip(
        np.rint(chosen + rng.normal(0, 0.8, chosen.shape)), 0, np.array(skeleton.shape) - 1
    ).astype(int)
    drawn[jittered[:, 0], jittered[:, 1]] = rng.uniform(0.4, 1.0, len(jittered))
    blurred = cv2.GaussianBlur(drawn, (0, 0), p.PORE_RADIUS)
    return np.clip(blurred * np.float32(2 * np.pi * p.PORE_RADIUS**2), 0, 1).astype(np.float32)


def _creases(shape: tuple[int, int], rng: np.random.Generator) -> Field:
    """White lines of age and work, and the joint's crease at the foot of the finger."""
    drawn = np.zeros(shape, np.uint8)
    for _ in range(rng.poisson(p.CREASES)):
        middle = np.array([p.CENTRE_X, p.CENTRE_Y + 30]) + rng.normal(0, (70, 90))
        draw_stroke(drawn, middle, rng.uniform(25, 110), rng.normal(0, 0.6), int(rng.integers(1, 3)), rng)
    for offset in (0, rng.uniform(10, 18)):
        joint = np.array([p.CENTRE_X, p.CENTRE_Y + p.JOINT_BELOW + offset])
        draw_stroke(drawn, joint, p.MASTER_WIDTH, rng.normal(0, 0.04), 4, rng)
    return cv2.GaussianBlur(drawn.astype(np.float32) / 255, (0, 0), 0.8)


def draw_stroke(
    image: Mask, middle: np.ndarray, length: float, angle: float, thickness: int, rng: np.random.Generator
) -> None:
    """Draw one slightly bent, slightly shaky stroke of value 255."""
    t = np.linspace(-0.5, 0.5, max(int(length / 6), 4))
    bend = rng.normal(0, 0.12) * length * (t**2 - 0.08) + np.cumsum(rng.normal(0, 0.35, t.size))
    x = middle[0] + length * t * np.cos(angle) - bend * np.sin(angle)
    y = middle[1] - length * t * np.sin(angle) - bend * np.cos(angle)
    points = np.rint(np.stack([x, y], axis=1) * 16).astype(np.int32)
    cv2.polylines(image, [points.reshape(-1, 1, 2)], False, 255, thickness, cv2.LINE_AA, shift=4)
