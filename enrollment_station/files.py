"""Files that are whole or not there: written under another name, made durable, renamed."""

import os
from pathlib import Path

OWNER_ONLY = 0o600


def write_whole(path: Path, octets: bytes) -> None:
    """The file is on the disk when this returns; a crash before leaves the one that was, or none."""
    draft = path.with_name(f".{path.name}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, OWNER_ONLY)
    try:
        _write(handle, octets)
        os.fsync(handle)
    finally:
        os.close(handle)
    draft.replace(path)
    sync(path.parent)


def append(path: Path, octets: bytes) -> None:
    """Durably at the end."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY)
    try:
        _write(handle, octets)
        os.fsync(handle)
    finally:
        os.close(handle)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Its entries are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(handle: int, octets: bytes) -> None:
    left = memoryview(octets)
    while left:
        left = left[os.write(handle, left) :]
