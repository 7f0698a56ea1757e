"""The key-encryption key as a file: made at first start, readable by its owner alone."""

import os
import secrets
from pathlib import Path

from api.errors import KeyMissing

LENGTH = 32
FILE = "kek"


def load_or_create(folder: Path, *, first_start: bool) -> bytes:
    """The 32 key bytes of `folder`/kek.

    Only a first start makes one: beside an existing store a new key would open nothing and would hide
    that the old one is lost. Raises KeyMissing.
    """
    path = folder / FILE
    if path.exists():
        return _load(path)
    if not first_start:
        raise KeyMissing(f"The key file {path} is missing.", path=str(path))
    return _create(path)


def _load(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != LENGTH:
        raise KeyMissing(f"The key file {path} is not a key: {len(key)} bytes.", path=str(path))
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return key


def _create(path: Path) -> bytes:
    """Write under another name, make durable, rename: a crash leaves a whole key or none."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    key = secrets.token_bytes(LENGTH)
    draft = path.with_suffix(".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.write(handle, key)
        os.fsync(handle)
    finally:
        os.close(handle)
    draft.rename(path)
    for folder in (path.parent, path.parent.parent):
        _sync_folder(folder)
    return key


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
