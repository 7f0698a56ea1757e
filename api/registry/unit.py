"""One transaction as a value: what belongs together is written together, or not at all.

A record, the decision that it rests on and the events that follow are written through one `Unit`; when
the block that opened it closes, all of it is on the disk, and when the block is left by an error, none.
Each noun of the registry is a module of functions over a `View` (reading) or a `Unit` (writing).
"""

import threading
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from api.keys.envelope import DataKey, Keyring


class UnitMisused(RuntimeError):
    """A defect in the caller: a unit inside another, after its end, or in a thread that did not open it."""


class View:
    """The store as it is at one moment. Raises UnitMisused where it is used out of its block or thread."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._connection = connection
        self._thread = threading.get_ident()
        self._closed = False
        self.keyring = keyring
        self.opened: dict[UUID, DataKey] = {}
        """Data keys unwrapped so far, by their owner (see `api/registry/sealing.py`)."""
        self.secrets: dict[UUID, bytes] = {}
        """By which the audit log names persons whose keys are gone (see `api/registry/audit_log.py`)."""

    @property
    def connection(self) -> Connection:
        """Where statements of this transaction are executed."""
        if self._closed:
            raise UnitMisused("this transaction has ended")
        if self._thread != threading.get_ident():
            raise UnitMisused("this transaction belongs to another thread")
        return self._connection

    def close(self) -> None:
        """End its use; the transaction itself is ended by the block that opened it."""
        self._closed = True
        self.opened.clear()
        self.secrets.clear()


class Unit(View):
    """One transaction that writes. now: the one clock reading that all of it carries, in UTC."""

    def __init__(self, connection: Connection, keyring: Keyring, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("an instant needs its zone")
        super().__init__(connection, keyring)
        self.now = now
