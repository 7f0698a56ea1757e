"""Where model files lie, and the one way to read them: whole, and only with the pinned hash."""

import hashlib
import os
from importlib.util import find_spec
from pathlib import Path

from models.entries import PACKAGE, Entry, Result, Source
from models.errors import ModelChanged, ModelMissing, ModelNotInstalled, ModelRefused, SourceMissing

BYTES_AT_MOST = 256 * 2**20  # ten times the largest model: more was never ours, and is not read into memory


def weights_folder() -> Path:
    """Where converted files lie: UMBRAL_MODELS, else models/weights in a checkout that may be written,
    else the platform's data directory (XDG_DATA_HOME, by default ~/.local/share)."""
    if chosen := os.environ.get("UMBRAL_MODELS"):
        return Path(chosen)
    if (PACKAGE.parent / "pyproject.toml").is_file() and os.access(PACKAGE, os.W_OK):
        return PACKAGE / "weights"
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "umbral" / "models"


def result_path(result: Result) -> Path:
    """Where a converted file lies or will lie."""
    return weights_folder() / result.file


def source_path(source: Source) -> Path:
    """Where the published file lies. The package is located, never imported. Raises SourceMissing."""
    specification = find_spec(source.package)
    for folder in (specification.submodule_search_locations if specification else None) or ():
        path = Path(folder) / source.file
        if path.is_file():
            return path
    raise SourceMissing(
        f"{source.file} of package {source.package} is not installed.", package=source.package
    )


def read_source(source: Source) -> bytes:
    """The published file's bytes. Raises SourceMissing, ModelChanged, ModelRefused."""
    return read_pinned(source_path(source), source.sha256)


def read_result(entry: Entry, result: Result) -> bytes:
    """The converted file's bytes. Raises ModelMissing, ModelChanged, ModelRefused."""
    path = result_path(result)
    if not path.is_file():
        raise ModelMissing(
            f"The model {entry.name} has not been built: {path} is not there.", name=entry.name
        )
    return read_pinned(path, result.sha256)


def read_installed(name: str, result: Result) -> bytes:
    """The bytes of an installed file. Raises ModelNotInstalled, ModelChanged, ModelRefused."""
    path = result_path(result)
    if not path.is_file():
        raise ModelNotInstalled(f"The model {name} is not installed: {path} is not there.", name=name)
    return read_pinned(path, result.sha256)


def read_pinned(path: Path, sha256: str) -> bytes:
    """A file's bytes, read once and hashed; what is returned is what was hashed.

    Raises ModelChanged where the hash is another, ModelRefused where the file is out of all proportion
    or cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(BYTES_AT_MOST + 1)
    except OSError as error:
        raise ModelRefused(f"{path} cannot be read: {error.strerror}.", file=str(path)) from error
    if len(data) > BYTES_AT_MOST:
        raise ModelRefused(
            f"{path} is larger than {BYTES_AT_MOST} bytes: no model of ours is.", file=str(path)
        )
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise ModelChanged(str(path), sha256, found)
    return data
