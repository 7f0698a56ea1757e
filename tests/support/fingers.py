"""Minutiae and finger views with every field set, drawn from a seed."""

import numpy as np
from hypothesis import strategies as st

from matcher.domain import FingerPosition
from matcher.fingerprint.interchange.view import (
    Assessment,
    CaptureTime,
    Certification,
    Core,
    Delta,
    Device,
    Extension,
    Impression,
    RidgeCount,
    RidgeCounts,
    View,
)
from matcher.fingerprint.minutiae import Minutiae


def some_minutiae(count: int, seed: int = 0, width: int = 388, height: int = 374) -> Minutiae:
    """Minutiae anywhere in the image, pointing anywhere."""
    draw = np.random.default_rng(seed)
    return Minutiae(
        x=draw.uniform(0, width - 0.01, count).astype(np.float32),
        y=draw.uniform(0, height - 0.01, count).astype(np.float32),
        angle=draw.uniform(0, 6.28, count).astype(np.float32),
        ending=draw.random(count) < 0.5,
        confidence=draw.random(count).astype(np.float32),
        width=width,
        height=height,
    )


def plain_view(count: int = 30, seed: int = 0) -> View:
    """What our extractor's minutiae become: nothing but minutiae, position and quality."""
    return View.of(some_minutiae(count, seed), FingerPosition.RIGHT_INDEX, quality=70)


def full_view(count: int = 30, seed: int = 0) -> View:
    """A view that says everything that some standard can say."""
    minutiae = some_minutiae(count, seed)
    plain = View.of(minutiae, FingerPosition.LEFT_RING, quality=55)
    return View(
        format=plain.format,
        position=plain.position,
        minutiae=minutiae,
        kinds=bytes(index % 3 for index in range(count)),
        qualities=bytes((0, 1, 50, 100, 254)[index % 5] for index in range(count)),
        size=plain.size,
        resolution=plain.resolution,
        impression=Impression.CONTACTLESS_PLAIN,
        assessments=(Assessment(55, 0x0044, 7), Assessment(None, 0x000F, 2)),
        captured=CaptureTime(2026, 2, 28, 23, 59, 58, 999),
        device=Device(3, 0x0102, 0x0ABC, 0x80, (Certification(5, 1), Certification(6, 2))),
        producer=(0x0033, 0x0401),
        ridge_counts=RidgeCounts(1, (RidgeCount(0, 1, 5), RidgeCount(count - 1, 255, 255))),
        cores=(Core(100.0, 120.0, 1.0), Core(200.0, 50.0)),
        deltas=(Delta(300.0, 300.0, (0.5, 2.5, 4.5)), Delta(30.0, 340.0)),
        extensions=(Extension(3, bytes(20)), Extension(0x0100, b"a vendor's own")),
    )


@st.composite
def views(draw: st.DrawFn) -> View:
    """Any view of ours: 1 to 255 minutiae in an image of any size that a finger has."""
    width, height = draw(st.integers(1, 4095)), draw(st.integers(1, 4095))
    minutiae = some_minutiae(draw(st.integers(1, 255)), draw(st.integers(0, 1 << 30)), width, height)
    position = draw(st.sampled_from(FingerPosition))
    quality = draw(st.none() | st.integers(1, 100))
    return View.of(minutiae, position, quality, draw(st.sampled_from(Impression)))
