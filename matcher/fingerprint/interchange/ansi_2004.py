"""ANSI INCITS 378-2004, clause 6: the finger minutiae record.

    4      "FMR", 0
    4      " 20", 0
    2 | 6  length of the record: two octets, or two of 0 and then four where it exceeds 65,535
    2 2    producer: CBEFF product owner, product type
    ...    capture equipment, image, finger views: see `older`

Directions are in 2 degrees (0-179). Cores and deltas say once for all whether they have angles.
"""

import struct
from collections.abc import Sequence
from typing import Final

from matcher.fingerprint.interchange.cursor import Cursor
from matcher.fingerprint.interchange.older import read_views, write_views
from matcher.fingerprint.interchange.standard import ANSI_2004
from matcher.fingerprint.interchange.view import View

MAGIC: Final = b"FMR\x00 20\x00"
_SHORT: Final = struct.Struct(">H")
_LONG: Final = struct.Struct(">HI")
_PRODUCER: Final = struct.Struct(">HH")


def states_its_length(data: bytes) -> bool:
    """Whether the length field, short or long, is this standard's."""
    at, length = len(MAGIC), len(data)
    if length <= 0xFFFF and data[at : at + _SHORT.size] == _SHORT.pack(length):
        return True
    return data[at : at + _LONG.size] == _LONG.pack(0, length)


def read_ansi2004(data: bytes) -> tuple[View, ...]:
    """The finger views of a record whose length is known to fit. Raises MalformedRecord."""
    cursor = Cursor(data, ANSI_2004.format, len(MAGIC))
    if cursor.u16("length") == 0:
        cursor.skip(_LONG.size - _SHORT.size, "long length")
    producer = cursor.u16("product owner"), cursor.u16("product type")
    return read_views(cursor, ANSI_2004, producer)


def write_ansi2004(views: Sequence[View]) -> bytes:
    """A record of these views, in the order of their fingers.

    Raises ValueError where there is no view, a finger has more than 16, or extended data are too long.
    """
    rest = write_views(views, ANSI_2004)
    body = _PRODUCER.pack(*views[0].producer) + rest
    length = len(MAGIC) + _SHORT.size + len(body)
    if length <= 0xFFFF:
        return MAGIC + _SHORT.pack(length) + body
    return MAGIC + _LONG.pack(0, length + _LONG.size - _SHORT.size) + body
