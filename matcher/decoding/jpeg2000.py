"""Whether a JPEG 2000 file holds all the tiles that its header promises (ISO/IEC 15444-1 annexes A, I).

OpenJPEG's answer to an absent tile is a black rectangle; half a finger must not pass for a whole one.
"""

import struct
from collections.abc import Iterator

_CODESTREAM = b"\xff\x4f\xff\x51"
_SIZE = 0xFF51
_TILE_PART = 0xFF90


def has_all_tiles(data: bytes) -> bool:
    """Whether each tile of the grid has a tile-part. struct.error, ZeroDivisionError if data is damaged."""
    stream = _codestream(data)
    promised = 0
    present: set[int] = set()
    for marker, position in _segments(stream):
        if marker == _SIZE:
            right, bottom, _, _, width, height, left, top = struct.unpack_from(">8I", stream, position + 6)
            promised = _tiles(right - left, width) * _tiles(bottom - top, height)
        elif marker == _TILE_PART:
            present.update(struct.unpack_from(">H", stream, position + 4))
    return promised > 0 and present.issuperset(range(promised))


def _tiles(extent: int, size: int) -> int:
    """Tiles along one direction (B-5); the first begins at the grid's origin and holds the picture's."""
    return -(-extent // size)


def _codestream(data: bytes) -> bytes:
    """The contents of the first codestream box, or data if it is a bare codestream."""
    position = 0
    while not data.startswith(_CODESTREAM, position):
        length, kind = struct.unpack_from(">I4s", data, position)
        head = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, position + 8)
            head = 16
        if kind == b"jp2c":
            return data[position + head :]
        # A box of length 0 reaches to the end of the file.
        position += max(length, head) if length else len(data)
    return data[position:]


def _segments(stream: bytes) -> Iterator[tuple[int, int]]:
    """Marker and position of every segment; a tile-part is stepped over by its own length (A.4.2)."""
    position = 2
    while position + 12 <= len(stream):
        marker, length = struct.unpack_from(">HH", stream, position)
        yield marker, position
        if marker == _TILE_PART:
            (part,) = struct.unpack_from(">I", stream, position + 6)
            if part == 0:  # reaches to the end of the codestream
                return
            position += max(part, 12)
        else:
            position += 2 + max(length, 2)
