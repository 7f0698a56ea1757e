"""The stored form of a fingerprint (life 2): minutiae as bytes that tell whether they are whole.

    offset  size  field (all integers little-endian)
    0       4     magic "UMFP"
    4       1     format version, 1
    5       1     length of the extractor's name, then 14 octets of ASCII, zero-filled
    20      2     image width, pixels at 500 dpi
    22      2     image height
    24      1     number of minutiae n
    25      3     zero
    28      8 n   minutiae: x, y in 1/16 pixel (2 + 2), angle in 1/65536 turn (2), kind (1: 1 = ending,
                  2 = bifurcation, the codes of ISO/IEC 19794-2:2011 table 1), confidence in 1/255 (1)
    28+8n   4     CRC-32 (zlib's) of everything before

At most 2,072 octets. Encoding rounds to the grid above once; what was decoded encodes to the same octets.
"""

import math
import struct
import zlib
from typing import Final, NoReturn

import numpy as np

from matcher.fingerprint.errors import BadTemplate
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.parameters import EXTRACTOR, MOST_MINUTIAE, WIDEST_IMAGE

_MAGIC: Final = b"UMFP"
_VERSION: Final = 1
_HEADER: Final = struct.Struct("<4sBB14sHHB3s")
_MINUTIA: Final = np.dtype(
    [("x", "<u2"), ("y", "<u2"), ("angle", "<u2"), ("kind", "u1"), ("confidence", "u1")]
)
_CHECK: Final = struct.Struct("<I")
_ENDING, _BIFURCATION = 1, 2
_NAME: Final = EXTRACTOR.encode("ascii")

LONGEST_TEMPLATE: Final = _HEADER.size + MOST_MINUTIAE * _MINUTIA.itemsize + _CHECK.size


def encode(minutiae: Minutiae) -> bytes:
    """The record of these minutiae."""
    records = np.zeros(len(minutiae), _MINUTIA)
    # a place that rounds up to the image's edge stays in the last sixteenth before it
    records["x"] = np.minimum(np.rint(minutiae.x * 16.0), minutiae.width * 16 - 1)
    records["y"] = np.minimum(np.rint(minutiae.y * 16.0), minutiae.height * 16 - 1)
    records["angle"] = np.rint(minutiae.angle.astype(np.float64) * (65536.0 / (2.0 * math.pi))) % 65536
    records["kind"] = np.where(minutiae.ending, _ENDING, _BIFURCATION)
    records["confidence"] = np.rint(minutiae.confidence * 255.0)
    head = _HEADER.pack(
        _MAGIC, _VERSION, len(_NAME), _NAME, minutiae.width, minutiae.height, len(minutiae), bytes(3)
    )
    body = head + records.tobytes()
    return body + _CHECK.pack(zlib.crc32(body))


def decode(data: bytes) -> Minutiae:
    """The minutiae of a record. Raises BadTemplate where it is not exactly what `encode` wrote."""
    if not _HEADER.size + _CHECK.size <= len(data) <= LONGEST_TEMPLATE:
        _refuse(f"its length of {len(data)} octets is not that of a record")
    body, (check,) = data[: -_CHECK.size], _CHECK.unpack(data[-_CHECK.size :])
    if zlib.crc32(body) != check:
        _refuse("its checksum does not fit its content")
    magic, version, name_length, name, width, height, count, zeros = _HEADER.unpack_from(body)
    if magic != _MAGIC or version != _VERSION:
        _refuse("it does not begin as a record of this version does")
    if name != _NAME.ljust(len(name), b"\0") or name_length != len(_NAME):
        _refuse("it was made by another extractor")
    if zeros != bytes(3) or len(body) != _HEADER.size + count * _MINUTIA.itemsize:
        _refuse("its length does not fit the number of its minutiae")
    return _minutiae(np.frombuffer(body, _MINUTIA, count, _HEADER.size), width, height)


def _minutiae(records: np.ndarray, width: int, height: int) -> Minutiae:
    if not (0 < width <= WIDEST_IMAGE and 0 < height <= WIDEST_IMAGE):
        _refuse(f"its image of {width} x {height} pixels is out of range")
    if not np.all((records["x"] < width * 16) & (records["y"] < height * 16)):
        _refuse("a minutia lies outside of the image")
    if not np.all((records["kind"] == _ENDING) | (records["kind"] == _BIFURCATION)):
        _refuse("a minutia is neither ending nor bifurcation")
    return Minutiae(
        x=records["x"].astype(np.float32) / np.float32(16.0),
        y=records["y"].astype(np.float32) / np.float32(16.0),
        angle=(records["angle"] * (2.0 * math.pi / 65536.0)).astype(np.float32),
        ending=records["kind"] == _ENDING,
        confidence=(records["confidence"] / 255.0).astype(np.float32),
        width=width,
        height=height,
    )


def _refuse(reason: str) -> NoReturn:
    raise BadTemplate(f"A stored fingerprint template cannot be used: {reason}.")
