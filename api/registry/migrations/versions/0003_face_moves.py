"""Faces can be moved to other models; samples keep whether one face among several was to be taken."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of samples enrolled before it is not known whether the one face was chosen; then it is refused."""
    op.add_column("sample", sa.Column("principal", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "face_move",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("target", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("accepted_losses", sa.Integer, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_face_move"),
        sa.CheckConstraint("id = 1", name="ck_face_move_one"),
        sa.CheckConstraint("state IN ('moving', 'switched', 'cancelled')", name="ck_face_move_state"),
    )
    op.create_table(
        "face_loss",
        sa.Column("sample_id", sa.Uuid, nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("sample_id", name="pk_face_loss"),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["sample.id"], ondelete="CASCADE", name="fk_face_loss_sample_id"
        ),
    )
