"""Schema, migrations and the list of readable columns agree."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import LargeBinary

from api.registry.engine import open_sqlite
from api.registry.readable import READABLE
from api.registry.schema import metadata

COLUMNS = {
    f"{table.name}.{column.name}": column for table in metadata.tables.values() for column in table.columns
}


def test_migrations_lead_to_the_schema(tmp_path: Path) -> None:
    engine = open_sqlite(tmp_path / "umbral.db")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        engine = open_sqlite(tmp_path / "umbral.db")
        with engine.connect() as connection:
            assert MigrationContext.configure(connection).get_current_revision() == "0002"
        engine.dispose()


def test_every_column_is_sealed_or_listed_with_a_reason() -> None:
    sealed = {name for name, column in COLUMNS.items() if isinstance(column.type, LargeBinary)}
    assert sealed | READABLE.keys() == COLUMNS.keys()
    assert not sealed & READABLE.keys()
    assert all(len(reason) > 10 for reason in READABLE.values())


def test_sealed_columns_are_the_personal_ones() -> None:
    sealed = {name for name, column in COLUMNS.items() if isinstance(column.type, LargeBinary)}
    assert sealed == {"person.name", "person_key.wrapped", "sample.image", "template.payload"}
