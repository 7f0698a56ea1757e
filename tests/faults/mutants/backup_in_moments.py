"""A backup with a planted fault: each table is read in a moment of its own, with writes in between."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from api.keys.envelope import Keyring
from api.registry.beside import Beside
from api.registry.unit import View

BEFORE_WAITING = 30
"""Looks at the store: some tables are read, most are not."""


class ManyMoments(View):
    """Sees the store as it is at each look. between: called once, some looks after the first."""

    def __init__(self, connection: Connection, keyring: Keyring, between: Callable[[], None]) -> None:
        self._between, self._looks = between, 0
        super().__init__(connection, keyring)

    @property
    def connection(self) -> Connection:
        """At a later moment than before."""
        self._looks += 1
        self._connection.rollback()
        if self._looks == BEFORE_WAITING:
            self._between()
        return self._connection


class InMoments(Beside):
    """between: is waited for in the middle of a reading."""

    between: Callable[[], None]

    @contextmanager
    def reading(self) -> Iterator[View]:
        """Many moments."""
        with self._engine.connect() as connection:
            yield ManyMoments(connection, self._keys.keyring(first_start=False), self.between)
