"""Tables (SQLAlchemy Core). Columns of type LargeBinary hold ciphertext; all others are in `readable.py`.

person 1-1 person_key; person 1-n encounter 1-n sample 1-n template. An encounter is one capture
session (OSIA's word); an enrolment makes one. A template is made from one sample by one extractor.

face_move has one row at most: the last move of all faces from one extractor to another (`moves.py`);
face_loss, the face samples of which the new extractor makes no template.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
    false,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An instant in UTC. SQLite keeps no zone, so it is taken off before and put back after."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse a naive time: it names no instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


person = Table(
    "person",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("enrolled_at", Instant, nullable=False),
)

# A table of its own: the wrapped key can be destroyed, and kept out of backups, apart from the record.
person_key = Table(
    "person_key",
    metadata,
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("kek", String(16), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    # of somebody whose key was changed: by which the audit log named them before, and still does
    Column("secret", LargeBinary),
)

encounter = Table(
    "encounter",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("captured_at", Instant, nullable=False),
)

sample = Table(
    "sample",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("encounter_id", ForeignKey("encounter.id", ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("modality", String(8), nullable=False),
    Column("position", Integer, nullable=False),
    Column("dpi", Float),
    Column("media_type", String(32), nullable=False),
    Column("image", LargeBinary, nullable=False),
    Column("quality", JSON(none_as_null=True)),
    Column("principal", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("encounter_id", "ordinal"),
    CheckConstraint("position BETWEEN 0 AND 10", name="position"),
)

template = Table(
    "template",
    metadata,
    Column("sample_id", ForeignKey("sample.id", ondelete="CASCADE"), primary_key=True),
    Column("extractor", String(64), primary_key=True),
    Column("payload", LargeBinary, nullable=False),
)

face_move = Table(
    "face_move",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(64), nullable=False),
    Column("target", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("accepted_losses", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("finished_at", Instant),
    CheckConstraint("id = 1", name="one"),
    CheckConstraint("state IN ('moving', 'switched', 'cancelled')", name="state"),
)

face_loss = Table(
    "face_loss",
    metadata,
    Column("sample_id", ForeignKey("sample.id", ondelete="CASCADE"), primary_key=True),
    Column("code", String(64), nullable=False),
    Column("parameters", JSON, nullable=False),
)
