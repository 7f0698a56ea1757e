"""Compares every file of every model with what the registry pins."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.entries import PACKAGE, Entry, entries
from models.errors import ModelError
from models.places import read_result, read_source


@dataclass(frozen=True, slots=True)
class Finding:
    """One file (source, result or card) of one model. state: "ok" or the error's code, why: its sentence."""

    name: str
    part: str
    state: str
    why: str = ""


def check() -> list[Finding]:
    """One finding for each file that the registry names; never raises for a model's fault."""
    return [finding for entry in entries() for finding in _findings(entry)]


def _findings(entry: Entry) -> Iterator[Finding]:
    yield _finding(entry.name, "source", lambda: read_source(entry.source))
    if result := entry.result:
        yield _finding(entry.name, "result", lambda: read_result(entry, result))
    if (PACKAGE / entry.card).is_file():
        yield Finding(entry.name, "card", "ok")
    else:
        yield Finding(entry.name, "card", "model.card-missing", f"{entry.card} is not there.")


def _finding(name: str, part: str, read: Callable[[], bytes]) -> Finding:
    try:
        read()
    except ModelError as error:
        return Finding(name, part, error.code, error.diagnostics())
    return Finding(name, part, "ok")
