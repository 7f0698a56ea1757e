"""The stored form: what goes in comes out, and nothing else does."""

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import IntegrityError
from matcher.face.errors import CorruptFaceTemplate, ForeignFaceTemplate
from matcher.face.parameters import EXTRACTOR
from matcher.face.template import decode, encode


def unit(seed: int = 0, dimension: int = 128) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    vector = np.random.default_rng(seed).normal(size=dimension)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def forged(vector: object, *, name: bytes = EXTRACTOR.encode(), dimension: int | None = None) -> bytes:
    """A record with a right checksum around whatever is wanted."""
    payload = np.asarray(vector, "<f4").tobytes()
    count = len(payload) // 4 if dimension is None else dimension
    body = b"UFCE\x01" + bytes([len(name)]) + name + struct.pack("<H", count) + payload
    return body + struct.pack("<I", zlib.crc32(body))


@given(seed=st.integers(0, 2**32 - 1), dimension=st.sampled_from([2, 128, 256, 512]))
def test_what_is_written_is_read(seed: int, dimension: int) -> None:
    vector = unit(seed, dimension)
    assert np.array_equal(decode(encode(vector)), vector)


def test_the_layout_is_the_documented_one() -> None:
    vector = unit()
    assert encode(vector) == forged(vector)
    assert len(encode(vector)) == 6 + len(EXTRACTOR) + 2 + 4 * 128 + 4


def test_the_reader_owns_its_numbers() -> None:
    read = decode(encode(unit()))
    assert read.dtype == np.float32
    assert read.dtype.isnative
    assert read.flags.owndata
    assert read.flags.writeable


def test_every_changed_bit_is_noticed() -> None:
    record = encode(unit())
    for place in range(8 * len(record)):
        changed = bytearray(record)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(IntegrityError):
            decode(bytes(changed))


def test_every_shortened_and_every_lengthened_record_is_noticed() -> None:
    record = encode(unit())
    for length in range(len(record)):
        with pytest.raises(CorruptFaceTemplate):
            decode(record[:length])
    with pytest.raises(CorruptFaceTemplate):
        decode(record + b"\0")


@given(st.binary(max_size=700))
def test_any_bytes_are_refused_in_one_way(data: bytes) -> None:
    with pytest.raises(CorruptFaceTemplate) as caught:
        decode(data)
    assert caught.value.code == "corrupt-template"
    assert caught.value.diagnostics()


@given(name=st.binary(max_size=255), count=st.integers(0, 65535), payload=st.binary(max_size=64))
def test_any_bytes_with_a_right_checksum_are_refused(name: bytes, count: int, payload: bytes) -> None:
    body = b"UFCE\x01" + bytes([len(name)]) + name + struct.pack("<H", count) + payload
    with pytest.raises(IntegrityError):
        decode(body + struct.pack("<I", zlib.crc32(body)))


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (forged(unit() * 1.002), "length is 1.002"),
        (forged(unit() * 0.998), "length is 0.998"),
        (forged(np.zeros(128)), "length is 0.000"),
        (forged(np.full(128, np.nan)), "not finite"),
        (forged(np.full(128, np.inf)), "not finite"),
        (forged(np.full(128, 3e38)), "length is"),
        (forged([]), "0 numbers"),
        (forged(unit(), dimension=127), "are not 127 numbers"),
        (forged(unit(), name=b"\xff\xfe"), "name is damaged"),
    ],
)
def test_a_right_checksum_does_not_excuse_wrong_content(record: bytes, reason: str) -> None:
    with pytest.raises(CorruptFaceTemplate, match=reason):
        decode(record)


def test_rounding_is_tolerated() -> None:
    decode(forged(unit() * 1.0009))
    decode(forged(unit() * 0.9991))


def test_a_later_format_is_named() -> None:
    body = b"UFCE\x02" + bytes(20)
    with pytest.raises(CorruptFaceTemplate, match="format version 2"):
        decode(body + struct.pack("<I", zlib.crc32(body)))


def test_another_extractors_template_is_whole_but_not_ours() -> None:
    record = encode(unit(), "yunet.omz-0095-1")
    with pytest.raises(ForeignFaceTemplate) as caught:
        decode(record)
    assert caught.value.parameters == {"found": "yunet.omz-0095-1", "expected": EXTRACTOR}
    assert np.array_equal(decode(record, "yunet.omz-0095-1"), unit())


@pytest.mark.parametrize(
    "vector",
    [unit() * 1.01, np.zeros(128), np.full(128, np.nan), np.empty(0), np.ones((2, 64)) / 128**0.5],
    ids=["long", "zero", "nan", "empty", "two dimensions"],
)
def test_what_could_not_be_read_is_not_written(
    vector: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]",
) -> None:
    with pytest.raises(ValueError, match="not an embedding"):
        encode(vector)
