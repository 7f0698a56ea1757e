"""The connection to the store: the embedded SQLite file by its path, or PostgreSQL by its URL."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from api.registry import postgres, sqlite


def connect(database: Path | str) -> Engine:
    """A file is SQLite's, a URL PostgreSQL's. Raises SettingsRefused."""
    return sqlite.connect(database) if isinstance(database, Path) else postgres.connect(database)


def open_database(database: Path | str) -> Engine:
    """Connect, and bring the schema up to date. Raises SettingsRefused."""
    engine = connect(database)
    migrate(engine)
    return engine


def migrate(engine: Engine, revision: str = "head") -> None:
    """Apply the outstanding migrations in one transaction, schema and version together."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection, connection.begin():
        if not embedded(engine):
            postgres.wait_to_migrate(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


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


def embedded(engine: Engine) -> bool:
    """Whether it is the file beside the service."""
    return engine.dialect.name == "sqlite"


open_sqlite = open_database
