"""Schema, migrations and the list of readable columns agree."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import LargeBinary

from api.registry import engine as opening
from api.registry.engine import open_database
from api.registry.readable import READABLE
from api.registry.tables import metadata

VERSIONS = Path(opening.__file__).parent / "migrations" / "versions"
COLUMNS = {
    f"{table.name}.{column.name}": column for table in metadata.tables.values() for column in table.columns
}


def test_migrations_lead_to_the_schema(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "umbral.db")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        engine = open_database(tmp_path / "umbral.db")
        with engine.connect() as connection:
            heads = MigrationContext.configure(connection).get_current_heads()
        newest = max(path.name[:4] for path in VERSIONS.glob("0*.py"))
        assert heads == (newest,)
        engine.dispose()


def test_every_column_is_sealed_or_listed_with_a_reason() -> None:
    sealed = {name for name, column in COLUMNS.items() if isinstance(column.type, LargeBinary)}
    assert sealed | READABLE.keys() == COLUMNS.keys()
    assert not sealed & READABLE.keys()
    assert all(len(reason) > 10 for reason in READABLE.values())


def test_sealed_columns_are_the_personal_ones() -> None:
    sealed = {name for name, column in COLUMNS.items() if isinstance(column.type, LargeBinary)}
    assert sealed == {
        "account.secret",
        "adjudication_case.grounds",
        "adjudication_sample.image",
        "adjudication_sample.template",
        "admission_entry.value",
        "archived_record.content",
        "ban.reason",
        "basis_extension.authority",
        "basis_period.authority",
        "court_order.text",
        "custody_ending.authority",
        "document.content",
        "episode.case_reference",
        "erasure_request.reason",
        "event.content",
        "hold.origin",
        "idempotency.answer",
        "injury.account",
        "injury_picture.image",
        "issuer_key.private",
        "legal_hold.grounds",
        "listing.reason",
        "movement.reason",
        "page_session.content",
        "packet.label",
        "packet_content.content",
        "paper.content",
        "passage.asked",
        "person_key.secret",
        "person_key.wrapped",
        "person_name.name",
        "reconciled.reason",
        "row_key.wrapped",
        "sample.image",
        "sealing_key.private",
        "subscription.secrets",
        "subscription.terms",
        "template.payload",
        "visitor.details",
        "warrant.text",
    }
