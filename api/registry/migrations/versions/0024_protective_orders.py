"""A ban can be about one prisoner alone, such as a protective order."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

COLUMNS = "id, person_id, kind, facility_id, since, until, lifted, imposed_by, lifted_by, reason"


def upgrade() -> None:
    """SQLite takes a constraint with its table alone: the table is made anew, and nothing refers to it."""
    if op.get_bind().dialect.name == "sqlite":
        _as_a_whole("ban_next")
        op.execute(sa.text(f"INSERT INTO ban_next ({COLUMNS}) SELECT {COLUMNS} FROM ban"))  # noqa: S608 - our own names
        op.drop_table("ban")
        op.rename_table("ban_next", "ban")
        for column in ("facility_id", "person_id"):
            op.create_index(f"ix_ban_{column}", "ban", [column])
    else:
        op.add_column("ban", sa.Column("prisoner_id", sa.Uuid))
        op.create_foreign_key(
            "fk_ban_prisoner_id", "ban", "person", ["prisoner_id"], ["id"], ondelete="CASCADE"
        )
        about = "prisoner_id IS NULL OR kind = 'ban'"
        op.create_check_constraint("ck_ban_about_a_prisoner_is_a_ban", "ban", about)
    op.create_index("ix_ban_prisoner_id", "ban", ["prisoner_id"])


def _as_a_whole(name: str) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("facility_id", sa.Uuid),
        sa.Column("prisoner_id", sa.Uuid),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("lifted", sa.DateTime(timezone=True)),
        sa.Column("imposed_by", sa.String(128), nullable=False),
        sa.Column("lifted_by", sa.String(128)),
        sa.Column("reason", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("until IS NULL OR until > since", name="ck_ban_ends_after_start"),
        sa.CheckConstraint("prisoner_id IS NULL OR kind = 'ban'", name="ck_ban_about_a_prisoner_is_a_ban"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_ban_facility_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_ban_person_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["prisoner_id"], ["person.id"], name="fk_ban_prisoner_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ban"),
    )
