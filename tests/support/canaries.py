"""Canaries: octets that nobody else writes, and a search for them in every form in which they could leak."""

import zlib
from base64 import b64encode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import choice

import numpy as np

LETTERS = "abcdefghjkmnpqrstuvwxyz"
PIECE = 7
"""Octets that are looked for of a word: PostgreSQL's compressor writes eight of them, then one of its own."""
WINDOW = 24
"""Octets that are looked for of a picture or a template, at some places of it."""


def word(letters: int = 24) -> str:
    """A name that nobody has."""
    return "".join(choice(LETTERS) for _ in range(letters))


@dataclass
class Canaries:
    """needles: octets, and which canary in which form they are."""

    needles: dict[bytes, str] = field(default_factory=dict)

    def say(self, name: str, words: str, piece: int = PIECE) -> None:
        """A text: in three encodings, as Base64 and hexadecimal, in pieces, compressed."""
        for at in range(len(words) - piece + 1):
            self._add(name, "UTF-8", words[at : at + piece].encode())
        for encoding in ("utf-16-le", "utf-16-be", "utf-32-le"):
            self._add(name, encoding, words.encode(encoding))
        self._encoded(name, words.encode())
        self._add(name, "zlib", zlib.compress(words.encode())[2:-4])

    def show(self, name: str, octets: bytes) -> None:
        """A picture or a template: parts of it, as they are, as Base64 and hexadecimal."""
        for at in {len(octets) // 5, len(octets) // 2, max(len(octets) - 2 * WINDOW, 0)}:
            part = octets[at : at + WINDOW]
            if len(set(part)) > WINDOW // 2:  # not what many pictures share
                self._add(name, f"octets from {at}", part)
                self._encoded(name, part)

    def _encoded(self, name: str, octets: bytes) -> None:
        for shift in range(3):  # Base64 has three faces, by where it begins
            whole = octets[shift:]
            whole = whole[: len(whole) // 3 * 3]
            self._add(name, "Base64", b64encode(whole))
            self._add(name, "Base64, URL", urlsafe_b64encode(whole))
        self._add(name, "hexadecimal", octets.hex().encode())
        self._add(name, "HEXADECIMAL", octets.hex().upper().encode())

    def _add(self, name: str, form: str, needle: bytes) -> None:
        self.needles.setdefault(needle, f"{name}, {form}")

    def among(self, named: Mapping[str, bytes]) -> list[str]:
        """Where which of them are: PLACE: CANARY, FORM."""
        return self._in(named.items())

    def below(self, folders: Iterable[Path]) -> list[str]:
        """The same of every file in these folders, one at a time."""
        return self._in((str(path), _octets(path)) for path in files_below(folders))

    def _in(self, named: Iterable[tuple[str, bytes]]) -> list[str]:
        beginnings = _Beginnings(self.needles)
        return [
            f"{place}: {self.needles[needle]}"
            for place, octets in named
            for needle in sorted(beginnings.within(octets))
        ]


class _Beginnings:
    """All needles looked for in one reading, by their first four octets.

    A cluster's files have a hundred megabytes, and there are two hundred needles: looked for one at a time,
    they cost most of the tests' time.
    """

    def __init__(self, needles: Iterable[bytes]) -> None:
        self._needles: dict[bytes, list[bytes]] = defaultdict(list)
        for needle in needles:
            self._needles[needle[:4]].append(needle)
        self._first, self._second = (np.zeros(1 << 16, bool) for _ in range(2))
        for four in self._needles:
            first, second = np.frombuffer(four, "<u2")  # a needle of fewer than four octets is refused here
            self._first[first] = self._second[second] = True

    def within(self, octets: bytes) -> set[bytes]:
        """The needles that are in there."""
        return {
            needle
            for at in self._places(octets)
            for needle in self._needles.get(octets[at : at + 4], ())
            if octets.startswith(needle, at)
        }

    def _places(self, octets: bytes) -> Iterator[int]:
        for shift in range(min(2, len(octets))):  # pairs of octets that begin at even places, and at odd ones
            pairs = np.frombuffer(octets, "<u2", (len(octets) - shift) // 2, shift)
            begun = np.flatnonzero(self._first[pairs[:-1]])
            going_on = begun[self._second[pairs[begun + 1]]]
            yield from (2 * going_on + shift).tolist()


def files_below(folders: Iterable[Path]) -> Iterator[Path]:
    """Every regular file, also those whose names begin with a dot."""
    for folder in folders:
        for path in [folder] if folder.is_file() else sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # of a file that was there for a moment: the next look may see it
        return b""
