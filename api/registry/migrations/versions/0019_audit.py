"""The audit log: leaves, tree, subjects, signed heads."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; `api/registry/audit_log.py` makes the one row and the key."""
    op.create_table(
        "audit_log",
        sa.Column("id", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
    )
    op.create_table(
        "audit_leaf",
        sa.Column("position", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit_leaf"),
    )
    op.create_table(
        "audit_node",
        sa.Column("level", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name="pk_audit_node"),
    )
    op.create_table(
        "audit_subject",
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("subject", "position", name="pk_audit_subject"),
        sa.ForeignKeyConstraint(
            ["position"], ["audit_leaf.position"], name="fk_audit_subject_position_audit_leaf"
        ),
    )
    op.create_table(
        "audit_head",
        sa.Column("size", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_audit_head"),
    )
