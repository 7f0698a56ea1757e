"""A crowd of made-up fingers, minutiae alone, thousands a second: galleries of any size for timing searches.

A finger is minutiae scattered over an ellipse, their directions along an orientation field with singular
points (Sherlock, Monro 1993) as arches, loops and whorls have them. An impression of it is turned, shifted,
stretched, seen in part, shaken, with minutiae missing and others that were never there. There are no ridges
behind them: nothing is learned from these and no accuracy is claimed on them; the numbers below were chosen
so that mated and non-mated comparison scores are spread as those of real prints are (benchmarks.speed.search
prints both). Everything follows from a seed and the finger's number.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.domain import FingerPosition, Modality, Template
from matcher.fingerprint import template
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.parameters import EXTRACTOR

Doubles = NDArray[np.float64]

WIDTH: Final = 420  # of an impression's image, pixels at 500 dpi
HEIGHT: Final = 520

_CANDIDATES: Final = 170  # places drawn for a finger, of which those too near an earlier one are dropped
_APART: Final = 15.0  # pixels between minutiae
_HALF_AXES: Final = (165.0, 225.0)  # of the finger's surface, pixels
_PATTERNS: Final = (0.05, 0.32, 0.31, 0.32)  # arch, left loop, right loop, whorl (Wilson et al. 1992)


@dataclass(frozen=True, slots=True)
class Crowd:
    """n fingers' minutiae. place: (n, m, 2) pixels from the finger's middle, y down; angle: (n, m) radians.

    there: (n, m) which of them exist; clear: (n, m) from 0 to 1, how surely an impression shows them.
    """

    place: Doubles
    angle: Doubles
    there: NDArray[np.bool_]
    clear: Doubles


def fingers(seed: int, first: int, count: int) -> Crowd:
    """Fingers number `first` to `first + count - 1` of this seed."""
    draw = np.random.default_rng([seed, first, count])
    turn, radius = draw.uniform(0, 2 * math.pi, (2, count, _CANDIDATES))
    radius = np.sqrt(radius / (2 * math.pi))
    place = np.stack([radius * np.cos(turn) * _HALF_AXES[0], radius * np.sin(turn) * _HALF_AXES[1]], axis=-1)
    there = _thinned(place.astype(np.float32)) & (
        draw.random((count, _CANDIDATES)) < draw.uniform(0.5, 0.95, (count, 1))
    )
    field = _orientation(place, draw)
    angle = field + math.pi * _polarity(place, draw) + draw.normal(0, math.radians(3), field.shape)
    return Crowd(place, angle % (2 * math.pi), there, draw.beta(2.4, 1.1, field.shape))


def impressions(crowd: Crowd, seed: int, first: int, number: int) -> list[Minutiae]:
    """Impression `number` of each finger of a crowd made from `first` on."""
    draw = np.random.default_rng([seed, first, len(crowd.place), 1 + number])
    n, m = crowd.angle.shape
    worse = draw.beta(1.1, 3.2, (n, 1))  # most impressions are fair, a few are bad in every way
    place = _stretched(crowd.place, worse, draw)
    turn = draw.normal(0, math.radians(9), (n, 1))
    cos, sin = np.cos(turn), np.sin(turn)
    x = cos * place[..., 0] + sin * place[..., 1] + draw.normal(0, 10, (n, 1))
    y = cos * place[..., 1] - sin * place[..., 0] + draw.normal(0, 14, (n, 1))
    angle = crowd.angle + turn + draw.normal(0, math.radians(5), (n, m)) * (0.5 + 1.8 * worse)
    touching = _touching(x, y, worse, draw)
    lost = draw.random((n, m)) < 0.01 + (1 - crowd.clear) * (0.12 + 1.0 * worse)
    seen = crowd.there & ~lost & touching
    sure = np.clip(0.4 + 0.6 * crowd.clear + draw.normal(0, 0.1, (n, m)) - 0.3 * worse, 0.2, 1.0)
    false = ~crowd.there & (draw.random((n, m)) < 0.01 + 0.16 * worse) & touching
    angle = np.where(false, draw.uniform(0, 2 * math.pi, (n, m)), angle)
    sure = np.where(false, np.clip(draw.normal(0.42, 0.14, (n, m)), 0.2, 1.0), sure)
    x, y = x + WIDTH / 2, y + HEIGHT / 2
    kept = (seen | false) & (x >= 0) & (x < WIDTH - 1) & (y >= 0) & (y < HEIGHT - 1)
    values = np.stack([x, y, angle % (2 * math.pi), sure], axis=-1).astype(np.float32)
    return [_minutiae(values[f], kept[f]) for f in range(n)]


def turned(minutiae: Minutiae, angle: float) -> Minutiae:
    """The same print turned counter-clockwise, in an image that holds it whichever way it lies."""
    side = math.ceil(math.hypot(minutiae.width, minutiae.height)) + 2
    x, y = minutiae.x - minutiae.width / 2, minutiae.y - minutiae.height / 2
    cos, sin = math.cos(angle), math.sin(angle)
    turned_angle = ((minutiae.angle + angle) % (2 * math.pi)).astype(np.float32)
    return Minutiae(
        x=(cos * x + sin * y + side / 2).astype(np.float32),
        y=(cos * y - sin * x + side / 2).astype(np.float32),
        angle=np.where(turned_angle >= np.float32(2 * math.pi), np.float32(0), turned_angle),
        ending=minutiae.ending,
        confidence=minutiae.confidence,
        width=side,
        height=side,
    )


def as_template(minutiae: Minutiae, position: FingerPosition) -> Template:
    """The stored form."""
    return Template(Modality.FINGER, EXTRACTOR, template.encode(minutiae), position)


def _minutiae(values: NDArray[np.float32], kept: NDArray[np.bool_]) -> Minutiae:
    """values: (m, 4) x, y, angle, confidence; the kept ones, the surest first."""
    order = np.flatnonzero(kept)
    order = order[np.argsort(-values[order, 3], kind="stable")]
    x, y, angle, sure = values[order].T
    angle = np.where(angle >= np.float32(2 * math.pi), np.float32(0), angle)
    return Minutiae(x, y, angle, sure > 0.5, sure, width=WIDTH, height=HEIGHT)


def _thinned(place: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which places have no earlier one within _APART."""
    squared = (place**2).sum(axis=2)
    apart = squared[:, :, None] + squared[:, None, :] - 2 * (place @ place.transpose(0, 2, 1))
    earlier = np.tri(place.shape[1], k=-1, dtype=bool)
    too_near: NDArray[np.bool_] = ((apart < _APART**2) & earlier).any(axis=2)
    return ~too_near


def _orientation(place: Doubles, draw: np.random.Generator) -> Doubles:
    """(n, m): the ridges' orientation, from cores and deltas; an arch is a bent field without either."""
    n = len(place)
    pattern = draw.choice(len(_PATTERNS), n, p=_PATTERNS)
    side = np.where(pattern == 1, -1.0, 1.0)
    core = np.stack([draw.normal(0, 10, n), draw.normal(-25, 18, n)], axis=1)
    second = core + np.stack([draw.normal(0, 8, n), np.abs(draw.normal(45, 22, n))], axis=1)
    delta = core + np.stack([side * draw.normal(95, 18, n), draw.normal(125, 22, n)], axis=1)
    other = core + np.stack([-side * draw.normal(95, 18, n), draw.normal(125, 22, n)], axis=1)
    whorl, arch = pattern == 3, pattern == 0
    twice = _around(place, core) - _around(place, delta)
    twice += np.where(whorl[:, None], _around(place, second) - _around(place, other), 0.0)
    bent = np.arctan2(-place[..., 0] * 1.6, 160 + np.abs(place[..., 1] - 60)) * 2
    smooth = (
        draw.normal(0, 0.12, (n, 1)) * place[..., 0] + draw.normal(0, 0.12, (n, 1)) * place[..., 1]
    ) / 100
    field: Doubles = np.where(arch[:, None], bent, twice) / 2 + smooth
    return field


def _around(place: Doubles, point: Doubles) -> Doubles:
    """(n, m): angle under which each place is seen from a point, y up."""
    off = place - point[:, None]
    return np.arctan2(-off[..., 1], off[..., 0])


def _polarity(place: Doubles, draw: np.random.Generator) -> Doubles:
    """(n, m): 0 or 1, alike among neighbours more often than not."""
    n = len(place)
    wave = draw.normal(0, 1, (n, 2, 1)) / 80.0
    phase = draw.uniform(0, 2 * math.pi, (n, 1))
    up = np.sin((place @ wave)[..., 0] + phase) > 0
    return np.asarray(up ^ (draw.random(up.shape) < 0.06), np.float64)


def _stretched(place: Doubles, worse: Doubles, draw: np.random.Generator) -> Doubles:
    """The skin dragged: a gentle affine and quadratic map, and each minutia shaken by itself."""
    n = len(place)
    unit = place / 150.0
    x, y = unit[..., 0], unit[..., 1]
    terms = np.stack([x, y, x * x, x * y, y * y], axis=-1)
    weights = draw.normal(0, 1, (n, 5, 2)) * np.array([2.2, 2.2, 2.0, 2.0, 2.0])[:, None]
    strength = (0.35 + 1.8 * worse)[..., None]
    stretched: Doubles = (
        place
        + terms @ (weights * strength)
        + draw.normal(0, 1, place.shape) * (0.55 + 1.3 * worse[..., None])
    )
    return stretched


def _touching(x: Doubles, y: Doubles, worse: Doubles, draw: np.random.Generator) -> NDArray[np.bool_]:
    """Which places lie in the part that touched the glass."""
    n = len(x)
    part = draw.uniform(0.76, 1.08, (n, 1)) - 0.2 * worse
    off_x, off_y = draw.normal(0, 12 + 40 * worse), draw.normal(0, 18 + 50 * worse)
    reach: Doubles = ((x - off_x) / (150 * part)) ** 2 + ((y - off_y) / (200 * part)) ** 2
    return reach <= 1
