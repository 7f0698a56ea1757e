"""A documented example with one of its values replaced by one that parsers and databases stumble over."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_GAP = "\ue000"  # of private use: stands where JSON is put in that no library writes
TEXTS = (
    '"\\u0000"',  # PostgreSQL takes no NUL
    '"a\\u0000b"',
    '"\\ud800"',  # half of a character, which UTF-8 has not
    '"\\udfff\\ud800"',
    '"\\u202e\\u2066x"',  # turns what follows round
    '"\\ufdd0\\uffff"',  # no characters, says Unicode
    f'"{"Z" + 300 * chr(0x301)}"',
    f'"{70_000 * "x"}"',
    '""',
    '" "',
    '"0001-01-01T00:00:00+14:00"',  # before the first instant that can be told
    '"9999-12-31T23:59:59.999999-12:00"',
    '"2026-02-30"',
    '"2026-03-01T12:00:60Z"',
    '"00000000000000000000000000000000"',
    '"{00000000-0000-0000-0000-000000000000}"',
)
NUMBERS = (
    "1e400",
    "-1e400",
    "9223372036854775808",
    "-9223372036854775809",
    f"1{400 * '0'}",
    "NaN",
    "-0.0",
    "1.5",
)
OTHERS = ("null", "true", "[]", "{}", "[[[[]]]]", 40_000 * "[" + 40_000 * "]")
VALUES = (*TEXTS, *NUMBERS, *OTHERS)


@dataclass(frozen=True, slots=True)
class Place:
    """The way to a value in JSON, key by key."""

    way: tuple[str | int, ...]

    def put(self, example: Any, value: str) -> bytes:
        """The example as JSON, with a piece of JSON in this place."""
        return json.dumps(_with_gap(example, self.way)).replace(json.dumps(_GAP), value).encode()


def hostile_cases(example: Any) -> Iterator[tuple[Place, str]]:
    """Every place in an example with every value."""
    return ((Place(way), value) for way in _ways(example) for value in VALUES)


def _ways(example: Any) -> Iterator[tuple[str | int, ...]]:
    inner = example.items() if isinstance(example, dict) else enumerate(example)
    for key, value in inner:
        yield (key,)
        if isinstance(value, dict | list):
            yield from ((key, *rest) for rest in _ways(value))


def _with_gap(example: Any, way: tuple[str | int, ...]) -> Any:
    key, *rest = way
    changed = dict(example) if isinstance(example, dict) else dict(enumerate(example))
    changed[key] = _with_gap(changed[key], tuple(rest)) if rest else _GAP
    return changed if isinstance(example, dict) else list(changed.values())
