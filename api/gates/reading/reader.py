"""Typed values from what `tomllib` read, by a dataclass's own annotations; every fault, not only the first.

A section of a policy is a frozen dataclass; the reader knows none by name. What it can hold: text, whole
numbers, booleans, dates, zones, StrEnums, `timedelta` (clock time), `Period` (calendar time), tuples and
frozen sets of these, mappings from a StrEnum, and further dataclasses. `Annotated[int, Between(1, 10)]` and
`Annotated[str, Form(...)]` narrow a value; a section with `faults()` says what contradicts within it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType, NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Protocol,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    runtime_checkable,
)
from zoneinfo import ZoneInfo

from api.gates.reading.faults import Fault
from api.gates.reading.lines import KeyPath
from api.gates.reading.spans import Period, calendar_time, clock_time

REFUSED: Final = object()
"""What a value becomes that has a fault; the fault itself is in the list."""


@dataclass(frozen=True, slots=True)
class Between:
    """A whole number from least to most, both allowed."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Form:
    """A text of a form. form: the form as a person is told it; pattern: what must match it whole."""

    form: str
    pattern: str


@dataclass(frozen=True, slots=True)
class NotEmpty:
    """A list with at least one entry."""


@runtime_checkable
class Section(Protocol):
    """A dataclass that knows what contradicts within it."""

    def faults(self) -> Iterator[Fault]:
        """Paths are relative to the section."""


class Reader:
    """One reading. faults: all that were met, in the order of the type's fields."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def read(self, kind: Any, value: object, path: KeyPath = ()) -> Any:
        """The value as its type, or REFUSED."""
        origin = get_origin(kind)
        if origin is not None:
            return self._generic(origin, kind, value, path)
        if kind in _SCALARS:
            return _SCALARS[kind](self, value, path)
        if issubclass(kind, StrEnum):
            return self._choice(kind, value, path)
        return self._section(kind, value, path)

    def refuse(self, path: KeyPath, code: str, **parameters: str | int) -> object:
        """Note a fault."""
        self.faults.append(Fault(path, code, parameters))
        return REFUSED

    def _generic(self, origin: Any, kind: Any, value: object, path: KeyPath) -> Any:
        inner = get_args(kind)
        if origin is Annotated:
            return self._checked(self.read(inner[0], value, path), inner[1:], path)
        if origin in (Union, UnionType):  # only "or None", and what is absent never comes here
            return self.read(next(one for one in inner if one is not NoneType), value, path)
        if origin in (tuple, frozenset):
            return self._list(origin, inner[0], value, path)
        return self._mapping(inner[0], inner[1], value, path)

    def _section(self, kind: Any, value: object, path: KeyPath) -> Any:
        if not isinstance(value, dict):
            return self.refuse(path, "policy-not-a-table")
        hints = get_type_hints(kind, include_extras=True)
        for key in value.keys() - hints.keys():
            self.refuse((*path, key), "policy-unknown-key", known=", ".join(hints))
        built: dict[str, Any] = {}
        for one in fields(kind):
            if one.name in value:
                built[one.name] = self.read(hints[one.name], value[one.name], (*path, one.name))
            elif one.default is MISSING and one.default_factory is MISSING:
                built[one.name] = self.refuse((*path, one.name), "policy-missing-key")
        if REFUSED in built.values():
            return REFUSED
        made = kind(**built)
        within = list(made.faults()) if isinstance(made, Section) else []
        self.faults += (Fault((*path, *one.path), one.code, one.parameters) for one in within)
        return REFUSED if within else made

    def _list(self, origin: Any, kind: Any, value: object, path: KeyPath) -> Any:
        if not isinstance(value, list):
            return self.refuse(path, "policy-not-a-list")
        items = [self.read(kind, item, (*path, at)) for at, item in enumerate(value)]
        if any(item is REFUSED for item in items):
            return REFUSED
        for at, item in enumerate(items):
            if item in items[:at]:
                return self.refuse((*path, at), "policy-twice", given=str(item))
        return origin(items)

    def _mapping(self, key: type[StrEnum], kind: Any, value: object, path: KeyPath) -> Any:
        if not isinstance(value, dict):
            return self.refuse(path, "policy-not-a-table")
        read = {
            self._choice(key, name, (*path, name)): self.read(kind, item, (*path, name))
            for name, item in value.items()
        }
        return REFUSED if REFUSED in (*read, *read.values()) else MappingProxyType(read)

    def _choice(self, kind: type[StrEnum], value: object, path: KeyPath) -> Any:
        if not isinstance(value, str):
            return self.refuse(path, "policy-not-text")
        if value not in tuple(kind):
            return self.refuse(path, "policy-not-a-choice", given=value, known=", ".join(kind))
        return kind(value)

    def _checked(self, value: Any, checks: Sequence[object], path: KeyPath) -> Any:
        if value is REFUSED:
            return REFUSED
        for check in checks:
            match check:
                case Between(least, most) if not least <= value <= most:
                    return self.refuse(path, "policy-out-of-range", least=least, most=most, given=value)
                case Form(form, pattern) if not re.fullmatch(pattern, value):
                    return self.refuse(path, "policy-not-a-code", form=form, given=value)
                case NotEmpty() if not value:
                    return self.refuse(path, "policy-empty")
                case _:
                    pass
        return value

    def text(self, value: object, path: KeyPath) -> Any:
        """A text."""
        return value if isinstance(value, str) else self.refuse(path, "policy-not-text")

    def number(self, value: object, path: KeyPath) -> Any:
        """A whole number; no policy of ours counts below zero."""
        if not isinstance(value, int) or isinstance(value, bool):
            return self.refuse(path, "policy-not-a-number")
        return value if value >= 0 else self.refuse(path, "policy-negative", given=value)

    def yes_or_no(self, value: object, path: KeyPath) -> Any:
        """A boolean."""
        return value if isinstance(value, bool) else self.refuse(path, "policy-not-yes-or-no")

    def day(self, value: object, path: KeyPath) -> Any:
        """A date without time."""
        plain = isinstance(value, date) and not isinstance(value, datetime)
        return value if plain else self.refuse(path, "policy-not-a-date")

    def zone(self, value: object, path: KeyPath) -> Any:
        """An IANA zone by its name."""
        try:
            return ZoneInfo(value if isinstance(value, str) else "")
        except (ValueError, OSError, LookupError):
            return self.refuse(path, "policy-not-a-zone", given=str(value))

    def hours(self, value: object, path: KeyPath) -> Any:
        """Clock time."""
        return self._span(value, path, clock_time, "policy-not-hours")

    def period(self, value: object, path: KeyPath) -> Any:
        """Calendar time."""
        return self._span(value, path, calendar_time, "policy-not-days")

    def _span(self, value: object, path: KeyPath, parse: Callable[[str], Any], code: str) -> Any:
        text = str(value)
        if text.startswith("-"):
            return self.refuse(path, "policy-negative", given=text)
        try:
            return parse(text)
        except ValueError:
            return self.refuse(path, code, given=text)


_SCALARS: Final[Mapping[type, Callable[[Reader, object, KeyPath], Any]]] = {
    str: Reader.text,
    int: Reader.number,
    bool: Reader.yes_or_no,
    date: Reader.day,
    ZoneInfo: Reader.zone,
    timedelta: Reader.hours,
    Period: Reader.period,
}
