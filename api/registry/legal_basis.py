"""On what legal basis somebody was held from when to when, and when its clock stood still."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, String, Table

from api.registry.columns import account, code, identity, part_of, version, whose
from api.registry.errors import Conflict
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class Suspends(StrEnum):
    """Why a clock stands still; which of them count, a policy says."""

    AT_LARGE = "at-large"
    DEFENCE_REQUEST = "defence-request"
    OTHER_SENTENCE = "other-sentence"
    COURT_ORDER = "court-order"


basis_period = Table(
    "basis_period",
    metadata,
    identity(),
    part_of("episode_id", "episode"),
    whose(),
    Column("basis", String(32), nullable=False),
    Column("begins", Instant, nullable=False),
    Column("ends", Instant),
    account("entered_by"),
    Column("authority", LargeBinary),
    version(),
    CheckConstraint("ends IS NULL OR ends > begins", name="ends_after_start"),
)
_running = basis_period.c.ends.is_(None)
Index(
    "uq_basis_period_running",
    basis_period.c.episode_id,
    unique=True,
    sqlite_where=_running,
    postgresql_where=_running,
)

suspension = Table(
    "suspension",
    metadata,
    identity(),
    part_of("period_id", "basis_period"),
    Column("cause", code(Suspends), nullable=False),
    Column("begins", Instant, nullable=False),
    Column("ends", Instant),
    account("entered_by"),
    CheckConstraint("ends IS NULL OR ends > begins", name="ends_after_start"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisPeriod:
    """basis: a code that the facility's policy sets a limit for, such as "pre-trial".

    begins, ends: instants; the clock counts them as days in the facility's zone. authority: who ordered it.
    """

    id: UUID = field(default_factory=uuid7)
    episode_id: UUID
    person_id: UUID
    basis: str
    begins: datetime
    ends: datetime | None = None
    entered_by: str
    authority: str | None = field(default=None, repr=False)
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """ends: None while the clock stands still."""

    id: UUID = field(default_factory=uuid7)
    period_id: UUID
    cause: Suspends
    begins: datetime
    ends: datetime | None = None
    entered_by: str


_PERIODS = TypedRows(basis_period, BasisPeriod)
_SUSPENSIONS = TypedRows(suspension, Suspension)


def begin(unit: Unit, new: BasisPeriod) -> BasisPeriod:
    """A basis holds from an instant on; the one before it ends there. Raises Conflict if it began later."""
    for running in _PERIODS.find(unit, basis_period.c.episode_id == new.episode_id, _running, locked=True):
        if running.begins >= new.begins:
            raise Conflict("The legal basis before this one began later.", what="basis_period")
        _PERIODS.change(unit, running, ends=new.begins)
    return _PERIODS.add_unless(unit, new, Conflict("The episode has a running legal basis."))


def finish(unit: Unit, seen: BasisPeriod, ends: datetime) -> BasisPeriod:
    """The basis ends, with the custody or before it. Raises Overtaken."""
    return _PERIODS.change(unit, seen, ends=ends)


def suspend(unit: Unit, new: Suspension) -> Suspension:
    """The clock stands still from an instant on."""
    return _SUSPENSIONS.add(unit, new)


def resume(unit: Unit, suspension_id: UUID, ends: datetime) -> None:
    """The clock goes on. Raises Conflict where it went on before."""
    still = suspension.c.ends.is_(None)
    if not _SUSPENSIONS.update(unit, suspension.c.id == suspension_id, still, ends=ends):
        raise Conflict("The clock goes on already.", what="suspension")


def of_episode(view: View, episode_id: UUID) -> Sequence[BasisPeriod]:
    """The bases of one custody, the first one first."""
    order = [basis_period.c.begins, basis_period.c.id]
    return _PERIODS.find(view, basis_period.c.episode_id == episode_id, order=order)


def suspensions(view: View, periods: Sequence[BasisPeriod]) -> Sequence[Suspension]:
    """When the clocks of these periods stood still, by their beginning."""
    ids = [one.id for one in periods]
    return _SUSPENSIONS.find(
        view, suspension.c.period_id.in_(ids), order=[suspension.c.begins, suspension.c.id]
    )
