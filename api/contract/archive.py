"""Wire types of the restricted archive: what stays of a custody after the biometrics are gone."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.contract.papers import (
    CustodyOnPaper,
    EntryOnPaper,
    InjuryOnPaper,
    OrderOnPaper,
    PersonOnPaper,
)
from api.contract.samples import WireModel


class ClockInArchive(WireModel):
    """How the detention clock of a custody stood at its end. days: that counted; over: beyond the limit."""

    basis: str
    days: int
    limit_days: int | None
    over: bool


class PictureInArchive(WireModel):
    """Of an injury: the person's evidence; nothing ever compares it."""

    media_type: str
    data: str = Field(description="base64")


class CustodyInArchive(WireModel):
    """One custody, from its hour to its hour."""

    custody: CustodyOnPaper
    clock: ClockInArchive | None
    record: tuple[EntryOnPaper, ...]
    injuries: tuple[InjuryOnPaper, ...]
    pictures: tuple[PictureInArchive, ...] = ()
    ending: str | None = Field(default=None, description="How it ended in law, as the case system says")


class DecisionInArchive(WireModel):
    """A decision of a gate about the person, with every reason that was given."""

    id: UUID
    gate: str
    outcome: str
    at: datetime
    officer: str
    policy: str
    reasons: list[str]


class VisitInArchive(WireModel):
    """A visit that the person made or received."""

    facility: str
    as_visitor: bool
    entered: datetime
    left: datetime | None


class ArchiveContent(WireModel):
    """All that lies in the archive about one person."""

    person: PersonOnPaper
    custodies: tuple[CustodyInArchive, ...] = ()
    orders: tuple[OrderOnPaper, ...] = ()
    decisions: tuple[DecisionInArchive, ...] = ()
    visits: tuple[VisitInArchive, ...] = ()


class ArchiveOut(WireModel):
    """A record of the archive. erased_from: when it is due to go; none: no limit."""

    person_id: UUID
    archived_at: datetime
    erased_from: datetime | None
    rule: str
    content: ArchiveContent
