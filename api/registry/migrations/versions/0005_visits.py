"""Visitors, authorisations, appointments, bans and visits."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _visitor()
    _authorisation()
    _appointment()
    _ban()
    _visit()


def _visitor() -> None:
    op.create_table(
        "visitor",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("guardian_id", sa.Uuid),
        sa.Column("notice", sa.String(64)),
        sa.Column("notice_language", sa.String(8)),
        sa.Column("noticed", sa.DateTime(timezone=True)),
        sa.Column("consented", sa.DateTime(timezone=True)),
        sa.Column("withdrawn", sa.DateTime(timezone=True)),
        sa.Column("details", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["person.id"], name="fk_visitor_guardian_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_visitor_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_visitor"),
    )
    op.create_index("ix_visitor_guardian_id", "visitor", ["guardian_id"])


def _authorisation() -> None:
    op.create_table(
        "authorisation",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("visitor_id", sa.Uuid, nullable=False),
        sa.Column("prisoner_id", sa.Uuid, nullable=False),
        sa.Column("relationship", sa.String(32), nullable=False),
        sa.Column("consents", sa.JSON, nullable=False),
        sa.Column("granted_by", sa.String(128), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("revoked", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.CheckConstraint("visitor_id <> prisoner_id", name="ck_authorisation_two_people"),
        sa.ForeignKeyConstraint(
            ["prisoner_id"], ["person.id"], name="fk_authorisation_prisoner_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["person.id"], name="fk_authorisation_visitor_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_authorisation"),
    )
    op.create_index("ix_authorisation_prisoner_id", "authorisation", ["prisoner_id"])
    op.create_index("ix_authorisation_visitor_id", "authorisation", ["visitor_id"])
    op.create_index(
        "uq_authorisation_granted",
        "authorisation",
        ["visitor_id", "prisoner_id"],
        unique=True,
        sqlite_where=sa.text("revoked IS NULL"),
        postgresql_where=sa.text("revoked IS NULL"),
    )


def _appointment() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("visitor_id", sa.Uuid, nullable=False),
        sa.Column("prisoner_id", sa.Uuid, nullable=False),
        sa.Column("facility_id", sa.Uuid, nullable=False),
        sa.Column("begins", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("booked_by", sa.String(128), nullable=False),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.CheckConstraint("ends > begins", name="ck_appointment_ends_after_start"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_appointment_facility_id"),
        sa.ForeignKeyConstraint(
            ["prisoner_id"], ["person.id"], name="fk_appointment_prisoner_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["person.id"], name="fk_appointment_visitor_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_appointment"),
    )
    op.create_index("ix_appointment_facility_id", "appointment", ["facility_id"])
    op.create_index("ix_appointment_prisoner_id", "appointment", ["prisoner_id"])
    op.create_index("ix_appointment_visitor_id", "appointment", ["visitor_id"])


def _ban() -> None:
    op.create_table(
        "ban",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("facility_id", sa.Uuid),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("lifted", sa.DateTime(timezone=True)),
        sa.Column("imposed_by", sa.String(128), nullable=False),
        sa.Column("lifted_by", sa.String(128)),
        sa.Column("reason", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("until IS NULL OR until > since", name="ck_ban_ends_after_start"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_ban_facility_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_ban_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_ban"),
    )
    op.create_index("ix_ban_facility_id", "ban", ["facility_id"])
    op.create_index("ix_ban_person_id", "ban", ["person_id"])


def _visit() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("visitor_id", sa.Uuid, nullable=False),
        sa.Column("prisoner_id", sa.Uuid),
        sa.Column("facility_id", sa.Uuid, nullable=False),
        sa.Column("appointment_id", sa.Uuid),
        sa.Column("path", sa.String(32), nullable=False),
        sa.Column("entered", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_decision_id", sa.Uuid, nullable=False),
        sa.Column("left", sa.DateTime(timezone=True)),
        sa.Column("exit_decision_id", sa.Uuid),
        sa.Column("brought_by_id", sa.Uuid),
        sa.CheckConstraint('"left" IS NULL OR "left" >= entered', name="ck_visit_leaves_after_entry"),
        sa.CheckConstraint('("left" IS NULL) = (exit_decision_id IS NULL)', name="ck_visit_exit_is_decided"),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name="fk_visit_appointment_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["brought_by_id"], ["visit.id"], name="fk_visit_brought_by_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_visit_facility_id"),
        sa.ForeignKeyConstraint(
            ["prisoner_id"], ["person.id"], name="fk_visit_prisoner_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["person.id"], name="fk_visit_visitor_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
    )
    op.create_index("ix_visit_brought_by_id", "visit", ["brought_by_id"])
    op.create_index("ix_visit_facility_id", "visit", ["facility_id"])
    op.create_index("ix_visit_prisoner_id", "visit", ["prisoner_id"])
    op.create_index("ix_visit_visitor_id", "visit", ["visitor_id"])
    op.create_index(
        "uq_visit_inside",
        "visit",
        ["visitor_id"],
        unique=True,
        sqlite_where=sa.text('"left" IS NULL'),
        postgresql_where=sa.text('"left" IS NULL'),
    )
