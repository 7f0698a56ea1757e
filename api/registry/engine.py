"""The connection to the store: the embedded SQLite file by its path, or PostgreSQL by its URL."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from api.errors import StoreNewer
from api.registry import postgres, sqlite

NOW = text("SELECT count(*) FROM alembic_version")
"""A statement with which one moment of the store begins: SQLite's is that of the first read of a table."""


def connect(database: Path | str) -> Engine:
    """A file is SQLite's, a URL PostgreSQL's. Raises SettingsRefused."""
    return sqlite.connect(database) if isinstance(database, Path) else postgres.connect(database)


def open_database(database: Path | str) -> Engine:
    """Connect, and bring the schema up to date. Raises SettingsRefused."""
    engine = connect(database)
    migrate(engine)
    return engine


def migrate(engine: Engine, revision: str = "head") -> None:
    """Apply the outstanding migrations in one transaction, schema and version together. Raises StoreNewer."""
    with writing(engine) as connection, connection.begin():
        migrate_within(connection, revision)


def migrate_within(connection: Connection, revision: str = "head") -> None:
    """The same in a transaction that is open already."""
    if not embedded(connection.engine):
        postgres.wait_to_migrate(connection)
    present = MigrationContext.configure(connection).get_current_revision()
    if revision == "head" and present == newest():
        return  # nearly always: without reading any of the migrations
    if present is not None and not is_known(present):
        raise StoreNewer("The store was written by a later version of this program.", revision=present)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@cache
def newest() -> str:
    """The revision of a schema that is up to date."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def is_known(revision: str) -> bool:
    """Whether there is a way from this revision to the newest one."""
    return any(one.revision == revision for one in ScriptDirectory.from_config(_config()).walk_revisions())


def writing(engine: Engine) -> Connection:
    """A connection that is to write. SQLite's take turns; PostgreSQL's meet at the rows that they lock."""
    return engine.connect().execution_options(**{sqlite.WRITE: True})


def reading(engine: Engine) -> Connection:
    """A connection that sees one moment of the store, from its first statement on."""
    if embedded(engine):
        return engine.connect()
    return engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def scrub(engine: Engine) -> None:
    """Leave no copy of deleted rows in SQLite's files; what PostgreSQL keeps, `postgres.py` tells."""
    if embedded(engine):
        sqlite.scrub(engine)


def files(engine: Engine) -> list[Path]:
    """The embedded database's files that are there."""
    if not embedded(engine) or engine.url.database is None:
        return []
    named = [Path(engine.url.database + ending) for ending in ("", "-wal", "-shm")]
    return [path for path in named if path.exists()]


def embedded(engine: Engine) -> bool:
    """Whether it is the file beside the service."""
    return engine.dialect.name == "sqlite"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
