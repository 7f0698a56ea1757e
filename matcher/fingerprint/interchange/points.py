"""The minutiae of a finger view, and its whole quality: octets on one side, `View`'s fields on the other."""

from typing import Final, NamedTuple

import numpy as np

from matcher.domain import FingerPosition
from matcher.fingerprint.interchange.cursor import Cursor
from matcher.fingerprint.interchange.grid import Grid, Raw, RawMinutiae, minutiae_of, raw_minutiae
from matcher.fingerprint.interchange.standard import Standard
from matcher.fingerprint.interchange.view import BIFURCATION, UNREPORTED, Assessment, View
from matcher.fingerprint.minutiae import Minutiae

# type (2 bits) and x (14), reserved (2) and y (14), direction, quality: ISO/IEC 19794-2:2005, clause 7
WITH_QUALITY: Final = np.dtype([("x", ">u2"), ("y", ">u2"), ("angle", "u1"), ("quality", "u1")])
WITHOUT_QUALITY: Final = np.dtype([("x", ">u2"), ("y", ">u2"), ("angle", "u1")])

_FAILED: Final = 255  # the newer standards: a quality was to be computed, but could not be


class Points(NamedTuple):
    """What `View` holds of the minutiae."""

    minutiae: Minutiae
    kinds: bytes
    qualities: bytes


def read_points(cursor: Cursor, grid: Grid, standard: Standard, count: int, layout: np.dtype) -> Points:
    """`count` minutiae of `layout`, WITH_QUALITY or without.

    Raises MalformedRecord for reserved types, places outside of the image, values too large.
    """
    start = cursor.skip(count * layout.itemsize, f"list of {count} minutiae")
    rows = np.frombuffer(cursor.data, layout, count, start)
    kinds, x, y = rows["x"] >> 14, rows["x"] & 0x3FFF, rows["y"]
    _check_each(cursor, kinds <= BIFURCATION, "type is reserved")
    _check_each(cursor, (x < grid.size[0]) & (y < min(grid.size[1], 0x4000)), "place is outside of the image")
    _check_each(cursor, rows["angle"] < grid.steps, f"direction is beyond {grid.steps - 1} steps")
    if layout is WITH_QUALITY:
        qualities = _qualities(cursor, standard, rows["quality"])
    else:
        qualities = np.full(count, UNREPORTED, np.uint8)
    minutiae = minutiae_of(grid, RawMinutiae(x, y, rows["angle"], kinds, qualities))
    return Points(minutiae, kinds.astype(np.uint8).tobytes(), qualities.tobytes())


def write_points(view: View, grid: Grid, standard: Standard, layout: np.dtype) -> bytes:
    """The minutiae of a view in the grid's units."""
    raw = raw_minutiae(grid, view)
    rows = np.zeros(len(raw.x), layout)
    rows["x"], rows["y"], rows["angle"] = raw.x | raw.kinds << 14, raw.y, raw.angle
    if layout is WITH_QUALITY:
        qualities = raw.qualities
        if standard.zero_is_unreported:
            qualities = np.where(qualities == UNREPORTED, 0, np.maximum(qualities, 1))
        rows["quality"] = qualities
    return rows.tobytes()


def read_position(cursor: Cursor) -> FingerPosition:
    """One finger: the minutiae of a slap (13-15) or of neighbours (40-50) are compared with nothing."""
    code = cursor.u8("finger position")
    if code > FingerPosition.LEFT_LITTLE:
        cursor.refuse(f"position {code} is not that of one finger")
    return FingerPosition(code)


def read_assessment(cursor: Cursor, standard: Standard, score: int) -> tuple[Assessment, ...]:
    """A view's quality as one octet; nothing where it is not reported."""
    if score == (0 if standard.zero_is_unreported else UNREPORTED):
        return ()
    if score == _FAILED and not standard.zero_is_unreported:
        return (Assessment(None),)
    if score > 100:
        cursor.refuse(f"a finger quality of {score} is beyond 100")
    return (Assessment(score),)


def assessment_octet(view: View, standard: Standard) -> int:
    """The view's first quality as one octet."""
    if standard.zero_is_unreported:
        return view.quality or 0
    if not view.assessments:
        return UNREPORTED
    return _FAILED if view.quality is None else view.quality


def _qualities(cursor: Cursor, standard: Standard, stated: Raw) -> Raw:
    """As `View.qualities`: not reported and could not be computed are one."""
    if standard.zero_is_unreported:
        _check_each(cursor, stated <= 100, "quality is beyond 100")
        return np.where(stated == 0, UNREPORTED, stated).astype(np.uint8)
    _check_each(cursor, (stated <= 100) | (stated >= UNREPORTED), "quality is beyond 100")
    return np.minimum(stated, UNREPORTED).astype(np.uint8)


def _check_each(cursor: Cursor, good: np.ndarray, reason: str) -> None:
    if not good.all():
        cursor.refuse(f"minutia {int(np.argmin(good))}: its {reason}")
