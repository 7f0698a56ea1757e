"""Whether a PNG holds all the rows that its header promises.

Pillow's decoder does not ask: a stream that ends early, as a lying header or a broken writer leaves it,
gives a picture whose lower part is silently black. Half a finger must not pass for a whole one.
"""

import struct
import zlib
from collections.abc import Iterator

_FIRST_CHUNK = 8
_STEP = 1 << 20
# ISO/IEC 15948 table 11.1: samples per pixel by colour type.
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# ISO/IEC 15948 8.2, Adam7: first column, first row, column step, row step of each pass.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def has_all_rows(data: bytes) -> bool:
    """Inflates IDAT up to the promised size and no further, a MiB at a time. zlib.error if it is damaged."""
    missing = _promised(data)
    inflater = zlib.decompressobj()
    for part in _chunks(data, b"IDAT"):
        rest = part
        while rest and not inflater.eof:
            missing -= len(inflater.decompress(rest, _STEP))
            if missing <= 0:
                return True
            rest = inflater.unconsumed_tail
    return missing - len(inflater.flush()) <= 0


def _promised(data: bytes) -> int:
    """Bytes of all filtered rows, by the header."""
    header = next(_chunks(data, b"IHDR"))
    width, height = struct.unpack_from(">II", header)
    depth, colour, interlaced = header[8], header[9], header[12]
    bits = depth * _SAMPLES[colour]
    if not interlaced:
        return int(height * _row_bytes(width, bits))
    return sum(
        len(range(row, height, row_step)) * _row_bytes(len(range(column, width, column_step)), bits)
        for column, row, column_step, row_step in _PASSES
    )


def _row_bytes(width: int, bits: int) -> int:
    """One filtered row; a pass without columns has no rows at all."""
    return 1 + (width * bits + 7) // 8 if width else 0


def _chunks(data: bytes, wanted: bytes) -> Iterator[bytes]:
    """The contents of every chunk of that kind, as far as the data goes."""
    position = _FIRST_CHUNK
    while position + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        if kind == wanted:
            yield data[position + 8 : position + 8 + length]
        position += 12 + length
