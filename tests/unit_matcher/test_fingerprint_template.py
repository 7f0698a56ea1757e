"""The stored form: what goes in comes out, and no changed byte passes."""

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import IntegrityError
from matcher.fingerprint.errors import BadTemplate
from matcher.fingerprint.minutiae import Minutiae
from matcher.fingerprint.template import LONGEST_TEMPLATE, decode, encode
from tests.support.fingers import some_minutiae


def _resealed(body: bytes) -> bytes:
    return body + struct.pack("<I", zlib.crc32(body))


@settings(deadline=None)
@given(st.integers(0, 255), st.integers(0, 1000), st.integers(1, 4095), st.integers(1, 4095))
def test_decoding_gives_back_what_was_encoded(count: int, seed: int, width: int, height: int) -> None:
    before = some_minutiae(count, seed, width, height)
    record = encode(before)
    after = decode(record)
    assert len(record) == 32 + 8 * count <= LONGEST_TEMPLATE <= 6144
    assert (after.width, after.height) == (width, height)
    np.testing.assert_allclose(after.x, before.x, atol=1 / 16)  # the edge rounds down
    np.testing.assert_allclose(after.y, before.y, atol=1 / 16)
    turn = np.abs(after.angle.astype(np.float64) - before.angle)
    assert np.all(np.minimum(turn, 2 * np.pi - turn) < 1e-4)
    np.testing.assert_array_equal(after.ending, before.ending)
    np.testing.assert_allclose(after.confidence, before.confidence, atol=0.6 / 255)
    assert encode(after) == record


def test_the_last_angle_before_a_full_turn_survives() -> None:
    almost = np.nextafter(np.float32(2 * np.pi), np.float32(0))
    one = Minutiae(
        x=np.zeros(1, np.float32),
        y=np.zeros(1, np.float32),
        angle=np.array([almost]),
        ending=np.ones(1, np.bool_),
        confidence=np.ones(1, np.float32),
        width=10,
        height=10,
    )
    assert decode(encode(one)).angle[0] == 0.0
    highest = bytearray(encode(one)[:-4])
    highest[32:34] = b"\xff\xff"
    assert decode(_resealed(bytes(highest))).angle[0] < np.float32(2 * np.pi)


def test_every_single_changed_bit_is_noticed() -> None:
    record = encode(some_minutiae(3))
    for place in range(len(record) * 8):
        changed = bytearray(record)
        changed[place // 8] ^= 1 << (place % 8)
        with pytest.raises(BadTemplate):
            decode(bytes(changed))


def test_every_cut_and_every_extra_octet_is_noticed() -> None:
    record = encode(some_minutiae(3))
    for length in range(len(record)):
        with pytest.raises(BadTemplate):
            decode(record[:length])
    with pytest.raises(BadTemplate):
        decode(record + b"\0")


@settings(deadline=None)
@given(st.binary(max_size=LONGEST_TEMPLATE + 8))
def test_any_octets_are_refused(data: bytes) -> None:
    with pytest.raises(BadTemplate):
        decode(data)


@settings(deadline=None)
@given(st.data())
def test_a_record_sealed_by_somebody_else_is_valid_or_refused(data: st.DataObject) -> None:
    """Whoever can write the store can also make the checksum fit: what passes must still be minutiae."""
    body = bytearray(encode(some_minutiae(4))[:-4])
    for _ in range(data.draw(st.integers(1, 6))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(body)))
    for hostile in (bytes(body), bytes(body[:cut])):
        try:
            found = decode(_resealed(hostile))
        except BadTemplate:
            continue
        assert encode(found) == _resealed(hostile)


@pytest.mark.parametrize(
    ("place", "octets", "reason"),
    [
        (0, b"UMFQ", "begin"),
        (4, b"\x02", "begin"),
        (6, b"leader-2.mcc-1", "another extractor"),
        (20, b"\x00\x00", "out of range"),
        (20, b"\x00\x10", "out of range"),
        (24, b"\x04", "number of its minutiae"),
        (25, b"\x01", "number of its minutiae"),
        (28, b"\x00\x19", "outside"),
        (34, b"\x00", "neither"),
        (34, b"\x03", "neither"),
    ],
)
def test_each_field_is_checked(place: int, octets: bytes, reason: str) -> None:
    body = bytearray(encode(some_minutiae(3))[:-4])
    body[place : place + len(octets)] = octets
    with pytest.raises(BadTemplate, match=reason) as caught:
        decode(_resealed(bytes(body)))
    assert isinstance(caught.value, IntegrityError)
    assert "backup" in caught.value.diagnostics()


def test_no_minutiae_is_a_record_too() -> None:
    assert len(decode(encode(some_minutiae(0)))) == 0
