"""The store as another process of the same machine sees it, beside the service that serves it or without one.

It reads, at one moment, and accounts for having read. Nothing is migrated, claimed or prepared.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from api.audit.act import Act, begun
from api.errors import SettingsRefused, StoreUnavailable
from api.keys.kek import KeySource
from api.registry import audit_log
from api.registry import engine as database
from api.registry.unit import Unit, View


class Beside:
    """Thread-safe. Close it."""

    def __init__(self, engine: Engine, keys: KeySource) -> None:
        """keys: where the key-encryption key lies; it is read anew for each look."""
        self._engine, self._keys = engine, keys

    @classmethod
    def open(cls, where: Path | str, keys: KeySource) -> Self:
        """Raises SettingsRefused where there is no store, or one of another version."""
        if isinstance(where, Path) and not where.is_file():
            raise SettingsRefused(f"There is no store in {where.parent}.")
        engine = database.connect(where)
        found = _revision(engine)
        if found != database.newest():
            engine.dispose()
            raise SettingsRefused("The store is of another version: start this version's service once.")
        return cls(engine, keys)

    @contextmanager
    def reading(self) -> Iterator[View]:
        """One moment of the store, however long the block takes, whatever is written meanwhile.

        The key is read after that moment has begun: a rotation that ends between the two leaves a view that
        does not open (SealBroken); the next one does.
        """
        with database.reading(self._engine) as connection:
            connection.execute(database.NOW).scalar_one()  # the moment is the first statement's
            view = View(connection, self._keys.keyring(first_start=False))
            try:
                yield view
            finally:
                view.close()

    def account(self, act: Act, now: datetime) -> None:
        """A leaf of the audit log for an act that only reads. now: aware. Raises StoreUnavailable."""
        try:
            with database.writing(self._engine) as connection, connection.begin():
                unit = Unit(connection, self._keys.keyring(first_start=False), now)
                try:
                    with begun(act):
                        audit_log.account(unit, act)
                finally:
                    unit.close()
        except OperationalError as error:
            raise StoreUnavailable("The store cannot be written to; nothing was done.") from error

    @property
    def revision(self) -> str:
        """Of the schema."""
        return database.newest()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
