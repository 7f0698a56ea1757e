"""How a house stands now, counted by the database: what its board shows. No seal is opened for it.

Every query goes by an index over what is open alone (held, under way, inside, waiting), so that it costs by
how many people a house has today and not by how many it ever had.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, case, func, select

from api.gates.decision import Gate
from api.registry.appointments import appointment
from api.registry.custody import episode
from api.registry.movements import MovementKind, movement
from api.registry.passages import passage
from api.registry.unit import View
from api.registry.visits import visit


@dataclass(frozen=True, slots=True)
class Housed:
    """One wing's people. wing: its code; None: nobody said where. no_file: without case file."""

    wing: str | None
    held: int
    no_file: int


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody a house answers for who is out."""

    kind: MovementKind
    left_at: datetime
    due_back: datetime | None


@dataclass(frozen=True, slots=True)
class Inside:
    """One visitor inside. until: the end of the appointment, or of that of who brought them; None: none."""

    visit_id: UUID
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A passage that is held."""

    gate: Gate
    since: datetime


def housed(view: View, facility_id: UUID) -> list[Housed]:
    """Whom a house answers for now, wing by wing; also those who are out for a time."""
    no_file = func.sum(case((episode.c.case_lookup.is_(None), 1), else_=0))
    wanted = (
        select(episode.c.wing, func.count(), no_file)
        .where(episode.c.ended.is_(None), episode.c.facility_id == facility_id)
        .group_by(episode.c.wing)
    )
    return [Housed(wing, held, int(none)) for wing, held, none in view.connection.execute(wanted)]


def away(view: View, facility_id: UUID) -> Sequence[Away]:
    """Those of them who are out."""
    theirs = and_(episode.c.id == movement.c.episode_id, episode.c.facility_id == facility_id)
    wanted = (
        select(movement.c.kind, movement.c.at, movement.c.due_back)
        .join(episode, theirs)
        .where(movement.c.concluded.is_(None))
    )
    return [Away(*row) for row in view.connection.execute(wanted)]


def arriving(view: View, facility_id: UUID) -> int:
    """How many are on their way here from another house."""
    here = (movement.c.destination_id == facility_id, movement.c.kind == MovementKind.TRANSFER)
    wanted = select(func.count()).select_from(movement).where(movement.c.concluded.is_(None), *here)
    return view.connection.execute(wanted).scalar_one()


def inside(view: View, facility_id: UUID) -> Sequence[Inside]:
    """Every visitor inside, the longest first."""
    bringer, theirs, own = visit.alias(), appointment.alias(), appointment
    wanted = (
        select(visit.c.id, visit.c.entered, func.coalesce(own.c.ends, theirs.c.ends))
        .outerjoin(own, own.c.id == visit.c.appointment_id)
        .outerjoin(bringer, bringer.c.id == visit.c.brought_by_id)
        .outerjoin(theirs, theirs.c.id == bringer.c.appointment_id)
        .where(visit.c.left.is_(None), visit.c.facility_id == facility_id)
        .order_by(visit.c.entered, visit.c.id)
    )
    return [Inside(*row) for row in view.connection.execute(wanted)]


def waiting(view: View, facility_id: UUID) -> Sequence[Waiting]:
    """Every passage that is held."""
    # a bound state would keep SQLite from the index over what is not settled
    here = (passage.c.settled_at.is_(None), passage.c.facility_id == facility_id)
    wanted = select(passage.c.gate, passage.c.asked_at).where(*here)
    return [Waiting(*row) for row in view.connection.execute(wanted)]
