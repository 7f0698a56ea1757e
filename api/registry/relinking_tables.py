"""Tables of what was moved from one person's record to another's, and of persons that ceased by it.

A person ceases when everything was moved away from them: they were another person all along. Their row and
key stay, so that whoever still knows the number is told whose it is now, and so that they can come back.
"""

from enum import StrEnum

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    text,
)

from api.registry.columns import account, code, identity, whose
from api.registry.schema import Instant, metadata


class RelinkKind(StrEnum):
    """What was wrong: two records of one person, or one record of two."""

    MERGE = "merge"
    UNMERGE = "unmerge"


relink = Table(
    "relink",
    metadata,
    identity(),
    Column("kind", code(RelinkKind), nullable=False),
    whose("from_id"),
    whose("to_id"),
    # no foreign key: what was moved outlives the case that spoke for it
    Column("case_id", Uuid, nullable=False),
    Column("undoes_id", ForeignKey("relink.id", ondelete="CASCADE")),
    Column("at", Instant, nullable=False),
    account("by"),
    # no foreign keys: what was decided about somebody who is erased is still a decision
    Column("relied", JSON, nullable=False, server_default=text("'[]'")),
    CheckConstraint("from_id <> to_id", name="two_persons"),
    UniqueConstraint("case_id"),
    UniqueConstraint("undoes_id"),
)

relink_row = Table(
    "relink_row",
    metadata,
    Column("relink_id", ForeignKey("relink.id", ondelete="CASCADE"), primary_key=True),
    Column("place", String(64), primary_key=True),
    Column("row_id", Uuid, primary_key=True, index=True),
    Column("ended", Boolean, nullable=False),
)

ceased_person = Table(
    "ceased_person",
    metadata,
    whose(primary_key=True, index=False),
    whose("into_id"),
    Column("since", Instant, nullable=False),
    CheckConstraint("person_id <> into_id", name="two_persons"),
)
