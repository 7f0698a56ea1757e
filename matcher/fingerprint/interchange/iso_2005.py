"""ISO/IEC 19794-2:2005, clause 7: the finger minutiae record.

    4      "FMR", 0
    4      " 20", 0
    4      length of the record
    ...    capture equipment, image, finger views: see `older`

Directions are in 1/256 of a turn. Big-endian throughout, like all of these formats.
"""

import struct
from collections.abc import Sequence
from typing import Final

from matcher.fingerprint.interchange.cursor import Cursor
from matcher.fingerprint.interchange.older import read_views, write_views
from matcher.fingerprint.interchange.parameters import UNKNOWN_OWNER
from matcher.fingerprint.interchange.standard import ISO_2005
from matcher.fingerprint.interchange.view import View

MAGIC: Final = b"FMR\x00 20\x00"
_LENGTH: Final = struct.Struct(">I")


def states_its_length(data: bytes) -> bool:
    """Whether the length field is this standard's; ANSI INCITS 378-2004 begins with the same octets."""
    at = len(MAGIC)
    return data[at : at + _LENGTH.size] == _LENGTH.pack(len(data))


def read_iso2005(data: bytes) -> tuple[View, ...]:
    """The finger views of a record whose length is known to fit. Raises MalformedRecord."""
    cursor = Cursor(data, ISO_2005.format, len(MAGIC) + _LENGTH.size)
    return read_views(cursor, ISO_2005, (UNKNOWN_OWNER, 0))


def write_iso2005(views: Sequence[View]) -> bytes:
    """A record of these views, in the order of their fingers.

    Raises ValueError where there is no view, a finger has more than 16, or extended data are too long.
    """
    body = write_views(views, ISO_2005)
    return MAGIC + _LENGTH.pack(len(MAGIC) + _LENGTH.size + len(body)) + body
