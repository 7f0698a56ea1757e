"""Erasure and retention: holds, how custodies ended, the archive, what was erased."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def _at(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the tables."""
    _erased()
    _holds()
    _endings()
    _archive()


def _erased() -> None:
    op.create_table(
        "erased_key",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(32), nullable=False),
        _at("at", nullable=False),
        sa.Column("following", sa.String(64)),
        sa.PrimaryKeyConstraint("key", name="pk_erased_key"),
    )
    op.create_index("ix_erased_key_at", "erased_key", ["at"])
    op.create_table(
        "erasure_receipt",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("scope", sa.String(32), nullable=False),
        sa.Column("rule", sa.String(160), nullable=False),
        sa.Column("facility", sa.String(32)),
        _at("at", nullable=False),
        sa.Column("asked_by", sa.String(128)),
        sa.Column("signed_by", sa.String(128)),
        sa.Column("destroyed", sa.JSON, nullable=False),
        _at("finished"),
        sa.Column("receipt", sa.Text),
        sa.Column("signature", sa.String(128)),
        sa.PrimaryKeyConstraint("id", name="pk_erasure_receipt"),
        sa.CheckConstraint(
            "(finished IS NULL) = (receipt IS NULL)", name="ck_erasure_receipt_finished_with_receipt"
        ),
        sa.CheckConstraint(
            "(receipt IS NULL) = (signature IS NULL)", name="ck_erasure_receipt_receipt_is_signed"
        ),
    )
    op.create_index("ix_erasure_receipt_finished", "erasure_receipt", ["finished"])
    op.create_table(
        "erasure_request",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        _at("asked_at", nullable=False),
        sa.Column("asked_by", sa.String(128), nullable=False),
        _at("withdrawn"),
        sa.Column("reason", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasure_request"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_erasure_request_person_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_erasure_request_person_id", "erasure_request", ["person_id"])


def _holds() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("basis", sa.String(32), nullable=False),
        sa.Column("biometrics", sa.Boolean, nullable=False),
        _at("placed_at", nullable=False),
        sa.Column("placed_by", sa.String(128), nullable=False),
        _at("since"),
        sa.Column("signed_by", sa.String(128)),
        _at("until"),
        _at("lifted"),
        sa.Column("lift_asked_by", sa.String(128)),
        sa.Column("lifted_by", sa.String(128)),
        sa.Column("grounds", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("id", name="pk_legal_hold"),
        sa.CheckConstraint("(since IS NULL) = (signed_by IS NULL)", name="ck_legal_hold_stands_when_signed"),
        sa.CheckConstraint("(lifted IS NULL) = (lifted_by IS NULL)", name="ck_legal_hold_lifted_by_somebody"),
    )
    op.create_index("ix_legal_hold_person_id", "legal_hold", ["person_id"])


def _endings() -> None:
    op.create_table(
        "custody_ending",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("episode_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("ending", sa.String(32), nullable=False),
        _at("final", nullable=False),
        _at("entered_at", nullable=False),
        sa.Column("entered_by", sa.String(128), nullable=False),
        sa.Column("authority", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_custody_ending"),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name="fk_custody_ending_episode_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_custody_ending_person_id", ondelete="CASCADE"
        ),
    )
    for column in ("episode_id", "person_id"):
        op.create_index(f"ix_custody_ending_{column}", "custody_ending", [column])


def _archive() -> None:
    op.add_column("person_key", sa.Column("secret", sa.LargeBinary))
    op.create_table(
        "sealed_person",
        sa.Column("person_id", sa.Uuid, nullable=False),
        _at("since", nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_sealed_person"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_sealed_person_person_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "archived_record",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        _at("archived_at", nullable=False),
        _at("erased_from"),
        sa.Column("rule", sa.String(160), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_archived_record"),
        sa.UniqueConstraint("person_id", name="uq_archived_record_person_id"),
    )
    op.create_table(
        "archive_reader",
        sa.Column("archive_id", sa.Uuid, nullable=False),
        sa.Column("defender", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("archive_id", "defender", name="pk_archive_reader"),
        sa.ForeignKeyConstraint(
            ["archive_id"], ["archived_record.id"], name="fk_archive_reader_archive_id", ondelete="CASCADE"
        ),
    )
