"""Persons with their keys, encounters, samples and templates."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _person()
    _person_key()
    _encounter()
    _sample()
    _template()


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("gallery", sa.String(16), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    op.create_index("ix_person_gallery", "person", ["gallery"])


def _person_key() -> None:
    op.create_table(
        "person_key",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("kek", sa.String(16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_person_key"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], ondelete="CASCADE", name="fk_person_key_person_id"
        ),
    )


def _encounter() -> None:
    op.create_table(
        "encounter",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_encounter"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], ondelete="CASCADE", name="fk_encounter_person_id"
        ),
    )
    op.create_index("ix_encounter_person_id", "encounter", ["person_id"])


def _sample() -> None:
    op.create_table(
        "sample",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("encounter_id", sa.Uuid, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("modality", sa.String(8), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("dpi", sa.Float),
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("image", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sample"),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], ondelete="CASCADE", name="fk_sample_encounter_id"
        ),
        sa.UniqueConstraint("encounter_id", "ordinal", name="uq_sample_encounter_id_ordinal"),
        sa.CheckConstraint("position BETWEEN 0 AND 10", name="ck_sample_position"),
    )


def _template() -> None:
    op.create_table(
        "template",
        sa.Column("sample_id", sa.Uuid, nullable=False),
        sa.Column("extractor", sa.String(64), nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sample_id", "extractor", name="pk_template"),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["sample.id"], ondelete="CASCADE", name="fk_template_sample_id"
        ),
    )
