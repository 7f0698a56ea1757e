"""Why somebody is on a watchlist, until when, and who said so."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table. Whoever is on a list without an entry stays on it."""
    op.create_table(
        "listing",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("watchlist", sa.String(64), nullable=False),
        sa.Column("facility_id", sa.Uuid),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.Column("listed_by", sa.String(128), nullable=False),
        sa.Column("lifted_by", sa.String(128)),
        sa.Column("reason", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("until IS NULL OR until > since", name="ck_listing_ends_after_start"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_listing_facility_id"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_listing_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_listing"),
    )
    for column in ("person_id", "facility_id", "until"):
        op.create_index(f"ix_listing_{column}", "listing", [column])
