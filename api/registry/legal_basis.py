"""On what legal basis somebody was held from when to when, how long at most, and when its clock stood still.

What was entered by mistake is revoked, and stays on record as that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Date, Index, LargeBinary, String, Table, Uuid

from api.gates.clock.policy import SuspensionReason
from api.registry.columns import account, code, identity, part_of, version, whose
from api.registry.errors import Conflict
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

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
    Column("term", String(64)),
    Column("last_day", Date),
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
    Column("cause", code(SuspensionReason), nullable=False),
    Column("begins", Instant, nullable=False),
    Column("ends", Instant),
    account("entered_by"),
    Column("revoked", Instant),
    account("revoked_by", nullable=True),
    CheckConstraint("ends IS NULL OR ends > begins", name="ends_after_start"),
)

basis_extension = Table(
    "basis_extension",
    metadata,
    identity(),
    part_of("period_id", "basis_period"),
    whose(),
    Column("granted", Instant, nullable=False),
    Column("order_id", Uuid),
    account("entered_by"),
    Column("authority", LargeBinary, nullable=False),
    Column("revoked", Instant),
    account("revoked_by", nullable=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisPeriod:
    """basis: a code that the facility's policy sets a limit for, such as "pre-trial".

    begins, ends: instants; the clock counts them as days in the facility's zone. authority: who ordered it.
    term: what the court set for this person, as `api.gates.reading.spans.calendar_time` reads it. last_day:
    on which the basis holds by the court's word, whatever was suspended; None: the court named no day.
    """

    id: UUID = field(default_factory=uuid7)
    episode_id: UUID
    person_id: UUID
    basis: str
    begins: datetime
    ends: datetime | None = None
    entered_by: str
    authority: str | None = field(default=None, repr=False)
    term: str | None = None
    last_day: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """ends: None while the clock stands still; that day counts again. revoked: it never stood."""

    id: UUID = field(default_factory=uuid7)
    period_id: UUID
    cause: SuspensionReason
    begins: datetime
    ends: datetime | None = None
    entered_by: str
    revoked: datetime | None = None
    revoked_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A court lets the basis last as long as the law allows at most. authority: which court; its words."""

    id: UUID = field(default_factory=uuid7)
    period_id: UUID
    person_id: UUID
    granted: datetime
    order_id: UUID | None = None
    entered_by: str
    authority: str = field(repr=False)
    revoked: datetime | None = None
    revoked_by: str | None = None


_PERIODS = TypedRows(basis_period, BasisPeriod)
_SUSPENSIONS = TypedRows(suspension, Suspension)
_EXTENSIONS = TypedRows(basis_extension, Extension)


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


def amend(unit: Unit, seen: BasisPeriod, **changes: Any) -> BasisPeriod:
    """Other words of the court; without any, its extensions or suspensions changed. Raises Overtaken."""
    return _PERIODS.change(unit, seen, **changes)


def suspend(unit: Unit, new: Suspension) -> Suspension:
    """The clock stands still from an instant on. Raises NotOnRecord."""
    return _SUSPENSIONS.add(unit, new)


def resume(unit: Unit, suspension_id: UUID, ends: datetime) -> None:
    """The clock goes on. Raises Conflict where it went on before, or never stood."""
    still = (suspension.c.ends.is_(None), suspension.c.revoked.is_(None))
    if not _SUSPENSIONS.update(unit, suspension.c.id == suspension_id, *still, ends=ends):
        raise Conflict("The clock goes on already.", what="suspension")


def extend(unit: Unit, new: Extension) -> Extension:
    """A court has extended the basis. Raises UnknownPerson, NotOnRecord."""
    return _EXTENSIONS.add(unit, new)


def revoke_suspension(unit: Unit, suspension_id: UUID, *, by: str) -> None:
    """It was entered by mistake. Raises Conflict where that was said before."""
    stands = (suspension.c.id == suspension_id, suspension.c.revoked.is_(None))
    if not _SUSPENSIONS.update(unit, *stands, revoked=unit.now, revoked_by=by):
        raise Conflict("This suspension is revoked.", what="suspension")


def revoke_extension(unit: Unit, extension_id: UUID, *, by: str) -> None:
    """It was entered by mistake, or the court took it back. Raises Conflict where that was said before."""
    stands = (basis_extension.c.id == extension_id, basis_extension.c.revoked.is_(None))
    if not _EXTENSIONS.update(unit, *stands, revoked=unit.now, revoked_by=by):
        raise Conflict("This extension is revoked.", what="extension")


def one(view: View, period_id: UUID, *, locked: bool = False) -> BasisPeriod:
    """Raises NotOnRecord."""
    return _PERIODS.one(view, period_id, locked=locked)


def of_episode(view: View, episode_id: UUID) -> Sequence[BasisPeriod]:
    """The bases of one custody, the first one first."""
    order = [basis_period.c.begins, basis_period.c.id]
    return _PERIODS.find(view, basis_period.c.episode_id == episode_id, order=order)


def suspensions(view: View, periods: Sequence[BasisPeriod]) -> Sequence[Suspension]:
    """When the clocks of these periods stood still, by their beginning; those that were revoked too."""
    ids = [one.id for one in periods]
    return _SUSPENSIONS.find(
        view, suspension.c.period_id.in_(ids), order=[suspension.c.begins, suspension.c.id]
    )


def extensions(view: View, periods: Sequence[BasisPeriod]) -> Sequence[Extension]:
    """By which these periods were extended, the first one first; those that were revoked too."""
    ids = [one.id for one in periods]
    order = [basis_extension.c.granted, basis_extension.c.id]
    return _EXTENSIONS.find(view, basis_extension.c.period_id.in_(ids), order=order)
