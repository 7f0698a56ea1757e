"""On which line each key of a TOML document stands; the standard library's reader does not tell.

The text has been read by `tomllib` before, so it is known to be well formed (TOML 1.0.0): this scan only
has to tell keys from values, never to judge either.
"""

import tomllib
from collections import Counter
from collections.abc import Mapping
from typing import Final

KeyPath = tuple[str | int, ...]

_QUOTES: Final = ('"""', "'''", '"', "'")
_BLANK: Final = " \t\r\n"


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """Lines, from 1, by key path; the items of arrays by their index.

    A table stands at its header, or where the first table within it does.

    text: TOML that `tomllib` reads; for any other the answer means nothing.
    """
    return _Scan(text).document()


class _Scan:
    """One pass over a text. `at` is the next character to be read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[KeyPath, int] = {}
        self.tables: Counter[KeyPath] = Counter()  # arrays of tables and how many items they have so far

    def document(self) -> dict[KeyPath, int]:
        """Headers and the pairs beneath them."""
        table: KeyPath = ()
        while self.skip():
            if self.text.startswith("[", self.at):
                table = self.header()
            else:
                self.pair(table)
        return self.lines

    def header(self) -> KeyPath:
        """[table] or [[array of tables]]: the path of what follows."""
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        *above, last = self.key("]")
        path = (*self.resolved(above), last)
        self.at += 2 if many else 1
        if many:
            self.tables[path] += 1
            path = (*path, self.tables[path] - 1)
        for depth in range(1, len(path) + 1):  # tables above may have no header of their own
            self.note(path[:depth])
        return path

    def pair(self, table: KeyPath) -> None:
        """key = value, the key perhaps dotted."""
        path = table
        for part in self.key("="):
            path = (*path, part)
            self.note(path)
        self.at += 1
        self.value(path)

    def value(self, path: KeyPath) -> None:
        """Past a value; what lies inside arrays and inline tables is noted."""
        self.skip()
        quote = next((mark for mark in _QUOTES if self.text.startswith(mark, self.at)), None)
        if quote:
            self.string(quote)
        elif self.text[self.at] == "[":
            self.inside("]", path)
        elif self.text[self.at] == "{":
            self.inside("}", path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}#\n":
                self.at += 1

    def inside(self, end: str, path: KeyPath) -> None:
        """An array's items, by their index, or an inline table's pairs."""
        self.at += 1
        index = 0
        while self.skip() and self.text[self.at] != end:
            if self.text[self.at] == ",":
                self.at += 1
            elif end == "]":
                self.note((*path, index))
                self.value((*path, index))
                index += 1
            else:
                self.pair(path)
        self.at += 1

    def string(self, quote: str) -> None:
        """Past a string of one of the four kinds, from its opening mark on."""
        self.at += len(quote)
        while not self.text.startswith(quote, self.at):
            escaped = self.text[self.at] == "\\" and quote[0] == '"'
            self.at += 2 if escaped else 1
        self.at += len(quote)
        while len(quote) == 3 and self.text.startswith(quote[0], self.at):
            self.at += 1  # up to two quotation marks may stand before the closing three

    def key(self, end: str) -> list[str]:
        """The parts of a dotted key; `at` stops at what ends it. Decoded by the reader of the standard."""
        start = self.at
        while self.text[self.at] != end:
            if self.text[self.at] in "\"'":
                self.string(self.text[self.at])
            else:
                self.at += 1
        node: object = tomllib.loads(f"{self.text[start : self.at]} = 0")
        parts = []
        while isinstance(node, dict):
            part, node = next(iter(node.items()))
            parts.append(part)
        return parts

    def resolved(self, parts: list[str]) -> KeyPath:
        """A header's path, through the newest item of each array of tables on its way."""
        path: KeyPath = ()
        for part in parts:
            path = (*path, part)
            if path in self.tables:
                path = (*path, self.tables[path] - 1)
        return path

    def note(self, path: KeyPath) -> None:
        """A path stands where it is met first."""
        self.lines.setdefault(path, self.text.count("\n", 0, self.at) + 1)

    def skip(self) -> bool:
        """Past blanks, line ends and comments; whether anything is left."""
        while self.at < len(self.text):
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif self.text[self.at] in _BLANK:
                self.at += 1
            else:
                return True
        return False
