"""Reads dlib's own serialisation (facts: dlib/serialize.h, dlib/dnn/core.h, dlib/dnn/layers.h).

The bytes are hostile until read: every length is checked against what is left, and anything that is
not exactly what the face network holds is refused.

An integer is a control byte (low four bits: number of bytes, 0x80: negative) and that many bytes,
little-endian. A number is (mantissa, exponent), a boolean the character 0 or 1, a text its length and
its bytes. A tensor is the version 2, four dimensions and raw little-endian float32.
"""

from math import ldexp, prod

import numpy as np
import numpy.typing as npt

from models.errors import ModelRefused

Tensor = npt.NDArray[np.float32]

_LONGEST_TEXT = 64
_LARGEST_EXPONENT = 1000  # dlib writes 32000 and above for infinities and NaN: no weight holds them


class DlibReader:
    """A cursor over a dlib file. Raises ModelRefused at the first byte that does not fit."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def integer(self) -> int:
        """One signed integer of at most eight bytes."""
        control = self._take(1)[0]
        length = control & 0x0F
        if not 1 <= length <= 8 or control & 0x70:
            raise self._refusal(f"integer with control byte {control:#04x}")
        value = int.from_bytes(self._take(length), "little")
        return -value if control & 0x80 else value

    def expect(self, value: int, what: str) -> None:
        """One integer that must have this value."""
        found = self.integer()
        if found != value:
            raise self._refusal(f"{what} {found} where {value} belongs")

    def boolean(self) -> bool:
        """One character, 0 or 1."""
        character = self._take(1)
        if character not in (b"0", b"1"):
            raise self._refusal(f"truth value {character!r}")
        return character == b"1"

    def number(self) -> float:
        """One finite floating-point number, exactly as it was written."""
        mantissa, exponent = self.integer(), self.integer()
        if abs(exponent) > _LARGEST_EXPONENT:
            raise self._refusal("number that is not finite")
        return ldexp(mantissa, exponent)

    def text(self) -> str:
        """One short ASCII text."""
        length = self.integer()
        if not 0 <= length <= _LONGEST_TEXT:
            raise self._refusal(f"text of {length} bytes")
        return self._take(length).decode("ascii", errors="replace")

    def tensor(self) -> Tensor:
        """One tensor of four dimensions (dlib: samples, k, rows, columns), float32, all finite."""
        self.expect(2, "tensor version")
        shape = [self.integer() for _ in range(4)]
        left = len(self._data) - self._at
        if min(shape) < 0 or max(shape) > left or 4 * prod(shape) > left:
            raise self._refusal(f"tensor of shape {shape} with {left} bytes left")
        values = np.frombuffer(self._take(4 * prod(shape)), dtype="<f4").reshape(shape)
        if not np.isfinite(values).all():
            raise self._refusal("weight that is not finite")
        return values.astype(np.float32)

    def alias(self) -> list[int]:
        """The shape of a view into a layer's parameters."""
        self.expect(1, "view version")
        return [self.integer() for _ in range(4)]

    def finish(self) -> None:
        """Every byte must have been read."""
        if self._at != len(self._data):
            raise self._refusal(f"{len(self._data) - self._at} bytes after the end")

    def refuse(self, what: str) -> ModelRefused:
        """The error for a value that was read well but does not belong here."""
        return self._refusal(what)

    def _take(self, length: int) -> bytes:
        if length > len(self._data) - self._at:
            raise self._refusal(f"end of data, {length} more bytes needed")
        self._at += length
        return self._data[self._at - length : self._at]

    def _refusal(self, what: str) -> ModelRefused:
        return ModelRefused(f"Not dlib's face network: {what}, at byte {self._at}.", offset=self._at)
