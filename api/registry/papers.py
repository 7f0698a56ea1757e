"""Papers that somebody was handed at a gate, sealed under their key as they were when they were issued."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, LargeBinary, String, Table, Uuid

from api.contract.papers import PaperContent
from api.registry.columns import at_facility, identity, part_of, whose
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

paper = Table(
    "paper",
    metadata,
    identity(),
    Column("number", String(64), nullable=False, unique=True),
    Column("document", String(32), nullable=False),
    whose(),
    part_of("passage_id", "passage"),
    # no foreign key: decisions outlive what was written on them
    Column("decision_id", Uuid, nullable=False),
    at_facility(),
    Column("issued_at", Instant, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """number: what is printed on it. sha256: of `content` (`api.contract.papers.fingerprint`)."""

    id: UUID = field(default_factory=uuid7)
    number: str
    document: str
    person_id: UUID
    passage_id: UUID
    decision_id: UUID
    facility_id: UUID
    issued_at: datetime
    sha256: str
    content: PaperContent = field(repr=False)


_ROWS = TypedRows(paper, Paper)


def issue(unit: Unit, new: Paper) -> Paper:
    """Keep a paper; it is never changed. Raises UnknownPerson."""
    return _ROWS.add(unit, new)


def one(view: View, paper_id: UUID) -> Paper:
    """Raises NotOnRecord."""
    return _ROWS.one(view, paper_id)


def of_passage(view: View, passage_id: UUID) -> Sequence[Paper]:
    """All that were issued at one passage, the first one first."""
    return _ROWS.find(view, paper.c.passage_id == passage_id, order=[paper.c.issued_at, paper.c.id])


def of_person(view: View, person_id: UUID) -> Sequence[Paper]:
    """All that were issued to somebody, the first one first."""
    return _ROWS.find(view, paper.c.person_id == person_id, order=[paper.c.issued_at, paper.c.id])


def numbered(view: View, number: str) -> Sequence[Paper]:
    """The paper of a number, or none."""
    return _ROWS.find(view, paper.c.number == number)
