"""Pictures made to exhaust: what they are made of, and how they are refused."""

import struct
import time
import zlib

import pytest

from matcher import images
from matcher.decoding.parameters import GRACE_SECONDS, ChildLimits
from matcher.errors import UmbralError
from tests.support.pictures import ridges

GREY = ridges(120, 100)
MEGABYTE = 2**20


def refusal(data: bytes) -> UmbralError:
    """The error that decoding data ends in, within the time that one picture has."""
    start = time.monotonic()
    with pytest.raises(UmbralError) as caught:
        images.decode(data)
    assert time.monotonic() - start < ChildLimits().wall_seconds + GRACE_SECONDS
    return caught.value


def deflated_zeros(megabytes: int) -> bytes:
    """zlib's form (RFC 1950) of so many MiB of zeros, valid, from one block repeated."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = deflater.compress(bytes(MEGABYTE)) + deflater.flush(zlib.Z_FULL_FLUSH)
    checksum = (megabytes * MEGABYTE % 65_521) << 16 | 1
    return b"\x78\xda" + block * megabytes + b"\x03\x00" + struct.pack(">I", checksum)
