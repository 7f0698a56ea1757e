"""Wire types of the restricted archive: what stays of a custody after the biometrics are gone."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.contract.injuries import AroseName
from api.contract.papers import (
    CustodyOnPaper,
    EntryOnPaper,
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

    id: UUID
    media_type: str
    data: str | None = Field(description="base64; for whoever defends the person, nobody else")


class InjuryWordsInArchive(WireModel):
    """What was seen of an injury, and what the person said of it."""

    complaint: bool
    places: list[str]
    description: str
    told: str | None
    arose: AroseName


class InjuryInArchive(WireModel):
    """An injury. sealed: as it lies in the archive; never told. said: for whoever defends the person."""

    id: UUID
    recorded_at: datetime
    recorded_by: str
    late: bool
    said: InjuryWordsInArchive | None = None
    sealed: str | None = None
    pictures: tuple[PictureInArchive, ...] = ()


class CustodyInArchive(WireModel):
    """One custody, from its hour to its hour."""

    custody: CustodyOnPaper
    clock: ClockInArchive | None
    record: tuple[EntryOnPaper, ...]
    injuries: tuple[InjuryInArchive, ...]
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
