"""The embedded database: one file in WAL mode, durable at commit, one writer at a time."""

import os
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_MS = 10_000
WRITE = "umbral_write"
"""Execution option of a transaction that will write: it takes SQLite's write lock at once, so that it
cannot fail half way for want of it."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # a commit is on the disk when it returns
    "foreign_keys=ON",
    "secure_delete=ON",  # deleted rows are overwritten with zeros
    "temp_store=MEMORY",
    "trusted_schema=OFF",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
)


def connect(path: Path) -> Engine:
    """The store's file, made with owner-only rights where absent."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    # hide_parameters: an error's message must not carry what was to be stored into a log
    engine = create_engine(
        f"sqlite:///{path}", hide_parameters=True, pool_size=8, max_overflow=32, pool_timeout=10
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def scrub(engine: Engine) -> None:
    """Move the write-ahead log into the database and empty it: it still holds pages as they were."""
    connection = engine.raw_connection()  # a checkpoint cannot run inside a transaction
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    finally:
        connection.close()


def _prepare(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # BEGIN is ours: the driver would delay it to the first INSERT
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
