"""An open database with the key-encryption key of what is sealed in it: lends views and units."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine

from api.keys.envelope import Keyring
from api.registry import engine as database
from api.registry.unit import Unit, UnitMisused, View


class Store:
    """Thread-safe. A thread has one transaction at a time: a second inside the first would wait for it."""

    def __init__(self, engine: Engine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring
        self._here = threading.local()

    @contextmanager
    def writing(self, now: datetime) -> Iterator[Unit]:
        """A transaction: durable when the block closes, undone when an error leaves it.

        now: aware; what is written in it carries this instant. Raises UnitMisused in another's block.
        """
        with self._alone(), database.writing(self._engine) as connection, connection.begin():
            unit = Unit(connection, self._keyring, now)
            try:
                yield unit
            finally:
                unit.close()

    @contextmanager
    def reading(self) -> Iterator[View]:
        """One moment of the store, however long the block takes. Raises UnitMisused in another's block."""
        with self._alone(), database.reading(self._engine) as connection:
            view = View(connection, self._keyring)
            try:
                yield view
            finally:
                view.close()

    def close(self) -> None:
        """Close all connections; SQLite's last one folds the write-ahead log into the database."""
        self._engine.dispose()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if getattr(self._here, "busy", False):
            raise UnitMisused("this thread has a transaction open")
        self._here.busy = True
        try:
            yield
        finally:
            self._here.busy = False
