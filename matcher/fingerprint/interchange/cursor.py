"""Octets read in order, none beyond the end: the one place where lengths and counts meet the data."""

import struct
from typing import Final, NoReturn

from matcher.fingerprint.interchange.errors import MalformedRecord

_U16: Final = struct.Struct(">H")
_U32: Final = struct.Struct(">I")


class Cursor:
    """A place in `data[at:end]`. Every read that would pass the end raises MalformedRecord."""

    __slots__ = ("at", "data", "end", "standard")

    def __init__(self, data: bytes, standard: str, at: int = 0, end: int | None = None) -> None:
        self.data = data
        self.standard = standard
        self.at = at
        self.end = len(data) if end is None else end

    def octets(self, count: int, what: str) -> bytes:
        """The next `count` octets; what: their name in the standard."""
        start = self.skip(count, what)
        return self.data[start : self.at]

    def u8(self, what: str) -> int:
        """The next octet."""
        return self.data[self.skip(1, what)]

    def u16(self, what: str) -> int:
        """The next two octets, the most significant first."""
        return int(_U16.unpack_from(self.data, self.skip(2, what))[0])

    def u32(self, what: str) -> int:
        """The next four octets, the most significant first."""
        return int(_U32.unpack_from(self.data, self.skip(4, what))[0])

    def skip(self, count: int, what: str) -> int:
        """Pass `count` octets; the place where they began."""
        start = self.at
        if count > self.end - start:
            self.refuse(f"the {what} needs {count} octets, but only {self.end - start} are left")
        self.at = start + count
        return start

    def part(self, length: int, what: str) -> "Cursor":
        """A cursor over the next `length` octets, which this one passes."""
        start = self.skip(length, what)
        return Cursor(self.data, self.standard, start, self.at)

    def finish(self, what: str) -> None:
        """Refuse octets that nothing accounts for."""
        if self.at != self.end:
            self.refuse(f"{self.end - self.at} octets follow the {what}")

    def refuse(self, reason: str) -> NoReturn:
        """Raise MalformedRecord: what is wrong, and that it is wrong here."""
        raise MalformedRecord(
            f"A minutiae record cannot be read as {self.standard}: {reason} (octet {self.at}).",
            standard=self.standard,
            octet=self.at,
        )
