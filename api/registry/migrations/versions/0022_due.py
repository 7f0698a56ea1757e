"""What falls due: how far it was told, deadlines of held passages, and why one was broken off."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. Passages that are held already have no deadline until they are decided again."""
    op.add_column("passage", sa.Column("ending", sa.String(32)))
    op.execute("UPDATE passage SET ending = 'by-officer' WHERE state = 'abandoned'")
    _deadlines()
    _clock_marks()
    _absence_marks()


def _deadlines() -> None:
    op.create_table(
        "passage_deadline",
        sa.Column("passage_id", sa.Uuid, nullable=False),
        sa.Column("matter", sa.String(64), nullable=False),
        sa.Column("decider", sa.String(64), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.DateTime(timezone=True)),
        _goes_with("passage_deadline", "passage"),
        sa.PrimaryKeyConstraint("passage_id", "matter", "decider", name="pk_passage_deadline"),
    )
    op.create_index("ix_passage_deadline_due", "passage_deadline", ["due"])


def _clock_marks() -> None:
    op.create_table(
        "clock_mark",
        sa.Column("episode_id", sa.Uuid, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("near", sa.Boolean, nullable=False),
        sa.Column("over", sa.Boolean, nullable=False),
        sa.Column("case_file", sa.Boolean, nullable=False),
        sa.Column("lapsed", sa.Boolean, nullable=False),
        _goes_with("clock_mark", "episode"),
        sa.PrimaryKeyConstraint("episode_id", name="pk_clock_mark"),
    )


def _absence_marks() -> None:
    op.create_table(
        "absence_mark",
        sa.Column("movement_id", sa.Uuid, nullable=False),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        _goes_with("absence_mark", "movement"),
        sa.PrimaryKeyConstraint("movement_id", name="pk_absence_mark"),
    )


def _goes_with(table: str, target: str) -> sa.ForeignKeyConstraint:
    column = f"{target}_id"
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
