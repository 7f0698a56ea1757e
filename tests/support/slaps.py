"""Synthetic slaps that several tests look at, and how well a box found on one agrees with the truth."""

import math
from functools import cache

import cv2
import numpy as np

from device_drivers.fingerprint.synthetic import NORMAL, Hardness, Person, person
from device_drivers.fingerprint.synthetic.slap import Group, LaidFinger, Laying, SyntheticSlap, slap
from matcher.fingerprint.slaps.slap import FingerBox


@cache
def slap_owner() -> Person:
    """One person for all tests: a finger takes half a second to grow."""
    return person(611)


@cache
def synthetic_slap(
    group: Group, number: int, laying: Laying | None = None, hardness: Hardness = NORMAL
) -> SyntheticSlap:
    """The owner's slap of this number."""
    return slap(slap_owner(), group, number, hardness, laying)


def overlap(true: LaidFinger, box: FingerBox) -> float:
    """Intersection over union of two turned boxes."""
    first, second = ((one.centre, one.size, -math.degrees(one.angle)) for one in (true, box))
    kind, corners = cv2.rotatedRectangleIntersection(first, second)
    shared = (
        0.0 if kind == cv2.INTERSECT_NONE else float(cv2.contourArea(cv2.convexHull(np.asarray(corners))))
    )
    return shared / (math.prod(true.size) + math.prod(box.size) - shared)
