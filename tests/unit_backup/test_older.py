"""A backup of an older version is filled into that version's schema, and migrated; a newer one is refused."""

import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, inspect

from api.backup.errors import BackupUnreadable
from api.backup.reading import parts
from api.backup.records import Record, Writing, signed
from api.backup.sealed import ROWS, Header, Sealing, opened
from api.registry import audit_log
from api.registry import engine as database
from api.registry.registry import Registry
from tests.support.backups import Kept, restore
from tests.support.registry import add_facility, add_person, admitted

OLDER = "0024"
"""Before the list of destroyed keys."""


def rewritten(kept: Kept, revision: str, tables: dict[str, set[str]] | None = None) -> None:
    """The backup as if an earlier program had made it: with these tables and columns alone."""
    registry = kept.open()
    with registry.reading() as view:
        key = audit_log.signing_key(view)
    registry.close()
    path, public = kept.rows / "one.rows", kept.recovery.public_key()
    file = io.BytesIO()
    seal = Sealing(file, Header.new(ROWS, public, UUID(int=1)), public)
    writing = Writing(seal)
    for number, (line, octets) in enumerate(_lines(kept, path, tables)):
        writing.put({**line, "revision": revision} if number == 0 else line, octets)
    writing.sign(ROWS, key)
    seal.close()
    path.write_bytes(file.getvalue())


def _lines(kept: Kept, path: Path, tables: dict[str, set[str]] | None) -> list[tuple[Any, bytes]]:
    if tables is None:
        with path.open("rb") as file:
            return [(one.line, one.octets) for one in signed(opened(file, ROWS, kept.recovery), ROWS)]
    found: list[tuple[Any, bytes]] = []
    seen: set[str] = set()
    with path.open("rb") as file:
        first = next(signed(opened(file, ROWS, kept.recovery), ROWS))
    found.append((first.line, first.octets))
    for part in parts(path, kept.recovery):
        if not isinstance(part, tuple):
            found += [(part.line, part.octets)] if isinstance(part, Record) else []
            continue
        heading, values = part
        if heading.name not in tables:
            continue
        chosen = [at for at, (name, _) in enumerate(heading.columns) if name in tables[heading.name]]
        if heading.name not in seen:
            seen.add(heading.name)
            columns = [heading.columns[at] for at in chosen]
            found.append(({"table": heading.name, "columns": columns, "later": heading.later}, b""))
        row = [values[at] for at in chosen]
        octets = b"".join(one for one in row if isinstance(one, bytes))
        found.append(([len(one) if isinstance(one, bytes) else one for one in row], octets))
    return found


def test_an_older_backup_is_restored_and_migrated(small: Kept, tmp_path: Path) -> None:
    registry = small.open()
    ana = add_person(registry)
    admitted(registry, ana, add_facility(registry))
    small.make()
    registry.close()
    rewritten(small, OLDER, _schema(tmp_path / "older.db"))
    done = restore(small.pieces(), tmp_path / "new", tmp_path / "new" / "umbral.db")
    assert (done.persons, done.templates) == (1, 1)
    again = Registry.open(tmp_path / "new" / "umbral.db", tmp_path / "new" / "keys")
    assert again.person(ana).name == "Alma Reyes"
    add_person(again)
    again.close()


def test_a_backup_of_a_later_version_is_refused(small: Kept, tmp_path: Path) -> None:
    small.open().close()
    small.make()
    rewritten(small, "9999")
    with pytest.raises(BackupUnreadable):
        restore(small.pieces(), tmp_path / "new", tmp_path / "new" / "umbral.db")
    assert not (tmp_path / "new" / "umbral.db").exists()


def test_every_revision_is_known() -> None:
    assert database.is_known(OLDER)
    assert database.is_known(database.newest())
    assert not database.is_known("9999")


def _schema(path: Path) -> dict[str, set[str]]:
    """Tables and columns of the older version."""
    engine = database.connect(path)
    database.migrate(engine, OLDER)
    with engine.connect() as connection:
        found = _columns(connection)
    engine.dispose()
    return found


def _columns(connection: Connection) -> dict[str, set[str]]:
    seen = inspect(connection)
    return {name: {one["name"] for one in seen.get_columns(name)} for name in seen.get_table_names()}
