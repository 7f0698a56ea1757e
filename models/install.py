"""Installs a bundle of published models: fetched and checked, made into ONNX and checked again, then kept."""

import hashlib
from collections.abc import Callable
from typing import Final

from models.build import Say, write_whole
from models.convert import openvino_ir
from models.entries import Installable, installables
from models.errors import ModelChanged, ModelError, ModelRefused, UnknownModel
from models.fetching import Advance, Origin, fetch
from models.places import read_installed, result_path

LICENCES: Final = frozenset({"Apache-2.0", "MIT", "CC0-1.0"})
"""Under which a published model may be used for deciding about people, and be passed on."""

MAKERS: Final[dict[str, Callable[..., bytes]]] = {
    "yunet": lambda published: published,
    "omz-0095": openvino_ir.convert,
}
"""What makes one ONNX file of a model's published files, given in the registry's order."""


def bundle(name: str) -> tuple[Installable, ...]:
    """The models of a bundle. Raises UnknownModel."""
    found = tuple(model for model in installables() if model.bundle == name)
    if not found:
        known = ", ".join(sorted({model.bundle for model in installables()}))
        raise UnknownModel(f"There is nothing to install under the name {name!r}, but {known}.", name=name)
    return found


def missing(models: tuple[Installable, ...]) -> tuple[Installable, ...]:
    """Those that are not here with the pinned hash."""
    return tuple(model for model in models if not is_installed(model))


def is_installed(model: Installable) -> bool:
    """Whether its file is there with the pinned hash."""
    try:
        read_installed(model.name, model.result)
    except ModelError:
        return False
    return True


def install(models: tuple[Installable, ...], origin: Origin, say: Say, advance: Advance) -> None:
    """Fetch, check and make all of them, then put them in place: a fault leaves everything as it was.

    say: takes one line for each step; advance: how many bytes came. Raises ModelError.
    """
    made = [(model, _make(model, origin, say, advance)) for model in models]
    for model, data in made:
        path = result_path(model.result)
        write_whole(path, data)
        say(f"{model.name}: {path}, {len(data):,} bytes, sha256 {model.result.sha256}")


def _make(model: Installable, origin: Origin, say: Say, advance: Advance) -> bytes:
    if model.licence not in LICENCES:
        raise ModelRefused(f"The licence of {model.name}, {model.licence}, is none of {sorted(LICENCES)}.")
    say(f"{model.name}: licence {model.licence}; what it is good for: {model.card}")
    files = []
    for published in model.files:
        files.append(fetch(published, origin, advance))
        say(f"{model.name}: {published.file} has the published sha256 {published.sha256}")
    data = MAKERS[model.name](*files)
    found = hashlib.sha256(data).hexdigest()
    if found != model.result.sha256:
        raise ModelChanged(f"What was made of {model.name}", model.result.sha256, found)
    return data
