"""Made-up minutiae for testing comparisons: no ridges behind them, any number, mated or not."""

import math

import numpy as np

from matcher.fingerprint.minutiae import Minutiae

WIDTH, HEIGHT = 300, 400


def scattered(rng: np.random.Generator, count: int) -> Minutiae:
    """`count` minutiae anywhere."""
    return Minutiae(
        x=rng.uniform(0, WIDTH - 1, count).astype(np.float32),
        y=rng.uniform(0, HEIGHT - 1, count).astype(np.float32),
        angle=rng.uniform(0, 6.28, count).astype(np.float32),
        ending=rng.random(count) < 0.5,
        confidence=rng.random(count, dtype=np.float32),
        width=WIDTH,
        height=HEIGHT,
    )


def another_impression(rng: np.random.Generator, of: Minutiae, kept: float = 0.85) -> Minutiae:
    """The same finger turned, shaken, and with a share of its minutiae missing."""
    turn = rng.uniform(-0.6, 0.6)
    x, y = of.x - WIDTH / 2, HEIGHT / 2 - of.y
    moved_x = math.cos(turn) * x - math.sin(turn) * y + WIDTH / 2 + rng.normal(0, 2, len(of))
    moved_y = HEIGHT / 2 - (math.sin(turn) * x + math.cos(turn) * y) + rng.normal(0, 2, len(of))
    angle = np.mod(of.angle + turn + rng.normal(0, 0.08, len(of)), 2 * math.pi).astype(np.float32)
    angle[angle >= np.float32(2 * math.pi)] = 0.0
    inside = (moved_x >= 0) & (moved_x < WIDTH - 1) & (moved_y >= 0) & (moved_y < HEIGHT - 1)
    seen = inside & (rng.random(len(of)) < kept)
    return Minutiae(
        x=moved_x[seen].astype(np.float32),
        y=moved_y[seen].astype(np.float32),
        angle=angle[seen],
        ending=of.ending[seen],
        confidence=of.confidence[seen],
        width=WIDTH,
        height=HEIGHT,
    )
