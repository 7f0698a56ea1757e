"""Facilities, custody, names, galleries, orders, documents and what is recorded on admission."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _facility()
    _row_key()
    _person_name()
    _episode()
    _gallery_member()
    _movement()
    _court_order()
    _hold()
    _basis_period()
    _suspension()
    _circumstances()
    _document()
    _injury()
    _injury_picture()
    _admission_entry()


def _facility() -> None:
    op.create_table(
        "facility",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("wings", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_facility"),
        sa.UniqueConstraint("code", name="uq_facility_code"),
    )


def _row_key() -> None:
    op.create_table(
        "row_key",
        sa.Column("row_id", sa.Uuid, nullable=False),
        sa.Column("kek", sa.String(16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("row_id", name="pk_row_key"),
    )


def _person_name() -> None:
    op.create_table(
        "person_name",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("lookup", sa.String(64)),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(128)),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_person_name_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_person_name"),
    )
    op.create_index("ix_person_name_lookup", "person_name", ["lookup"])
    op.create_index("ix_person_name_person_id", "person_name", ["person_id"])


def _episode() -> None:
    op.create_table(
        "episode",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("facility_id", sa.Uuid),
        sa.Column("wing", sa.String(32)),
        sa.Column("admitted", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.Column("legal_status", sa.String(32), nullable=False),
        sa.Column("case_reference", sa.LargeBinary),
        sa.Column("case_lookup", sa.String(64)),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.CheckConstraint(
            "(case_lookup IS NULL) = (case_reference IS NULL)", name="ck_episode_case_is_looked_up"
        ),
        sa.CheckConstraint("ended IS NULL OR ended >= admitted", name="ck_episode_ends_after_admission"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_episode_facility_id"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_episode_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_episode"),
    )
    op.create_index("ix_episode_case_lookup", "episode", ["case_lookup"])
    op.create_index("ix_episode_facility_id", "episode", ["facility_id"])
    op.create_index("ix_episode_person_id", "episode", ["person_id"])
    op.create_index(
        "uq_episode_open",
        "episode",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended IS NULL"),
        postgresql_where=sa.text("ended IS NULL"),
    )


def _gallery_member() -> None:
    op.create_table(
        "gallery_member",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("gallery", sa.String(32), nullable=False),
        sa.Column("watchlist", sa.String(64), server_default="", nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("episode_id", sa.Uuid),
        sa.CheckConstraint(
            "(gallery = 'custody') = (episode_id IS NOT NULL)", name="ck_gallery_member_custody_has_episode"
        ),
        sa.CheckConstraint(
            "(gallery = 'watchlist') = (watchlist <> '')", name="ck_gallery_member_watchlist_has_name"
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name="fk_gallery_member_episode_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_gallery_member_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_gallery_member"),
    )
    op.create_index("ix_gallery_member_episode_id", "gallery_member", ["episode_id"])
    op.create_index("ix_gallery_member_person_id", "gallery_member", ["person_id"])
    op.create_index(
        "uq_gallery_member_current",
        "gallery_member",
        ["person_id", "gallery", "watchlist"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )


def _movement() -> None:
    op.create_table(
        "movement",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("episode_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin_id", sa.Uuid),
        sa.Column("destination_id", sa.Uuid),
        sa.Column("due_back", sa.DateTime(timezone=True)),
        sa.Column("concluded", sa.DateTime(timezone=True)),
        sa.Column("officer", sa.String(128)),
        sa.Column("order_id", sa.Uuid),
        sa.Column("decision_id", sa.Uuid),
        sa.Column("reason", sa.LargeBinary),
        sa.CheckConstraint("concluded IS NULL OR concluded >= at", name="ck_movement_concluded_after"),
        sa.ForeignKeyConstraint(["destination_id"], ["facility.id"], name="fk_movement_destination_id"),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name="fk_movement_episode_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["origin_id"], ["facility.id"], name="fk_movement_origin_id"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_movement_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_movement"),
    )
    op.create_index("ix_movement_destination_id", "movement", ["destination_id"])
    op.create_index("ix_movement_episode_id", "movement", ["episode_id"])
    op.create_index("ix_movement_origin_id", "movement", ["origin_id"])
    op.create_index("ix_movement_person_id", "movement", ["person_id"])
    op.create_index(
        "uq_movement_under_way",
        "movement",
        ["episode_id"],
        unique=True,
        sqlite_where=sa.text("concluded IS NULL"),
        postgresql_where=sa.text("concluded IS NULL"),
    )


def _court_order() -> None:
    op.create_table(
        "court_order",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("lookup", sa.String(64), nullable=False),
        sa.Column("facility_id", sa.Uuid),
        sa.Column("person_id", sa.Uuid),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True)),
        sa.Column("signature", sa.String(32), nullable=False),
        sa.Column("key_id", sa.String(128)),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("decision_id", sa.Uuid),
        sa.Column("registered_by", sa.String(128), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.CheckConstraint(
            "(status = 'open') = (settled_at IS NULL)", name="ck_court_order_settled_when_not_open"
        ),
        sa.CheckConstraint(
            "expires IS NULL OR expires > valid_from", name="ck_court_order_expires_after_start"
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_court_order_facility_id"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_court_order_person_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_court_order"),
        sa.UniqueConstraint("lookup", name="uq_court_order_lookup"),
    )
    op.create_index("ix_court_order_facility_id", "court_order", ["facility_id"])
    op.create_index("ix_court_order_person_id", "court_order", ["person_id"])


def _hold() -> None:
    op.create_table(
        "hold",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("ground", sa.String(32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("lifted", sa.DateTime(timezone=True)),
        sa.Column("placed_by", sa.String(128), nullable=False),
        sa.Column("lifted_by", sa.String(128)),
        sa.Column("origin", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_hold_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_hold"),
    )
    op.create_index("ix_hold_person_id", "hold", ["person_id"])


def _basis_period() -> None:
    op.create_table(
        "basis_period",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("episode_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("basis", sa.String(32), nullable=False),
        sa.Column("begins", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True)),
        sa.Column("entered_by", sa.String(128), nullable=False),
        sa.Column("authority", sa.LargeBinary),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.CheckConstraint("ends IS NULL OR ends > begins", name="ck_basis_period_ends_after_start"),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name="fk_basis_period_episode_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_basis_period_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_basis_period"),
    )
    op.create_index("ix_basis_period_episode_id", "basis_period", ["episode_id"])
    op.create_index("ix_basis_period_person_id", "basis_period", ["person_id"])
    op.create_index(
        "uq_basis_period_running",
        "basis_period",
        ["episode_id"],
        unique=True,
        sqlite_where=sa.text("ends IS NULL"),
        postgresql_where=sa.text("ends IS NULL"),
    )


def _suspension() -> None:
    op.create_table(
        "suspension",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("period_id", sa.Uuid, nullable=False),
        sa.Column("cause", sa.String(32), nullable=False),
        sa.Column("begins", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True)),
        sa.Column("entered_by", sa.String(128), nullable=False),
        sa.CheckConstraint("ends IS NULL OR ends > begins", name="ck_suspension_ends_after_start"),
        sa.ForeignKeyConstraint(
            ["period_id"], ["basis_period.id"], name="fk_suspension_period_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_suspension"),
    )
    op.create_index("ix_suspension_period_id", "suspension", ["period_id"])


def _circumstances() -> None:
    op.create_table(
        "circumstances",
        sa.Column("encounter_id", sa.Uuid, nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("legal_basis", sa.String(64), nullable=False),
        sa.Column("notice", sa.String(64)),
        sa.Column("facility_id", sa.Uuid),
        sa.Column("officer", sa.String(128), nullable=False),
        sa.Column("station", sa.String(128)),
        sa.Column("devices", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name="fk_circumstances_encounter_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_circumstances_facility_id"),
        sa.PrimaryKeyConstraint("encounter_id", name="pk_circumstances"),
    )
    op.create_index("ix_circumstances_facility_id", "circumstances", ["facility_id"])


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("lookup", sa.String(64), nullable=False),
        sa.Column("chip", sa.String(32), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_to", sa.String(128)),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_document_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
    )
    op.create_index("ix_document_lookup", "document", ["lookup"])
    op.create_index("ix_document_person_id", "document", ["person_id"])


def _injury() -> None:
    op.create_table(
        "injury",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("episode_id", sa.Uuid, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(128), nullable=False),
        sa.Column("complaint", sa.Boolean, nullable=False),
        sa.Column("account", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name="fk_injury_episode_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_injury_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_injury"),
    )
    op.create_index("ix_injury_episode_id", "injury", ["episode_id"])
    op.create_index("ix_injury_person_id", "injury", ["person_id"])


def _injury_picture() -> None:
    op.create_table(
        "injury_picture",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("injury_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("image", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["injury_id"], ["injury.id"], name="fk_injury_picture_injury_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_injury_picture_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_injury_picture"),
    )
    op.create_index("ix_injury_picture_injury_id", "injury_picture", ["injury_id"])


def _admission_entry() -> None:
    op.create_table(
        "admission_entry",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("episode_id", sa.Uuid, nullable=False),
        sa.Column("item", sa.String(32), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(128), nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name="fk_admission_entry_episode_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_admission_entry_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_admission_entry"),
    )
    op.create_index("ix_admission_entry_episode_id", "admission_entry", ["episode_id"])
