"""Where a backup is restored to: an empty data directory, an empty database, and the mark of a restore."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from api.auth.actor import Actor
from api.backup.errors import TargetNotEmpty
from api.backup.placing import sync
from api.backup.reading import Rows
from api.home import DataDirectory
from api.keys.kek import KeySource
from api.registry import arriving, postgres
from api.registry import engine as database


@dataclass(frozen=True, slots=True)
class Target:
    """Where it is restored to, and by whom."""

    directory: DataDirectory
    database: Path | str
    keys: KeySource
    actor: Actor


@contextmanager
def connected(where: Path | str) -> Iterator[Engine]:
    """The database; PostgreSQL's for nobody else. Raises SettingsRefused, DirectoryInUse."""
    engine = database.connect(where)
    try:
        if database.embedded(engine):
            yield engine
        else:
            with postgres.claim(engine):
                yield engine
    finally:
        engine.dispose()


def require_unused(target: Target, rows: Rows) -> None:
    """Raise TargetNotEmpty unless a store can be made there, or the same backup's restore was interrupted."""
    begun_before = _marked(target.directory.unfinished)
    if begun_before == rows.opening.backup:
        return
    if begun_before is not None:
        raise TargetNotEmpty(f"A restore of another backup into {target.directory.path} was interrupted.")
    folder, where = target.directory.keys, target.database
    if (folder.exists() and any(folder.iterdir())) or (isinstance(where, Path) and where.exists()):
        raise TargetNotEmpty(f"{target.directory.path} is not empty.")


def begin(engine: Engine, target: Target, rows: Rows) -> int | None:
    """Mark the directory. How many rows are stuck, none, where the same backup is in place already.

    Raises TargetNotEmpty.
    """
    marker = target.directory.unfinished
    with engine.connect() as connection:
        empty = arriving.is_empty(connection)
    if not empty and _marked(marker) is None:
        raise TargetNotEmpty("The database is not empty.")
    if not empty:
        return 0
    handle = os.open(marker, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.write(handle, json.dumps({"backup": rows.opening.backup}).encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    sync(marker.parent)
    return None


def _marked(marker: Path) -> str | None:
    try:
        return str(json.loads(marker.read_bytes())["backup"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def put_files(directory: DataDirectory, rows: Rows) -> None:
    """What decides beside the store, on the disk."""
    for name, octets in rows.files.items():
        path = directory.path / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(handle)
        sync(path.parent)
