"""Gates that say that they are there, and what a board counts by: indexes over what is open alone."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OPEN = (
    ("ix_episode_held", "episode", ["facility_id", "wing"], "ended IS NULL"),
    ("ix_visit_inside", "visit", ["facility_id"], '"left" IS NULL'),
    ("ix_movement_arriving", "movement", ["destination_id"], "concluded IS NULL"),
    ("ix_passage_waiting", "passage", ["facility_id"], "settled_at IS NULL"),
)


def upgrade() -> None:
    """Make the table and the indexes."""
    _presence()
    for name, table, columns, condition in OPEN:
        only = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)


def _presence() -> None:
    op.create_table(
        "presence",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("facility_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("build", sa.String(64), nullable=False),
        sa.Column("ahead", sa.Integer, nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.String(128), nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_presence_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_presence"),
        sa.UniqueConstraint("facility_id", "kind", "name", name="uq_presence_facility_id_kind_name"),
    )
