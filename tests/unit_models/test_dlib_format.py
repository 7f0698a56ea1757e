"""dlib's serialisation: what is well formed is read exactly, anything else is refused by a typed error."""

import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.convert import dlib_resnet
from models.convert.dlib_format import DlibReader
from models.entries import entry
from models.errors import ModelRefused
from models.places import read_source


@pytest.fixture(scope="module")
def published() -> bytes:
    return read_source(entry("dlib-resnet").source)


def integer(value: int) -> bytes:
    """dlib's form of an integer."""
    length = max(1, (abs(value).bit_length() + 7) // 8)
    return bytes([length | (0x80 if value < 0 else 0)]) + abs(value).to_bytes(length, "little")


def number(value: float) -> bytes:
    """dlib's form of a float: mantissa and exponent."""
    mantissa, exponent = math.frexp(value)
    return integer(int(mantissa * 2**53)) + integer(exponent - 53)


def tensor(shape: tuple[int, ...], values: bytes) -> bytes:
    return b"".join([integer(2), *(integer(side) for side in shape), values])


@given(st.integers(-(2**63), 2**63))
def test_integers_come_back(value: int) -> None:
    assert DlibReader(integer(value)).integer() == value


@given(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e200, max_value=1e200, allow_subnormal=False)
)
def test_numbers_come_back_exactly(value: float) -> None:
    if value == 0 or abs(value) > 1e-200:
        assert DlibReader(number(value)).number() == value


def test_tensors_come_back() -> None:
    values = np.arange(24, dtype="<f4")
    reader = DlibReader(tensor((2, 3, 4, 1), values.tobytes()))
    np.testing.assert_array_equal(reader.tensor(), values.reshape(2, 3, 4, 1))
    reader.finish()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        integer(2),
        integer(1) + integer(0) * 4,
        tensor((2**40, 1, 1, 1), b""),
        tensor((2**20, 2**20, 2**20, 2**20), b""),
        tensor((-1, 1, 1, 1), b""),
        tensor((2, 1, 1, 1), b"\0" * 7),
        tensor((1, 1, 1, 1), struct.pack("<f", math.nan)),
        tensor((1, 1, 1, 1), struct.pack("<f", math.inf)),
    ],
)
def test_impossible_tensors_are_refused(data: bytes) -> None:
    with pytest.raises(ModelRefused):
        DlibReader(data).tensor()


@pytest.mark.parametrize("exponent", [32000, 32001, 32002, -32000, 2**60])
def test_numbers_that_are_not_finite_are_refused(exponent: int) -> None:
    with pytest.raises(ModelRefused, match="not finite"):
        DlibReader(integer(1) + integer(exponent)).number()


@pytest.mark.parametrize("data", [integer(65) + b"x" * 65, integer(-1), integer(5) + b"four"])
def test_texts_of_impossible_length_are_refused(data: bytes) -> None:
    with pytest.raises(ModelRefused):
        DlibReader(data).text()


@given(st.binary(max_size=200))
def test_garbage_is_refused_by_the_typed_error_alone(data: bytes) -> None:
    with pytest.raises(ModelRefused):
        dlib_resnet.read(data)


@pytest.mark.parametrize("length", [0, 1, 17, 250, 336, 400, 20_000, 5_000_000, 22_466_065])
def test_a_truncated_network_is_refused(published: bytes, length: int) -> None:
    with pytest.raises(ModelRefused, match="at byte"):
        dlib_resnet.read(published[:length])


def test_a_byte_too_many_is_refused(published: bytes) -> None:
    with pytest.raises(ModelRefused, match="1 bytes after the end"):
        dlib_resnet.read(published + b"\0")


# Every byte before the first weights is structure, but for the digits of the loss' two numbers and of the
# input's mean, which may be any.
DIGITS = {*range(18, 21), 22, *range(24, 27), 28}
DIGITS |= {start + i for start in (312, 318, 324) for i in (1, 2, 3, 5)}
STRUCTURE = sorted(set(range(352)) - DIGITS)


@pytest.mark.parametrize("flip", [0x01, 0x40, 0xFF])
def test_a_changed_structure_is_refused(published: bytes, flip: int) -> None:
    """On the head of the file alone, for speed: what is refused only at its end was not noticed."""
    unnoticed = []
    for position in STRUCTURE:
        head = bytearray(published[:100_000])
        head[position] ^= flip
        with pytest.raises(ModelRefused) as caught:
            dlib_resnet.read(bytes(head))
        if "end of data" in str(caught.value):
            unnoticed.append(position)
    assert unnoticed == []


def test_every_weight_is_taken(published: bytes) -> None:
    network = dlib_resnet.read(published)
    assert network.mean == pytest.approx((122.782, 117.001, 104.298))
    assert len(network.convolutions) == 29
    weights = sum(layer.weights.size + layer.bias.size for layer in network.convolutions)
    # 3 -> 32 by 7 x 7, then by 3 x 3: 6 of 32, 1 + 7 to 64, 1 + 5 to 128, 1 + 5 to 256, 2 of 256; biases.
    by_three = [
        (32, 32, 6),
        (32, 64, 1),
        (64, 64, 7),
        (64, 128, 1),
        (128, 128, 5),
        (128, 256, 1),
        (256, 256, 7),
    ]
    assert weights == (3 * 49 + 1) * 32 + sum((9 * i + 1) * o * count for i, o, count in by_three)
    assert network.projection.shape == (256, 128)
