"""A backup is restored into an empty data directory, and an empty database where one is set:

    prove     both pieces read to their ends: seals, order, signatures; that they belong together; that
              the log is the one that witnesses saw; who was erased since
    empty     nothing is there already, unless a restore of the same backup was interrupted
    write     one transaction: rows, keys wrapped anew, erasures replayed, a leaf that tells of the restore
    open      as a start would: everybody who is on record opens

Killed before the transaction has closed, the same command begins anew; killed after it, it goes on at the
last stage. Until then no service starts in this directory.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, OperationalError, StatementError

from api.audit.act import Act, begun
from api.auth.actor import Actor
from api.backup.errors import BackupDamaged, BackupUnreadable, RestoredUnopened
from api.backup.placing import sync
from api.backup.reading import (
    Keys,
    Opening,
    Owner,
    Rows,
    leaves,
    parts,
    read_keys,
    read_rows,
    require_together,
)
from api.backup.target import Target, begin, connected, put_files, require_unused
from api.backup.weighing import Weighed, require_log, weigh
from api.errors import StoreUnavailable
from api.keys.envelope import DataKey, Keyring
from api.registry import arriving, audit_log
from api.registry import engine as database
from api.registry import erased as gone
from api.registry.copying import Heading, Owned
from api.registry.registry import Registry
from api.registry.unit import Unit
from matcher.errors import IntegrityError

LEAVES_AT_ONCE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is restored. witnesses: folders with heads and lists; without_newer: do without a newer list."""

    rows: Path
    keys: Path
    recovery: X25519PrivateKey
    witnesses: Sequence[Path]
    without_newer: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """head: size of the log in the backup; lost: leaves that witnesses saw after it. newer: see Weighed.

    erased: persons who were on record in the backup and have no key any more; stuck: rows whose key is gone
    and to which others refer; persons, templates: that open.
    """

    log: str
    head: int
    lost: int
    newer: bool
    erased: int
    stuck: int
    persons: int
    templates: int


@dataclass(frozen=True, slots=True)
class Proven:
    """Both pieces, read to their ends, and what witnesses say."""

    keys: Keys
    rows: Rows
    weighed: Weighed


def restore(pieces: Pieces, target: Target, stage: Callable[[str], None] = lambda _: None) -> Restored:
    """Raises whatever `api/backup/errors.py` names, KeyLocked, SettingsRefused. stage: hears what is done."""
    stage("prove")
    proven = prove(pieces)
    require_unused(target, proven.rows)
    with connected(target.database) as engine:
        if (written := begin(engine, target, proven.rows)) is None:
            stage("write")
            keyring = target.keys.keyring(first_start=True)
            put_files(target.directory, proven.rows)
            written = _write(engine, keyring, proven, pieces, target.actor)
            database.scrub(engine)
    stage("open")
    persons, templates = _opened(target)
    target.directory.unfinished.unlink()
    sync(target.directory.path)
    return _told(proven, written, persons, templates)


def prove(pieces: Pieces) -> Proven:
    """Everything that can be known of a backup before anything is written.

    Raises BackupUnreadable, BackupForAnother, BackupDamaged, BackupsDiffer, BackupRewritten, ErasuresUnknown.
    """
    keys, rows = read_keys(pieces.keys, pieces.recovery), read_rows(pieces.rows, pieces.recovery)
    require_together(rows, keys)
    if not database.is_known(rows.opening.revision):
        raise BackupUnreadable(f"The backup was made by {rows.opening.program}, which is newer than this.")
    weighed = weigh(rows, keys, pieces.witnesses, without_newer=pieces.without_newer)
    require_log(leaves(pieces.rows, pieces.recovery), weighed.heads)
    return Proven(keys, rows, weighed)


def _told(proven: Proven, written: tuple[int, int], persons: int, templates: int) -> Restored:
    head, weighed = proven.rows.opening.head, proven.weighed
    return Restored(
        head.log, head.size, weighed.seen - head.size, weighed.newer, *written, persons, templates
    )


def _write(engine: Engine, keyring: Keyring, proven: Proven, pieces: Pieces, actor: Actor) -> tuple[int, int]:
    """The one transaction. How many were erased, how many rows are stuck."""
    try:
        with database.writing(engine) as connection, connection.begin():
            arriving.prepare(connection, proven.rows.opening.revision)
            _fill(connection, pieces, proven.rows.opening)
            whole, lost = _keys(proven)
            arriving.put_keys(
                connection, (Owned(table, own, keyring.take(own, key)) for (table, own), key in whole)
            )
            arriving.catch_up(connection)
            return _replay(connection, keyring, proven, lost, actor)
    except OperationalError as error:
        raise StoreUnavailable("The new store cannot be written to; nothing was restored.") from error
    except (DatabaseError, StatementError, ValueError, TypeError) as error:
        raise BackupUnreadable("What the backup holds does not fit into the store.") from error


def _fill(connection: Connection, pieces: Pieces, opening: Opening) -> None:
    """From the file once more: it proves itself again before the transaction closes."""

    def told() -> Iterator[tuple[Heading, list[Any]]]:
        for part in parts(pieces.rows, pieces.recovery):
            if isinstance(part, tuple):
                yield part
            elif isinstance(part, Opening) and part != opening:
                raise BackupDamaged("The backup was exchanged while it was read.")

    for heading, some in groupby(told(), key=lambda part: part[0]):
        arriving.fill(connection, heading, (row for _, row in some))


def _keys(proven: Proven) -> tuple[list[tuple[Owner, bytes]], list[UUID]]:
    """The keys that the rows lie under and that were not destroyed; and the owners of all others."""
    destroyed = {one.key for one in proven.weighed.gone}
    whole, lost = [], []
    for owner, name in proven.rows.owners.items():
        key = proven.keys.keys.get(owner)
        if key is None or name in destroyed or gone.name_of(DataKey(owner[1], key)) != name:
            lost.append(owner[1])
        else:
            whole.append((owner, key))
    return whole, lost


def _replay(
    connection: Connection, keyring: Keyring, proven: Proven, lost: Sequence[UUID], actor: Actor
) -> tuple[int, int]:
    unit = Unit(connection, keyring, datetime.now(UTC))
    outcome = None if proven.weighed.newer else "without-newer-list"
    act = Act(
        lambda: "command:backup-restore", actor=actor, reference=proven.rows.opening.backup, outcome=outcome
    )
    try:
        with begun(act):
            require_log(_leaves(unit), proven.weighed.heads)
            arriving.empty(unit, lost)
            erased = arriving.erase_keyless(unit)
            stuck = arriving.empty(unit, lost)  # what only those referred to who are erased now
            for one in proven.weighed.gone:
                gone.note(unit, one)
            arriving.leap(unit)
            audit_log.account(unit, act)
    finally:
        unit.close()
    return erased, stuck


def _leaves(unit: Unit) -> Iterator[bytes]:
    first = 0
    while some := audit_log.leaves(unit, first, LEAVES_AT_ONCE):
        yield from some
        first += len(some)


def _opened(target: Target) -> tuple[int, int]:
    """Open the store as a start does, and everybody in it; how many persons and templates.

    Raises RestoredUnopened where somebody does not open.
    """
    registry = Registry.open(target.database, target.keys)
    try:
        templates = sum(len(one.templates) for one in registry.templates())
        page = registry.page(None, LEAVES_AT_ONCE)
        while page:
            page = registry.page(page[-1].id, LEAVES_AT_ONCE)
        return registry.count(), templates
    except IntegrityError as error:
        raise RestoredUnopened("Somebody in the restored store does not open.") from error
    finally:
        registry.close()
