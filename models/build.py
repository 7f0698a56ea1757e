"""Converts the published weights once: source checked, converted, result checked, put in place whole."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

from models.convert import dlib_resnet, leader
from models.entries import Entry, Result, entries
from models.errors import ModelChanged, ModelError
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
    """Write beside the place, make it durable, then put it there: no reader ever sees a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as beside:
        try:
            beside.write(data)
            beside.flush()
            os.fsync(beside.fileno())
            Path(beside.name).chmod(0o644)  # others on this machine may run the service
            Path(beside.name).replace(path)
        except BaseException:
            Path(beside.name).unlink(missing_ok=True)
            raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
