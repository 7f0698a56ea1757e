"""Tables of adjudication: cases, pairs whose answer is known, what was captured for either, and every review.

A case asks whether a probe and the person it names are one. The probe is an encounter on record, or samples
that were handed over with the case because they are nobody's yet; those are sealed under keys of their own.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from api.adjudication.judgement import Judgement
from api.registry.columns import account, code, identity, part_of, version, whose
from api.registry.schema import Instant, metadata

adjudication_case = Table(
    "adjudication_case",
    metadata,
    identity(),
    whose(),
    part_of("encounter_id", "encounter", nullable=True),
    Column("opened_at", Instant, nullable=False),
    account("opened_by"),
    Column("captured_by", JSON, nullable=False),
    Column("ruling", code(Judgement)),
    account("ruled_by", nullable=True),
    Column("ruled_at", Instant),
    Column("grounds", LargeBinary),
    Column("result", code(Judgement)),
    Column("closed_at", Instant, index=True),
    version(),
    CheckConstraint("(ruling IS NULL) = (ruled_by IS NULL)", name="ruling_has_supervisor"),
    CheckConstraint("(ruling IS NULL) = (ruled_at IS NULL)", name="ruling_has_instant"),
    CheckConstraint("result IS NULL OR closed_at IS NOT NULL", name="settled_is_closed"),
)

# What the probe is held against: as it was when the case was opened, the same for every reviewer, wherever
# the encounters belong by now.
adjudication_reference = Table(
    "adjudication_reference",
    metadata,
    Column("case_id", ForeignKey("adjudication_case.id", ondelete="CASCADE"), primary_key=True),
    Column("encounter_id", ForeignKey("encounter.id", ondelete="CASCADE"), primary_key=True, index=True),
)

adjudication_known = Table(
    "adjudication_known",
    metadata,
    identity(),
    part_of("case_id", "adjudication_case", nullable=True, index=False),
    Column("mated", Boolean, nullable=False),
    Column("entered_at", Instant, nullable=False),
    account("entered_by"),
    UniqueConstraint("case_id"),
)

adjudication_sample = Table(
    "adjudication_sample",
    metadata,
    identity(),
    part_of("case_id", "adjudication_case", nullable=True),
    part_of("known_id", "adjudication_known", nullable=True),
    Column("side", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("modality", String(8), nullable=False),
    Column("position", Integer, nullable=False),
    Column("dpi", Float),
    Column("principal", Boolean, nullable=False),
    Column("media_type", String(32), nullable=False),
    Column("quality", JSON(none_as_null=True)),
    Column("extractor", String(64), nullable=False),
    Column("image", LargeBinary, nullable=False),
    Column("template", LargeBinary, nullable=False),
    CheckConstraint("(case_id IS NULL) <> (known_id IS NULL)", name="of_one"),
    CheckConstraint("side IN (0, 1)", name="side"),
    CheckConstraint("position BETWEEN 0 AND 10", name="position"),
)

adjudication_review = Table(
    "adjudication_review",
    metadata,
    Column("id", Uuid, primary_key=True),  # random, no UUIDv7: it must not tell when the case was opened
    part_of("case_id", "adjudication_case", nullable=True),
    part_of("known_id", "adjudication_known", nullable=True),
    account("reviewer"),
    Column("swapped", Boolean, nullable=False),
    Column("lent_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("judgement", code(Judgement)),
    Column("judged_at", Instant),
    CheckConstraint("(case_id IS NULL) <> (known_id IS NULL)", name="of_one"),
    CheckConstraint("(judgement IS NULL) = (judged_at IS NULL)", name="judgement_has_instant"),
)
_answered = adjudication_review.c.judgement.is_not(None)
for _of in ("case_id", "known_id"):
    Index(
        f"uq_adjudication_review_{_of}_answered",
        adjudication_review.c[_of],
        adjudication_review.c.reviewer,
        unique=True,
        sqlite_where=_answered,
        postgresql_where=_answered,
    )
Index("ix_adjudication_review_reviewer", adjudication_review.c.reviewer)
