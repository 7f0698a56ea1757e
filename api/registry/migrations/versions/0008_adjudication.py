"""Adjudication: cases, pairs whose answer is known, samples of either, and reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _case()
    _reference()
    _known()
    _sample()
    _review()


def _case() -> None:
    op.create_table(
        "adjudication_case",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("encounter_id", sa.Uuid),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(128), nullable=False),
        sa.Column("captured_by", sa.JSON, nullable=False),
        sa.Column("ruling", sa.String(32)),
        sa.Column("ruled_by", sa.String(128)),
        sa.Column("ruled_at", sa.DateTime(timezone=True)),
        sa.Column("grounds", sa.LargeBinary),
        sa.Column("result", sa.String(32)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("id", name="pk_adjudication_case"),
        _goes_with("adjudication_case", "person_id", "person"),
        _goes_with("adjudication_case", "encounter_id", "encounter"),
        sa.CheckConstraint(
            "(ruling IS NULL) = (ruled_by IS NULL)", name="ck_adjudication_case_ruling_has_supervisor"
        ),
        sa.CheckConstraint(
            "(ruling IS NULL) = (ruled_at IS NULL)", name="ck_adjudication_case_ruling_has_instant"
        ),
        sa.CheckConstraint(
            "result IS NULL OR closed_at IS NOT NULL", name="ck_adjudication_case_settled_is_closed"
        ),
    )
    for column in ("person_id", "encounter_id", "closed_at"):
        op.create_index(f"ix_adjudication_case_{column}", "adjudication_case", [column])


def _reference() -> None:
    op.create_table(
        "adjudication_reference",
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("encounter_id", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "encounter_id", name="pk_adjudication_reference"),
        _goes_with("adjudication_reference", "case_id", "adjudication_case"),
        _goes_with("adjudication_reference", "encounter_id", "encounter"),
    )
    op.create_index("ix_adjudication_reference_encounter_id", "adjudication_reference", ["encounter_id"])


def _known() -> None:
    op.create_table(
        "adjudication_known",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid),
        sa.Column("mated", sa.Boolean, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_adjudication_known"),
        _goes_with("adjudication_known", "case_id", "adjudication_case"),
        sa.UniqueConstraint("case_id", name="uq_adjudication_known_case_id"),
    )


def _sample() -> None:
    op.create_table(
        "adjudication_sample",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid),
        sa.Column("known_id", sa.Uuid),
        sa.Column("side", sa.Integer, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("modality", sa.String(8), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("dpi", sa.Float),
        sa.Column("principal", sa.Boolean, nullable=False),
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("quality", sa.JSON),
        sa.Column("extractor", sa.String(64), nullable=False),
        sa.Column("image", sa.LargeBinary, nullable=False),
        sa.Column("template", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_adjudication_sample"),
        *_of_one("adjudication_sample"),
        sa.CheckConstraint("side IN (0, 1)", name="ck_adjudication_sample_side"),
        sa.CheckConstraint("position BETWEEN 0 AND 10", name="ck_adjudication_sample_position"),
    )
    for column in ("case_id", "known_id"):
        op.create_index(f"ix_adjudication_sample_{column}", "adjudication_sample", [column])


def _review() -> None:
    op.create_table(
        "adjudication_review",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid),
        sa.Column("known_id", sa.Uuid),
        sa.Column("reviewer", sa.String(128), nullable=False),
        sa.Column("swapped", sa.Boolean, nullable=False),
        sa.Column("lent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judgement", sa.String(32)),
        sa.Column("judged_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_adjudication_review"),
        *_of_one("adjudication_review"),
        sa.CheckConstraint(
            "(judgement IS NULL) = (judged_at IS NULL)", name="ck_adjudication_review_judgement_has_instant"
        ),
    )
    answered = sa.text("judgement IS NOT NULL")
    for column in ("case_id", "known_id"):
        op.create_index(f"ix_adjudication_review_{column}", "adjudication_review", [column])
        op.create_index(
            f"uq_adjudication_review_{column}_answered",
            "adjudication_review",
            [column, "reviewer"],
            unique=True,
            sqlite_where=answered,
            postgresql_where=answered,
        )
    op.create_index("ix_adjudication_review_reviewer", "adjudication_review", ["reviewer"])


def _of_one(table: str) -> tuple[sa.Constraint, ...]:
    """It belongs to a case or to a known pair, and goes with it."""
    return (
        _goes_with(table, "case_id", "adjudication_case"),
        _goes_with(table, "known_id", "adjudication_known"),
        sa.CheckConstraint("(case_id IS NULL) <> (known_id IS NULL)", name=f"ck_{table}_of_one"),
    )


def _goes_with(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], ondelete="CASCADE", name=f"fk_{table}_{column}"
    )
