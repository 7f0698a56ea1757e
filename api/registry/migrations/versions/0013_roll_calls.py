"""Roll-calls: whom a count expects, each look at somebody."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _roll_call()
    _roll_call_person()
    _roll_call_look()


def _roll_call() -> None:
    op.create_table(
        "roll_call",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("facility_id", sa.Uuid, nullable=False),
        sa.Column("wing", sa.String(32)),
        sa.Column("listed", sa.Boolean, nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(128), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True)),
        sa.Column("closed_by", sa.String(128)),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.CheckConstraint("closed IS NULL OR closed >= opened", name="ck_roll_call_closes_after_opening"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_roll_call_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_roll_call"),
    )
    op.create_index("ix_roll_call_facility_id", "roll_call", ["facility_id"])


def _roll_call_person() -> None:
    op.create_table(
        "roll_call_person",
        sa.Column("roll_call_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("away_since", sa.DateTime(timezone=True)),
        sa.Column("extra", sa.String(32)),
        _goes_with("roll_call_person", "roll_call"),
        _goes_with("roll_call_person", "person"),
        sa.PrimaryKeyConstraint("roll_call_id", "person_id", name="pk_roll_call_person"),
    )
    op.create_index("ix_roll_call_person_person_id", "roll_call_person", ["person_id"])


def _roll_call_look() -> None:
    op.create_table(
        "roll_call_look",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("roll_call_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.String(128), nullable=False),
        sa.Column("decision", sa.String(32)),
        sa.Column("contradicted", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(32)),
        sa.Column("case_id", sa.Uuid),
        sa.Column("request", sa.String(64), nullable=False),
        sa.CheckConstraint(
            "decision IS NULL OR reason IS NULL", name="ck_roll_call_look_captured_or_by_hand"
        ),
        sa.CheckConstraint(
            "(person_id IS NULL) = (decision IS NULL AND reason IS NULL)",
            name="ck_roll_call_look_somebody_is_named_with_a_ground",
        ),
        _goes_with("roll_call_look", "roll_call"),
        _goes_with("roll_call_look", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_roll_call_look"),
    )
    for column in ("roll_call_id", "person_id", "request"):
        op.create_index(f"ix_roll_call_look_{column}", "roll_call_look", [column])


def _goes_with(table: str, target: str) -> sa.ForeignKeyConstraint:
    column = f"{target}_id"
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
