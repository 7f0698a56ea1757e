"""ISO/IEC 19794-2, the card forms (2005: clause 8; 2011: clause 9): minutiae as smart cards compare them.

    compact, 3 octets a minutia:  x, y in 0.1 mm (1 + 1); type (2 bits), direction in 1/64 turn (6)
    normal, 5 octets a minutia:   type (2 bits), x in 0.01 mm (14); 0 (2), y (14); direction in 1/256 turn

Nothing else: no header, no image size, no finger, no quality; those are in the card's biometric information
template (ISO/IEC 7816-11), as is the order that the card wants its minutiae in. On the way to a card the
minutiae lie in a data object 7F2E, in it 81 with the minutiae; we read and write that for the compact form,
the only one whose tags are settled in use (NIST MINEX II).
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from matcher.domain import FingerPosition
from matcher.fingerprint.interchange.cursor import Cursor
from matcher.fingerprint.interchange.grid import Grid, RawMinutiae, minutiae_of
from matcher.fingerprint.interchange.view import BIFURCATION, UNREPORTED, Format, View
from matcher.fingerprint.parameters import MOST_MINUTIAE

DATA_OBJECT: Final = b"\x7f\x2e"
MINUTIAE: Final = 0x81

Form = Literal["compact", "normal"]


@dataclass(frozen=True, slots=True)
class CardForm:
    """One form. resolution: units a centimetre; steps: of a full turn; farthest: the largest coordinate."""

    format: Format
    resolution: int
    steps: int
    farthest: int
    layout: np.dtype

    def grid(self, width: int, height: int) -> Grid:
        """A frame of so many units."""
        return Grid((width, height), (self.resolution, self.resolution), self.steps)


FORMS: Final[dict[Form, CardForm]] = {
    "compact": CardForm(
        Format.CARD_COMPACT, 100, 64, 0xFF, np.dtype([("x", "u1"), ("y", "u1"), ("kind_angle", "u1")])
    ),
    "normal": CardForm(
        Format.CARD_NORMAL, 1000, 256, 0x3FFF, np.dtype([("kind_x", ">u2"), ("y", ">u2"), ("angle", "u1")])
    ),
}


def read_card(
    data: bytes, form: Form = "compact", position: FingerPosition = FingerPosition.UNKNOWN
) -> tuple[View, ...]:
    """The one view of a card's minutiae, bare or (compact) in their data object.

    form, position: what only the card's biometric information template tells. Raises MalformedRecord.
    """
    card = FORMS[form]
    cursor = Cursor(bytes(data), card.format)
    if form == "compact" and cursor.data.startswith(DATA_OBJECT):
        cursor = _unwrapped(cursor)
    count, left = divmod(cursor.end - cursor.at, card.layout.itemsize)
    if left or not 1 <= count <= MOST_MINUTIAE:
        cursor.refuse(f"{cursor.end - cursor.at} octets are no list of 1 to {MOST_MINUTIAE} minutiae")
    rows = np.frombuffer(cursor.data, card.layout, count, cursor.at)
    unreported = np.full(count, UNREPORTED, np.uint8)
    if form == "compact":
        raw = RawMinutiae(
            rows["x"], rows["y"], rows["kind_angle"] & 0x3F, rows["kind_angle"] >> 6, unreported
        )
    else:
        raw = RawMinutiae(rows["kind_x"] & 0x3FFF, rows["y"], rows["angle"], rows["kind_x"] >> 14, unreported)
    if raw.kinds.max() > BIFURCATION or raw.y.max() > card.farthest:
        cursor.refuse("a minutia has a reserved type or reserved bits")
    return (_view(card, position, raw),)


def _view(card: CardForm, position: FingerPosition, raw: RawMinutiae) -> View:
    grid = card.grid(int(raw.x.max()) + 1, int(raw.y.max()) + 1)
    return View(
        format=card.format,
        position=position,
        minutiae=minutiae_of(grid, raw),
        kinds=raw.kinds.astype(np.uint8).tobytes(),
        qualities=raw.qualities.tobytes(),
        size=grid.size,
        resolution=grid.resolution,
    )


def _unwrapped(cursor: Cursor) -> Cursor:
    """The minutiae inside of the data object, which must fill the data exactly."""
    cursor.octets(len(DATA_OBJECT), "tag")
    outer = cursor.part(_length(cursor), "biometric data template")
    cursor.finish("biometric data template")
    tag = outer.u8("tag")
    if tag != MINUTIAE:
        outer.refuse(f"data object {tag:02X} is not that of minutiae")
    inner = outer.part(_length(outer), "minutiae")
    outer.finish("minutiae")
    return inner


def _length(cursor: Cursor) -> int:
    """A length of ISO/IEC 7816-4, 5.2.2.2: one octet, or up to two after 81 or 82."""
    first = cursor.u8("length")
    if first < 0x80:
        return first
    if first not in (0x81, 0x82):
        cursor.refuse(f"a length field that begins with {first:02X} is longer than any list of minutiae")
    return cursor.u8("length") if first == 0x81 else cursor.u16("length")
