"""Writing minutiae for a smart card: fewer, nearer, and in the order that the card wants.

A place of the compact form reaches 25.5 mm. Where a print is larger, the writer keeps the window of that size
around the minutia nearest to the centre of mass and leaves out what is outside of it, since ISO/IEC
19794-2:2011, 9.3.2 has the farthest from there removed first. Where a card takes fewer minutiae than there
are, the least sure go first; of equals the farthest, then endings, then the largest direction (ibidem).
"""

from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.fingerprint.interchange.card import DATA_OBJECT, FORMS, MINUTIAE, CardForm
from matcher.fingerprint.interchange.grid import Raw, RawMinutiae, raw_minutiae
from matcher.fingerprint.interchange.view import ENDING, UNREPORTED, View
from matcher.fingerprint.parameters import MOST_MINUTIAE

_METHOD: Final = 0x1C
_DESCENDING: Final = 0x02
_ENDLESS: Final = 1 << 16  # larger than any image in the card's units: the window is cut below


class Order(IntEnum):
    """How a card wants its minutiae sorted: the codes of its biometric information template.

    X_Y: by x, of equals by y. POLAR: by the distance from the centre of mass, of equals by the angle there.
    """

    NONE = 0x00
    ASCENDING_X_Y = 0x05
    DESCENDING_X_Y = 0x06
    ASCENDING_Y_X = 0x09
    DESCENDING_Y_X = 0x0A
    ASCENDING_ANGLE = 0x0D
    DESCENDING_ANGLE = 0x0E
    ASCENDING_POLAR = 0x11
    DESCENDING_POLAR = 0x12


def write_compact(view: View, order: Order = Order.NONE, most: int = MOST_MINUTIAE) -> bytes:
    """One view in the compact form, in its data object.

    most: how many minutiae the card takes. Raises ValueError where there is no minutia.
    """
    rows = _rows(view, FORMS["compact"], order, most)
    written = np.zeros(len(rows.x), FORMS["compact"].layout)
    written["x"], written["y"], written["kind_angle"] = rows.x, rows.y, rows.kinds << 6 | rows.angle
    return DATA_OBJECT + _with_length(bytes([MINUTIAE]) + _with_length(written.tobytes()))


def write_normal(view: View, order: Order = Order.NONE, most: int = MOST_MINUTIAE) -> bytes:
    """One view in the normal form, bare. Raises ValueError where there is no minutia."""
    rows = _rows(view, FORMS["normal"], order, most)
    written = np.zeros(len(rows.x), FORMS["normal"].layout)
    written["kind_x"], written["y"], written["angle"] = rows.kinds << 14 | rows.x, rows.y, rows.angle
    return written.tobytes()


def _rows(view: View, card: CardForm, order: Order, most: int) -> RawMinutiae:
    if not len(view.minutiae):
        raise ValueError("a card compares nothing without minutiae")
    rows = raw_minutiae(card.grid(_ENDLESS, _ENDLESS), view)
    return _sorted(_strongest(_windowed(rows, card.farthest), most), order)


def _windowed(rows: RawMinutiae, farthest: int) -> RawMinutiae:
    """What lies within reach of the form's coordinates; the frame is moved only where it must be."""
    distance, _ = _polar(rows)
    middle = int(np.argmin(distance))
    x, y = _shifted(rows.x, middle, farthest), _shifted(rows.y, middle, farthest)
    inside = (x >= 0) & (x <= farthest) & (y >= 0) & (y <= farthest)
    return rows._replace(x=x, y=y).take(np.flatnonzero(inside))


def _shifted(places: Raw, middle: int, farthest: int) -> Raw:
    """One coordinate of all, from the edge of a window around that of the `middle`-th."""
    if places.max() <= farthest:
        return places
    around = int(places[middle]) - farthest // 2
    return places - max(int(places.min()), min(around, int(places.max()) - farthest))


def _strongest(rows: RawMinutiae, most: int) -> RawMinutiae:
    """The `most` that stay, in the order in which they came."""
    if len(rows.x) <= most:
        return rows
    qualities = rows.qualities if np.all(rows.qualities != UNREPORTED) else np.zeros(len(rows.x))
    distance, _ = _polar(rows)
    first_kept = np.lexsort((rows.angle, rows.kinds == ENDING, distance, -qualities))
    return rows.take(np.sort(first_kept[:most]))


def _sorted(rows: RawMinutiae, order: Order) -> RawMinutiae:
    match order & _METHOD:
        case 0x04:
            keys: tuple[NDArray[Any], ...] = (rows.y, rows.x)
        case 0x08:
            keys = (rows.x, rows.y)
        case 0x0C:
            keys = (rows.angle,)
        case 0x10:
            keys = _polar(rows)[::-1]
        case _:
            return rows
    return rows.take(np.lexsort(tuple(-key for key in keys) if order & _DESCENDING else keys))


def _polar(rows: RawMinutiae) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Distance from the centre of mass, and the angle there in [0, 2 pi), counter-clockwise as seen."""
    across, up = rows.x - np.rint(rows.x.mean()), np.rint(rows.y.mean()) - rows.y
    return np.hypot(across, up), np.arctan2(up, across) % (2 * np.pi)


def _with_length(data: bytes) -> bytes:
    """Length and value, ISO/IEC 7816-4, 5.2.2.2."""
    if len(data) < 0x80:
        return bytes([len(data)]) + data
    if len(data) < 0x100:
        return bytes([0x81, len(data)]) + data
    return b"\x82" + len(data).to_bytes(2, "big") + data
