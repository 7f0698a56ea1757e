"""Papers that people were handed at the gates."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "paper",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("document", sa.String(32), nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("passage_id", sa.Uuid, nullable=False),
        sa.Column("decision_id", sa.Uuid, nullable=False),
        sa.Column("facility_id", sa.Uuid, nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_paper_person_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passage.id"], name="fk_paper_passage_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_paper_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_paper"),
        sa.UniqueConstraint("number", name="uq_paper_number"),
    )
    op.create_index("ix_paper_person_id", "paper", ["person_id"])
    op.create_index("ix_paper_passage_id", "paper", ["passage_id"])
    op.create_index("ix_paper_facility_id", "paper", ["facility_id"])
