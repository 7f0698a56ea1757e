"""What the registry holds: one frozen entry a model, read from registry.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.errors import UnknownModel

PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Source:
    """A published file: where in which installed package, and its sha256."""

    package: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Result:
    """The file that the conversion makes, and its sha256."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One model. `kind` is "onnx" (converted, has a result), "dlib" or "npz" (read as published).

    `version` counts what changes the model's answers: templates of two versions are never compared.
    """

    name: str
    version: str
    kind: str
    description: str
    licence: str
    card: str
    source: Source
    result: Result | None
    input: str
    output: str


@dataclass(frozen=True, slots=True)
class Published:
    """A file at its official address: size in bytes, sha256."""

    url: str
    octets: int
    sha256: str

    @property
    def file(self) -> str:
        """Its name: the address' last part."""
        return self.url.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Installable:
    """A model that is fetched on request, made into one ONNX file. bundle: what it is installed with."""

    name: str
    version: str
    bundle: str
    description: str
    licence: str
    card: str
    files: tuple[Published, ...]
    result: Result
    input: str
    output: str


@cache
def entries() -> tuple[Entry, ...]:
    """Every model of the registry, in its order."""
    return tuple(_entry(table) for table in _document()["model"])


@cache
def installables() -> tuple[Installable, ...]:
    """Every model of the registry that can be installed, in its order."""
    return tuple(_installable(table) for table in _document()["installable"])


def _document() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((PACKAGE / "registry.toml").read_text(encoding="utf-8"))


def entry(name: str) -> Entry:
    """The model of this name. Raises UnknownModel."""
    for candidate in entries():
        if candidate.name == name:
            return candidate
    raise UnknownModel(f"There is no model {name!r} in the registry.", name=name)


def version(name: str) -> str:
    """The model's version ("1"); a template's extractor begins "leader-1". Raises UnknownModel."""
    return entry(name).version


def _entry(table: dict[str, Any]) -> Entry:
    result = table.get("result")
    return Entry(
        **{key: value for key, value in table.items() if key not in ("source", "result")},
        source=Source(**table["source"]),
        result=Result(**result) if result else None,
    )


def _installable(table: dict[str, Any]) -> Installable:
    return Installable(
        **{key: value for key, value in table.items() if key not in ("files", "result")},
        files=tuple(Published(**file) for file in table["files"]),
        result=Result(**table["result"]),
    )
