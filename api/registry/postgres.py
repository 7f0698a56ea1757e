"""PostgreSQL by a URL: for a ministry that has one, with its own backups and its own replicas.

Erasure: a deleted person's rows are gone from every later query at once, and from the tables' files when
vacuum has passed; the write-ahead log, replicas and backups keep them as long as the site keeps those. What
they keep is ciphertext. Its key lay wrapped in `person_key` or `row_key`; a site therefore leaves these two
tables out of its dumps and keeps their write-ahead log as briefly as it can, for whoever has an old copy of
them and the key-encryption key can open what was erased since.
"""

from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from api.errors import DirectoryInUse, SettingsRefused

SETTINGS = {
    "synchronous_commit": "on",  # a commit is on the disk when it returns
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
}
MIGRATING, SERVING = 0x756D6272616C, 0x756D6272616D
"""Advisory locks: one process migrates at a time, and one serves, because each holds its own gallery."""


def connect(address: str) -> Engine:
    """An engine for postgresql://... Raises SettingsRefused; its sentences repeat no password."""
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    try:
        engine = create_engine(
            _with_driver(address),
            hide_parameters=True,
            pool_size=8,
            max_overflow=32,
            pool_timeout=10,
            pool_pre_ping=True,
            connect_args={"options": options},
        )
        with engine.connect():
            return engine
    except ModuleNotFoundError as error:
        raise SettingsRefused(
            "PostgreSQL needs the extra: pip install 'umbral-identity[postgres]'."
        ) from error
    except OperationalError as error:
        raise SettingsRefused("The database that is set cannot be reached.") from error


def claim(engine: Engine) -> Connection:
    """Serve this database alone until the connection is closed. Raises DirectoryInUse."""
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    if connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": SERVING}).scalar_one():
        return connection
    connection.close()
    raise DirectoryInUse("Another service works with this database.", path="database")


def wait_to_migrate(connection: Connection) -> None:
    """Let nobody else migrate until the transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATING})


def _with_driver(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise SettingsRefused("The database's address is not a URL.") from error
    if url.get_backend_name() != "postgresql":
        raise SettingsRefused("The database's address begins with postgresql://.")
    return url.set(drivername="postgresql+psycopg")
