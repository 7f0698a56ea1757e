"""Closing time: each look at somebody in the visiting area, and what a supervisor found out."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _closing()
    _closing_look()
    _reconciled()


def _closing() -> None:
    op.create_table(
        "closing",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("facility_id", sa.Uuid, nullable=False),
        sa.Column("begun", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(128), nullable=False),
        sa.Column("searched", sa.DateTime(timezone=True)),
        sa.Column("searched_by", sa.String(128)),
        sa.Column("locked", sa.DateTime(timezone=True)),
        sa.Column("decision_id", sa.Uuid),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.CheckConstraint(
            "(searched IS NULL) = (searched_by IS NULL)", name="ck_closing_somebody_ends_the_search"
        ),
        sa.CheckConstraint(
            "locked IS NULL OR searched IS NOT NULL", name="ck_closing_searched_before_locked"
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_closing_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_closing"),
    )
    op.create_index("ix_closing_facility_id", "closing", ["facility_id"])
    running = sa.text("locked IS NULL")
    op.create_index(
        "uq_closing_running",
        "closing",
        ["facility_id"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )


def _closing_look() -> None:
    op.create_table(
        "closing_look",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("closing_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.String(128), nullable=False),
        sa.Column("decision", sa.String(32)),
        sa.Column("contradicted", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(32)),
        sa.Column("request", sa.String(64), nullable=False),
        sa.CheckConstraint("decision IS NULL OR reason IS NULL", name="ck_closing_look_captured_or_by_hand"),
        _goes_with("closing_look", "closing"),
        _goes_with("closing_look", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_closing_look"),
    )
    for column in ("closing_id", "person_id", "request"):
        op.create_index(f"ix_closing_look_{column}", "closing_look", [column])


def _reconciled() -> None:
    op.create_table(
        "reconciled",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("closing_id", sa.Uuid, nullable=False),
        sa.Column("visit_id", sa.Uuid),
        sa.Column("look_id", sa.Uuid),
        sa.Column("finding", sa.String(32), nullable=False),
        sa.Column("officer", sa.String(128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.LargeBinary, nullable=False),
        sa.CheckConstraint(
            "(visit_id IS NULL) <> (look_id IS NULL)", name="ck_reconciled_of_a_visit_or_a_look"
        ),
        _goes_with("reconciled", "closing"),
        _goes_with("reconciled", "visit"),
        sa.ForeignKeyConstraint(
            ["look_id"], ["closing_look.id"], name="fk_reconciled_look_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reconciled"),
        sa.UniqueConstraint("visit_id", name="uq_reconciled_visit_id"),
        sa.UniqueConstraint("look_id", name="uq_reconciled_look_id"),
    )
    for column in ("closing_id", "visit_id", "look_id"):
        op.create_index(f"ix_reconciled_{column}", "reconciled", [column])


def _goes_with(table: str, target: str) -> sa.ForeignKeyConstraint:
    column = f"{target}_id"
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
