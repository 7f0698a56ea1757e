"""What a finger keeps from print to print beside its ridges: uneven ridge edges, sweat pores, creases."""

from dataclasses import dataclass

import cv2
import numpy as np

from device_drivers.fingerprint.synthetic import parameters as p
from device_drivers.fingerprint.synthetic.fields import Field, grain
from device_drivers.fingerprint.synthetic.thinning import Mask


@dataclass(frozen=True, slots=True)
class Skin:
    """(H, W) float32, read-only. relief: ridges with their edges, about -1.3 to 1.3; the others: 0 to 1."""

    relief: Field
    pores: Field
    creases: Field


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through (x, y), `length` pixels long at `angle` radians, `thickness` pixels thick."""

    x: float
    y: float
    length: float
    angle: float
    thickness: int


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
    return np.asarray(np.clip(blurred * (2 * np.pi * p.PORE_RADIUS**2), 0, 1), np.float32)


def _creases(shape: tuple[int, int], rng: np.random.Generator) -> Field:
    """White lines of age and work, and the joint's crease at the foot of the finger."""
    drawn = np.zeros(shape, np.uint8)
    for _ in range(rng.poisson(p.CREASES)):
        x, y = rng.normal((p.CENTRE_X, p.CENTRE_Y + 30), (70, 90))
        line = Stroke(x, y, rng.uniform(25, 110), rng.normal(0, 0.6), int(rng.integers(1, 3)))
        draw_stroke(drawn, line, rng)
    for offset in (0, rng.uniform(10, 18)):
        y = p.CENTRE_Y + p.JOINT_BELOW + offset
        draw_stroke(drawn, Stroke(p.CENTRE_X, y, p.MASTER_WIDTH, rng.normal(0, 0.04), 4), rng)
    return np.asarray(cv2.GaussianBlur(drawn.astype(np.float32) / 255, (0, 0), 0.8), np.float32)


def draw_stroke(image: Mask, stroke: Stroke, rng: np.random.Generator) -> None:
    """Draw a slightly bent, slightly shaky line of value 255."""
    t = np.linspace(-0.5, 0.5, max(int(stroke.length / 6), 4))
    bend = rng.normal(0, 0.12) * stroke.length * (t**2 - 0.08) + np.cumsum(rng.normal(0, 0.35, t.size))
    cos, sin = np.cos(stroke.angle), np.sin(stroke.angle)
    x = stroke.x + stroke.length * t * cos - bend * sin
    y = stroke.y - stroke.length * t * sin - bend * cos
    points = np.rint(np.stack([x, y], axis=1) * 16).astype(np.int32)
    cv2.polylines(image, [points.reshape(-1, 1, 2)], False, 255, stroke.thickness, cv2.LINE_AA, shift=4)
