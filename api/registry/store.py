"""An open database with the key-encryption key of what is sealed in it: lends views and units."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Engine, select, union_all
from sqlalchemy.exc import OperationalError

from api.audit.act import present
from api.errors import KeyMissing, StoreUnavailable
from api.keys.kek import KeyFolder, KeySource
from api.registry import audit_log, names, postgres, repeats
from api.registry import engine as database
from api.registry.reader_keys import ensure_readers
from api.registry.schema import person_key
from api.registry.sealing import ensure_index_key, row_key
from api.registry.under_way import UnderWay
from api.registry.unit import Unit, UnitMisused, View
from matcher.errors import UmbralError


class Store:
    """Thread-safe. A thread has one transaction at a time: a second inside the first would wait for it."""

    def __init__(self, engine: Engine, keys: KeySource) -> None:
        """keys: where its key-encryption key lies. Raises KeyMissing, KeyLocked, DirectoryInUse."""
        self._engine = engine
        self.keys = keys
        self._keyring = keys.keyring(first_start=not _keks(engine))
        self._here = threading.local()
        self._units = UnderWay()
        self._accounts = False
        self._refuse_foreign_key()
        # one service a database: each holds a gallery of its own, which hears of no other's writes
        self._claim = None if database.embedded(engine) else postgres.claim(engine)
        try:
            self._prepare()
        except Exception:
            self.close()
            raise

    @classmethod
    def open(cls, where: Path | str, keys: KeySource | Path) -> Self:
        """Open the embedded store by its path, or PostgreSQL by its URL; the schema is brought up to date.

        keys: where its key-encryption key lies; a path is a folder with a plain file. Raises KeyMissing if it
        is not there, KeyLocked, SettingsRefused, DirectoryInUse.
        """
        engine = database.open_database(where)
        try:
            return cls(engine, KeyFolder(keys) if isinstance(keys, Path) else keys)
        except UmbralError:
            engine.dispose()
            raise

    @contextmanager
    def writing(self, now: datetime) -> Iterator[Unit]:
        """A transaction: durable when the block closes, undone when an error leaves it.

        now: aware; what is written in it carries this instant. Raises UnitMisused in another's block, and
        where accounts are kept and nothing says what is being done; StoreUnavailable where nothing can be
        written.
        """
        act = present()
        if self._accounts and act is None:
            raise UnitMisused("nothing says what is being done")
        with self._unit(now) as unit, repeats.claiming(unit):
            yield unit
            if self._accounts and act is not None:
                audit_log.account(unit, act)
        if self._accounts and act is not None:
            act.accounted += 1

    @contextmanager
    def housekeeping(self, now: datetime) -> Iterator[Unit]:
        """The same for what the service keeps of its own work: how far a telling is, which gates are there.

        It is about nobody, and has no leaf in the audit log.
        """
        with self._unit(now) as unit:
            yield unit

    @property
    def keeps_account(self) -> bool:
        """Whether everything that is written has its leaf."""
        return self._accounts

    def keep_account(self) -> None:
        """From now on everything that is written has its leaf in the audit log, under the present act."""
        self._accounts = True

    @contextmanager
    def reading(self) -> Iterator[View]:
        """One moment of the store, however long the block takes. Raises UnitMisused in another's block."""
        with self._alone(), database.reading(self._engine) as connection:
            view = View(connection, self._keyring)
            try:
                yield view
            finally:
                view.close()

    def lead(self, kek: bytes) -> None:
        """From now on data keys are wrapped by this key; returns once no unit is under way that was not.

        Called outside every unit. See `api/registry/rewrapping.py` for those that were wrapped before.
        """
        self._keyring.lead(kek)
        self._units.settle()

    @property
    def files(self) -> Sequence[Path]:
        """What SQLite keeps on the disk: the database, its log and index; none of PostgreSQL's."""
        return database.files(self._engine)

    def scrub(self) -> None:
        """Take what was deleted out of SQLite's write-ahead log too; of PostgreSQL's, `postgres.py` tells."""
        database.scrub(self._engine)

    def close(self) -> None:
        """Close all connections; SQLite's last one folds the write-ahead log into the database."""
        if self._claim is not None:
            self._claim.close()
        self._engine.dispose()

    @contextmanager
    def _unit(self, now: datetime) -> Iterator[Unit]:
        try:
            with (
                self._alone(),
                self._units.one(),
                database.writing(self._engine) as connection,
                connection.begin(),
            ):
                unit = Unit(connection, self._keyring, now)
                try:
                    yield unit
                finally:
                    unit.close()
        except OperationalError as error:
            raise StoreUnavailable("The store cannot be written to; nothing was done.") from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if getattr(self._here, "busy", False):
            raise UnitMisused("this thread has a transaction open")
        self._here.busy = True
        try:
            yield
        finally:
            self._here.busy = False

    def _refuse_foreign_key(self) -> None:
        """A store that another key-encryption key wrapped would open for nobody: say so at the start."""
        if _keks(self._engine) - self._keyring.ids:
            raise KeyMissing("The key file is not the one that this store was written with.")

    def _prepare(self) -> None:
        """Make what a new store lacks and an older version's store had not yet."""
        left = 1
        while left:
            with self.writing(datetime.now(UTC)) as unit:
                ensure_index_key(unit)
                ensure_readers(unit)
                audit_log.ensure_log(unit)
                left = names.index_older(unit)


def _keks(engine: Engine) -> set[str]:
    """Which key-encryption keys wrapped what is in a store; none in a new one."""
    wrapped_by = union_all(select(person_key.c.kek).distinct(), select(row_key.c.kek).distinct())
    with engine.connect() as connection:
        return set(connection.execute(wrapped_by).scalars())
