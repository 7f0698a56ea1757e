"""The stored form of an embedding: it says what it is, and tells when it is no longer that.

    offset  bytes  what
    0       4      magic "UFCE"
    4       1      format version, 1
    5       1      n, length of the extractor's name
    6       n      the extractor's name, ASCII
    6+n     2      d, the dimension, unsigned, little-endian
    8+n     4 d    the embedding, IEEE 754 binary32, little-endian
    8+n+4d  4      CRC-32 (ISO-HDLC) of everything before it, unsigned, little-endian

The CRC finds accidents; who changed a record on purpose is found by the audit log and by encryption.
"""

import struct
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matcher.face.errors import CorruptFaceTemplate, ForeignFaceTemplate
from matcher.face.parameters import EXTRACTOR, UNIT_NORM_TOLERANCE

_MAGIC = b"UFCE"
_VERSION = 1
_HEAD = struct.Struct("<4sBB")
_DIMENSION = struct.Struct("<H")
_CRC = struct.Struct("<I")


def encode(embedding: NDArray[np.float32], extractor: str = EXTRACTOR) -> bytes:
    """float32 (d,), unit norm -> bytes. ValueError for anything that `decode` would refuse."""
    vector = np.ascontiguousarray(embedding, "<f4")
    if vector.ndim != 1 or (fault := _fault(vector)):
        raise ValueError(f"not an embedding: shape {vector.shape}{'' if vector.ndim != 1 else ', ' + fault}")
    name = extractor.encode("ascii")
    body = _HEAD.pack(_MAGIC, _VERSION, len(name)) + name + _DIMENSION.pack(vector.size) + vector.tobytes()
    return body + _CRC.pack(zlib.crc32(body))


def decode(data: bytes, extractor: str = EXTRACTOR) -> NDArray[np.float32]:
    """Bytes -> float32 (d,), unit norm.

    Raises CorruptFaceTemplate where the bytes are not what `encode` wrote, ForeignFaceTemplate where
    they are, but for another extractor.
    """
    name, payload = _open(data)
    vector = np.frombuffer(payload, "<f4").astype(np.float32)
    fault = _fault(vector)
    if fault:
        raise CorruptFaceTemplate(fault)
    if name != extractor:
        raise ForeignFaceTemplate(name, extractor)
    return vector


def require_dimension(embeddings: Iterable[NDArray[np.float32]], dimension: int | None) -> None:
    """Raise CorruptFaceTemplate where one of (d,) has another d than `dimension`, or than the first if None.

    A template's extractor is named in it; that it has that extractor's dimension shows only beside others.
    """
    for embedding in embeddings:
        dimension = dimension or embedding.size
        if embedding.size != dimension:
            raise CorruptFaceTemplate(f"it has {embedding.size} numbers where others have {dimension}")


def _open(data: bytes) -> tuple[str, bytes]:
    """The extractor's name and the payload, with every length and the checksum confirmed."""
    if len(data) < _HEAD.size + _DIMENSION.size + _CRC.size:
        raise CorruptFaceTemplate(f"{len(data)} bytes are too few")
    magic, version, length = _HEAD.unpack_from(data)
    if magic != _MAGIC:
        raise CorruptFaceTemplate("it does not begin as one")
    if version != _VERSION:
        raise CorruptFaceTemplate(f"format version {version} is not known")
    (crc,) = _CRC.unpack_from(data, len(data) - _CRC.size)
    if crc != zlib.crc32(data[: -_CRC.size]):
        raise CorruptFaceTemplate("its checksum does not fit")
    start = _HEAD.size + length + _DIMENSION.size
    payload = data[start : -_CRC.size]
    name = data[_HEAD.size : _HEAD.size + length]
    if len(data) < start + _CRC.size or not name.isascii():
        raise CorruptFaceTemplate("its extractor's name is damaged")
    (dimension,) = _DIMENSION.unpack_from(data, start - _DIMENSION.size)
    if len(payload) != 4 * dimension:
        raise CorruptFaceTemplate(f"{len(payload)} bytes are not {dimension} numbers")
    return name.decode("ascii"), payload


def _fault(vector: NDArray[np.float32]) -> str:
    """Why a vector is no embedding; empty where it is one."""
    if vector.size == 0 or vector.size > np.iinfo(np.uint16).max:
        return f"{vector.size} numbers"
    if not np.isfinite(vector).all():
        return "a number is not finite"
    norm = float(np.linalg.norm(vector.astype(np.float64)))
    return "" if abs(norm - 1) <= UNIT_NORM_TOLERANCE else f"its length is {norm:.4f}, not 1"
