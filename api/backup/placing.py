"""Files that are whole or not there: written under another name, made durable, renamed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from api.backup.errors import BackupNotWritten

ZEROS = bytes(1 << 20)


@contextmanager
def placed(path: Path, *, over: bool = False) -> Iterator[BinaryIO]:
    """A new file, at `path` once the block closes and all of it is on the disk; gone where it is left by an
    error. over: in place of one that may be there, whose octets are overwritten. Raises BackupNotWritten.

    A file system that writes elsewhere than it reads (copy-on-write, flash) may keep what was overwritten.
    """
    if not over and path.exists():
        raise BackupNotWritten(f"{path} is there already.")
    draft = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _replace(draft, path)
            sync(path.parent)
        finally:
            with suppress(FileNotFoundError):
                draft.unlink()
    except OSError as error:
        raise BackupNotWritten(f"{path} cannot be written: {error.strerror}.") from error


@contextmanager
def taken(folder: Path) -> Iterator[None]:
    """Nobody else replaces what lies in a folder as long as the block lasts. Raises BackupNotWritten."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise BackupNotWritten(f"The folder {folder} cannot be reached: {error.strerror}.") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _replace(draft: Path, path: Path) -> None:
    """Rename, then write zeros over what lay there before: at no moment is neither of both there."""
    try:
        before: int | None = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        before = None
    draft.rename(path)
    sync(path.parent)
    if before is None:
        return
    try:
        left = os.fstat(before).st_size
        while left > 0:
            left -= os.write(before, ZEROS[:left])
        os.fsync(before)
    finally:
        os.close(before)
