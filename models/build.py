"""Converts the published weights once: source checked, converted, result checked, put in place whole."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

from models.convert import dlib_resnet, leader
from models.entries import Entry, Result, entries
from models.errors import ModelChanged, ModelError, ModelNotWritten
from models.places import read_result, read_source, result_path

CONVERTERS: dict[str, Callable[[bytes], bytes]] = {
    "leader": leader.convert,
    "dlib-resnet": dlib_resnet.convert,
}

Say = Callable[[str], None]


def build(say: Say, models: tuple[Entry, ...] | None = None) -> list[str]:
    """Make every converted file that is missing or changed; returns the names of those made.

    say: takes one line of progress for each step. Raises ModelError: nothing is left half written.
    """
    made = []
    for model in entries() if models is None else models:
        if model.result is None or is_built(model, model.result):
            continue
        _convert(model, model.result, say)
        made.append(model.name)
    return made


def is_built(model: Entry, result: Result) -> bool:
    """Whether the converted file is there with the pinned hash."""
    try:
        read_result(model, result)
    except ModelError:
        return False
    return True


def _convert(model: Entry, result: Result, say: Say) -> None:
    say(f"{model.name}: reading {model.source.file} of {model.source.package}")
    source = read_source(model.source)
    say(f"{model.name}: converting {len(source):,} bytes to ONNX")
    converted = CONVERTERS[model.name](source)
    path = result_path(result)
    found = hashlib.sha256(converted).hexdigest()
    if found != result.sha256:
        raise ModelChanged(f"The conversion of {model.name}", result.sha256, found)
    write_whole(path, converted)
    say(f"{model.name}: {path}, {len(converted):,} bytes")


def write_whole(path: Path, data: bytes) -> None:
    """Write beside the place, make it durable, then put it there: no reader ever sees a part of it.

    Raises ModelNotWritten where the system refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = _write_beside(path, data)
        try:
            beside.replace(path)
        except OSError:
            beside.unlink()
            raise
        _make_durable(path.parent)
    except OSError as error:
        raise ModelNotWritten(f"{path} cannot be written: {error.strerror}.", file=str(path)) from error


def _write_beside(path: Path, data: bytes) -> Path:
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        beside = Path(file.name)
        try:
            file.write(data)
            file.flush()
            beside.chmod(0o644)  # the service may run as another user
            os.fsync(file.fileno())
        except BaseException:
            beside.unlink()
            raise
    return beside


def _make_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
