"""Stations with their keys, the inbox of their packets, and the keys that those are sealed for."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _stations()
    _nonces()
    _sealing_keys()
    _packets()
    _contents()


def _stations() -> None:
    op.create_table(
        "station",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("facility_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("gate", sa.String(32)),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("code_hash", sa.String(64)),
        sa.Column("code_until", sa.DateTime(timezone=True)),
        sa.Column("public_key", sa.String(64)),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(128), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_station_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_station"),
        sa.UniqueConstraint("code_hash", name="uq_station_code_hash"),
        sa.UniqueConstraint("facility_id", "name", name="uq_station_facility_id_name"),
    )


def _nonces() -> None:
    op.create_table(
        "station_nonce",
        sa.Column("station_id", sa.Uuid, nullable=False),
        sa.Column("nonce", sa.String(22), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name="fk_station_nonce_station_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("station_id", "nonce", name="pk_station_nonce"),
    )
    op.create_index("ix_station_nonce_until", "station_nonce", ["until"])


def _sealing_keys() -> None:
    op.create_table(
        "sealing_key",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("public", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True)),
        sa.Column("private", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sealing_key"),
    )


def _packets() -> None:
    op.create_table(
        "packet",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("station_id", sa.Uuid, nullable=False),
        sa.Column("facility_id", sa.Uuid, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("label", sa.LargeBinary),
        sa.Column("receipt", sa.String(256), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("fingers", sa.SmallInteger, nullable=False),
        sa.Column("faces", sa.SmallInteger, nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True)),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passage_id", sa.Uuid),
        sa.Column("taken_by", sa.String(128)),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name="fk_packet_station_id"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_packet_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_packet"),
        sa.UniqueConstraint("station_id", "sequence", name="uq_packet_station_id_sequence"),
    )
    op.create_index("ix_packet_facility_id", "packet", ["facility_id"])


def _contents() -> None:
    op.create_table(
        "packet_content",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("packet_id", sa.Uuid, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["packet_id"], ["packet.id"], name="fk_packet_content_packet_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_packet_content"),
    )
    op.create_index("ix_packet_content_packet_id", "packet_content", ["packet_id"])
