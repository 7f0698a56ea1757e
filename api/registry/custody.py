"""Custody episodes: one person, held from an hour to an hour, where and on what footing. One open at a time.

Admission, end and transfer write episode, membership of the gallery and movement together, so that nobody is
in custody without an episode and no episode is without its ledger (Nelson Mandela Rule 7 (c)).
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, String, Table, func, select

from api.registry import galleries, movements
from api.registry.columns import at_facility, blind, code, identity, version, whose
from api.registry.errors import AlreadyInCustody, NotInCustody
from api.registry.galleries import Gallery
from api.registry.ids import uuid7
from api.registry.movements import Footing, Movement, MovementKind
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class LegalStatus(StrEnum):
    """On what somebody is held; Directive (EU) 2016/680, article 6, asks to keep these apart."""

    PRE_TRIAL = "pre-trial"
    SENTENCED = "sentenced"
    CIVIL = "civil"
    IMMIGRATION = "immigration"
    OTHER = "other"
    UNRECORDED = "unrecorded"  # enrolled without a word of it: to be mended


episode = Table(
    "episode",
    metadata,
    identity(),
    whose(),
    at_facility(nullable=True),
    Column("wing", String(32)),
    Column("cell", String(32)),
    Column("admitted", Instant, nullable=False),
    Column("ended", Instant),
    Column("legal_status", code(LegalStatus), nullable=False),
    Column("case_reference", LargeBinary),
    blind("case_lookup", nullable=True),
    version(),
    CheckConstraint("(case_lookup IS NULL) = (case_reference IS NULL)", name="case_is_looked_up"),
    CheckConstraint("ended IS NULL OR ended >= admitted", name="ends_after_admission"),
)
_open = episode.c.ended.is_(None)
Index("uq_episode_open", episode.c.person_id, unique=True, sqlite_where=_open, postgresql_where=_open)
Index("ix_episode_held", episode.c.facility_id, episode.c.wing, sqlite_where=_open, postgresql_where=_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """facility_id: None for people enrolled without a word of where. wing, cell: their codes in the facility.

    case_reference: the court file's; None: NO_CASE_FILE, to be listed until it is mended (`link_case`).
    ended: None while it lasts.
    """

    id: UUID = field(default_factory=uuid7)
    person_id: UUID
    facility_id: UUID | None
    wing: str | None = None
    cell: str | None = None
    admitted: datetime
    legal_status: LegalStatus
    case_reference: str | None = field(repr=False)
    ended: datetime | None = None
    version: int = 1


def _case(reference: str | None) -> str | None:
    return None if reference is None else " ".join(reference.casefold().split())


_ROWS = TypedRows(episode, Episode, blind={"case_lookup": lambda one: _case(one.case_reference)})


def admit(unit: Unit, new: Episode, footing: Footing = movements.NO_FOOTING) -> Episode:
    """Open an episode: the person is in custody from now on. Raises AlreadyInCustody, UnknownPerson."""
    _ROWS.add_unless(unit, new, AlreadyInCustody("The person is in custody already."))
    galleries.enter_custody(unit, new.person_id, new.id)
    galleries.leave(unit, new.person_id, Gallery.FORMER)
    _enter(unit, new, MovementKind.ADMISSION, footing)
    return new


def end(unit: Unit, seen: Episode, footing: Footing = movements.NO_FOOTING) -> Episode:
    """Close an episode: the person is held no more. Raises Overtaken, NotInCustody, MovementConflict."""
    if seen.ended is not None:
        raise NotInCustody("This custody has ended.")
    ended = _ROWS.change(unit, seen, ended=unit.now)
    galleries.leave_custody(unit, seen.person_id)
    galleries.enter(unit, seen.person_id, Gallery.FORMER)
    _enter(unit, ended, MovementKind.RELEASE, footing)
    return ended


def place(
    unit: Unit, seen: Episode, *, facility_id: UUID | None, wing: str | None, cell: str | None = None
) -> Episode:
    """Where the person is held from now on; whoever moves them enters the movement. Raises Overtaken."""
    return _ROWS.change(unit, seen, facility_id=facility_id, wing=wing, cell=cell)


def restate(unit: Unit, seen: Episode, legal_status: LegalStatus) -> Episode:
    """Another legal status. Raises Overtaken."""
    return _ROWS.change(unit, seen, legal_status=legal_status)


def link_case(unit: Unit, seen: Episode, case_reference: str) -> Episode:
    """The court's file is found, or another. Raises Overtaken."""
    return _ROWS.change(unit, seen, case_reference=case_reference)


def one(view: View, episode_id: UUID, *, locked: bool = False) -> Episode:
    """Raises NotOnRecord."""
    return _ROWS.one(view, episode_id, locked=locked)


def open_of(view: View, person_id: UUID, *, locked: bool = False) -> Episode:
    """The episode in which a person is held now. Raises NotInCustody."""
    found = _ROWS.find(view, episode.c.person_id == person_id, _open, locked=locked)
    if not found:
        raise NotInCustody("The person is not in custody.")
    return found[0]


def of(view: View, person_id: UUID) -> Sequence[Episode]:
    """All episodes of a person, the first one first."""
    return _ROWS.find(view, episode.c.person_id == person_id, order=[episode.c.admitted, episode.c.id])


def held(view: View, *, facility_id: UUID | None = None, wing: str | None = None) -> Sequence[Episode]:
    """Everybody in custody, of one facility or wing where it is named; also those who are out for a time."""
    named = {episode.c.facility_id: facility_id, episode.c.wing: wing}
    return _ROWS.find(view, _open, *(column == value for column, value in named.items() if value is not None))


def open_among(view: View, persons: Collection[UUID]) -> Sequence[Episode]:
    """The custodies of those of these persons who are held now, the longest held first."""
    among = episode.c.person_id.in_(persons)
    return _ROWS.find(view, _open, among, order=[episode.c.admitted, episode.c.id])


def without_case_file(view: View) -> Sequence[Episode]:
    """Those who are held and of whom no court has a file, the longest held first."""
    return _ROWS.find(view, _open, episode.c.case_lookup.is_(None), order=[episode.c.admitted, episode.c.id])


def under_case(view: View, case_reference: str) -> Sequence[Episode]:
    """The episodes, open or not, that one court file led to."""
    wanted = " ".join(case_reference.casefold().split())
    return _ROWS.find(view, _ROWS.lookup(view, "case_lookup", wanted))


def count(view: View, facility_id: UUID) -> int:
    """How many a facility answers for now."""
    wanted = select(func.count()).select_from(episode).where(_open, episode.c.facility_id == facility_id)
    return view.connection.execute(wanted).scalar_one()


def _enter(unit: Unit, episode: Episode, kind: MovementKind, footing: Footing) -> None:
    line = Movement(
        episode_id=episode.id,
        person_id=episode.person_id,
        kind=kind,
        at=unit.now,
        origin_id=episode.facility_id if kind is MovementKind.RELEASE else None,
        destination_id=episode.facility_id if kind is MovementKind.ADMISSION else None,
        **asdict(footing),
    )
    movements.enter(unit, line)
