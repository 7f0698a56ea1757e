"""A backup is restored into an empty data directory, and an empty database where one is set:

    prove     both pieces read to their ends: seals, order, signatures; that they belong together; that
              the log is the one that witnesses saw; who was erased since, and what else does not open
    empty     nothing is there already, unless a restore of the same backup was interrupted
    write     one transaction: rows, keys wrapped anew, erasures replayed, a leaf that tells of the restore
    open      as a start would: everybody who is on record opens

Killed before the transaction has closed, the same command begins anew; killed after it, it goes on at the
last stage. Until then no service starts in this directory.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, OperationalError, StatementError

from api.audit.act import Act, begun
from api.auth.actor import Actor
from api.backup.errors import BackupDamaged, BackupUnreadable, RestoredUnopened
from api.backup.missing import Missing, sorted_out
from api.backup.placing import sync
from api.backup.reading import (
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
from api.keys.envelope import Keyring
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
    """What is restored. witnesses: folders with heads and lists; without_newer: do without a newer list.

    without_records: do without those that were sealed anew after the rows were made.
    """

    rows: Path
    keys: Path
    recovery: X25519PrivateKey
    witnesses: Sequence[Path]
    without_newer: bool = False
    without_records: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """head: size of the log in the backup; lost: leaves that witnesses saw after it. newer: see Weighed.

    erased: persons who were on record in the backup and were erased since; missing: records that are not in
    these rows (`missing.py`); stuck: rows whose key is gone and to which others refer; persons, templates:
    that open.
    """

    log: str
    head: int
    lost: int
    newer: bool
    erased: int
    missing: int
    stuck: int
    persons: int
    templates: int


@dataclass(frozen=True, slots=True)
class Proven:
    """Both pieces, read to their ends, and what witnesses say. whole: keys that open; missing: all others."""

    rows: Rows
    weighed: Weighed
    whole: Sequence[tuple[Owner, bytes]] = field(repr=False)
    missing: Missing


def restore(pieces: Pieces, target: Target, stage: Callable[[str], None] = lambda _: None) -> Restored:
    """Raises whatever `api/backup/errors.py` names, KeyLocked, SettingsRefused. stage: hears what is done."""
    stage("prove")
    proven = prove(pieces)
    if not pieces.without_records:
        proven.missing.require_none()
    require_unused(target, proven.rows)
    with connected(target.database) as engine:
        if (stuck := begin(engine, target, proven.rows)) is None:
            stage("write")
            keyring = target.keys.keyring(first_start=True)
            put_files(target.directory, proven.rows)
            stuck = _write(engine, keyring, proven, pieces, target.actor)
            database.scrub(engine)
    stage("open")
    persons, templates = _opened(target)
    target.directory.unfinished.unlink()
    sync(target.directory.path)
    return _told(proven, stuck, persons, templates)


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
    return Proven(rows, weighed, *sorted_out(rows, keys, weighed.gone))


def _told(proven: Proven, stuck: int, persons: int, templates: int) -> Restored:
    head, weighed, missing = proven.rows.opening.head, proven.weighed, proven.missing
    lost, records = weighed.seen - head.size, missing.records
    return Restored(
        head.log, head.size, lost, weighed.newer, missing.erased, records, stuck, persons, templates
    )


def _write(engine: Engine, keyring: Keyring, proven: Proven, pieces: Pieces, actor: Actor) -> int:
    """The one transaction. How many rows are stuck."""
    try:
        with database.writing(engine) as connection, connection.begin():
            arriving.prepare(connection, proven.rows.opening.revision)
            _fill(connection, pieces, proven.rows.opening)
            arriving.put_keys(
                connection, (Owned(table, own, keyring.take(own, key)) for (table, own), key in proven.whole)
            )
            arriving.catch_up(connection)
            return _replay(connection, keyring, proven, actor)
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


def _replay(connection: Connection, keyring: Keyring, proven: Proven, actor: Actor) -> int:
    unit, lost = Unit(connection, keyring, datetime.now(UTC)), proven.missing.lost
    without = {"newer-list": not proven.weighed.newer, "records": proven.missing.records > 0}
    outcome = " ".join(f"without-{what}" for what, so in without.items() if so) or None
    act = Act(
        lambda: "command:backup-restore", actor=actor, reference=proven.rows.opening.backup, outcome=outcome
    )
    try:
        with begun(act):
            require_log(_leaves(unit), proven.weighed.heads)
            arriving.empty(unit, lost)
            arriving.erase_keyless(unit)
            stuck = arriving.empty(unit, lost)  # what only those referred to who are erased now
            for one in proven.weighed.gone:
                gone.note(unit, one)
            arriving.leap(unit)
            audit_log.account(unit, act)
    finally:
        unit.close()
    return stuck


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
