"""Movements: the ledger of who went where, when, why and when they are due back."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Table, Uuid

from api.registry.columns import account, at_facility, code, identity, part_of, whose
from api.registry.errors import MovementConflict
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class MovementKind(StrEnum):
    """Admission and release happen at once; the others last until the person is back or has arrived."""

    ADMISSION = "admission"
    TRANSFER = "transfer"
    COURT = "court"
    TEMPORARY_RELEASE = "temporary-release"
    RELEASE = "release"


AT_ONCE = frozenset({MovementKind.ADMISSION, MovementKind.RELEASE})

movement = Table(
    "movement",
    metadata,
    identity(),
    part_of("episode_id", "episode"),
    whose(),
    Column("kind", code(MovementKind), nullable=False),
    Column("at", Instant, nullable=False),
    at_facility("origin_id", nullable=True),
    at_facility("destination_id", nullable=True),
    Column("due_back", Instant),
    Column("concluded", Instant),
    account("officer", nullable=True),
    Column("order_id", Uuid),
    Column("decision_id", Uuid),
    Column("reason", LargeBinary),
    CheckConstraint("concluded IS NULL OR concluded >= at", name="concluded_after"),
)
_under_way = movement.c.concluded.is_(None)
Index(
    "uq_movement_under_way",
    movement.c.episode_id,
    unique=True,
    sqlite_where=_under_way,
    postgresql_where=_under_way,
)
Index(
    "ix_movement_arriving",
    movement.c.destination_id,
    sqlite_where=_under_way,
    postgresql_where=_under_way,
)


@dataclass(frozen=True, slots=True)
class Footing:
    """What a movement rests on: who carried it out, by which order and decision, and why in words."""

    officer: str | None = None
    order_id: UUID | None = None
    decision_id: UUID | None = None
    reason: str | None = field(default=None, repr=False)


NO_FOOTING = Footing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """at: when it began. due_back: by when a court or temporary release must be over.

    concluded: when the person was back or had arrived; None while they are under way.
    """

    id: UUID = field(default_factory=uuid7)
    episode_id: UUID
    person_id: UUID
    kind: MovementKind
    at: datetime
    origin_id: UUID | None = None
    destination_id: UUID | None = None
    due_back: datetime | None = None
    concluded: datetime | None = None
    officer: str | None = None
    order_id: UUID | None = None
    decision_id: UUID | None = None
    reason: str | None = field(default=None, repr=False)


_ROWS = TypedRows(movement, Movement)


def enter(unit: Unit, new: Movement) -> Movement:
    """Write the ledger's next line. Raises MovementConflict where the person is under way already.

    A release while somebody is out (a court sets them free on the spot) concludes what was under way.
    """
    if new.kind is MovementKind.RELEASE:
        _ROWS.update(unit, movement.c.episode_id == new.episode_id, _under_way, concluded=new.at)
    if new.kind in AT_ONCE:
        new = replace(new, concluded=new.at)
    return _ROWS.add_unless(unit, new, MovementConflict("The person is under way already."))


def conclude(unit: Unit, movement_id: UUID) -> None:
    """The person is back, or has arrived. Raises MovementConflict where that was said before."""
    if not _ROWS.update(unit, movement.c.id == movement_id, _under_way, concluded=unit.now):
        raise MovementConflict("This movement was concluded before.")


def under_way(view: View, episode_id: UUID) -> Movement | None:
    """The movement that somebody is out on now; None while they are in."""
    found = _ROWS.find(view, movement.c.episode_id == episode_id, _under_way)
    return found[0] if found else None


def of_episode(view: View, episode_id: UUID) -> Sequence[Movement]:
    """The ledger of one episode, the first line first."""
    return _ROWS.find(view, movement.c.episode_id == episode_id, order=[movement.c.at, movement.c.id])


def out(view: View) -> Sequence[Movement]:
    """Everybody who is under way, the one due first before all others."""
    return _ROWS.find(view, _under_way, order=[movement.c.due_back, movement.c.id])


def overdue(view: View, now: datetime) -> Sequence[Movement]:
    """Those under way who should have been back before this instant, the longest overdue first."""
    return _ROWS.find(view, _under_way, movement.c.due_back < now, order=[movement.c.due_back, movement.c.id])
