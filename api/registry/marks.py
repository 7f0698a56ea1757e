"""How far somebody was told of what falls due: kept, so that each crossing is told once, whoever looks.

A mark is changed only as it was seen. Of several that look at the same moment, in this process or another,
one changes it and tells; the others find that somebody else did.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Column, ForeignKey, Table, and_, select, update

from api.gates.clock.crossings import Mark
from api.registry.custody import episode
from api.registry.facilities import facility
from api.registry.inserting import inserted
from api.registry.movements import MovementKind, movement
from api.registry.schema import Instant, metadata
from api.registry.unit import Unit, View

clock_mark = Table(
    "clock_mark",
    metadata,
    Column("episode_id", ForeignKey("episode.id", ondelete="CASCADE"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("near", Boolean, nullable=False),
    Column("over", Boolean, nullable=False),
    Column("case_file", Boolean, nullable=False),
    Column("lapsed", Boolean, nullable=False),
)

absence_mark = Table(
    "absence_mark",
    metadata,
    Column("movement_id", ForeignKey("movement.id", ondelete="CASCADE"), primary_key=True),
    Column("told_until", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Out:
    """Somebody who is under way, by the movement's number.

    facility: the code of the one that answers for them; None: not recorded. at: since when. due_back: None
    where nobody set an hour. told_until: up to when somebody was told how the absence stands; None: not yet.
    """

    id: UUID
    person_id: UUID
    kind: MovementKind
    facility: str | None
    at: datetime
    due_back: datetime | None
    told_until: datetime | None


def of_clocks(view: View, episodes: Collection[UUID]) -> Mapping[UUID, Mark]:
    """The marks of these custodies; without those whose clock was never looked at."""
    wanted = select(clock_mark).where(clock_mark.c.episode_id.in_(episodes))
    return {
        row.episode_id: Mark(row.at, row.near, row.over, row.case_file, row.lapsed)
        for row in view.connection.execute(wanted)
    }


def claim_clock(unit: Unit, episode_id: UUID, seen: Mark | None, now: Mark) -> bool:
    """Put a mark in the place of the one that was seen; whether it is this unit that did.

    The custody is locked until the unit closes: whoever ends it waits, or is waited for.
    """
    held = select(episode.c.id).where(episode.c.id == episode_id, episode.c.ended.is_(None))
    if unit.connection.execute(held.with_for_update()).first() is None:
        return False
    if seen is None:
        return inserted(unit, clock_mark, {"episode_id": episode_id, **asdict(now)})
    as_seen = [clock_mark.c[name] == value for name, value in asdict(seen).items()]
    this = (clock_mark.c.episode_id == episode_id, *as_seen)
    return bool(unit.connection.execute(update(clock_mark).where(*this).values(asdict(now))).rowcount)


def out(view: View) -> Sequence[Out]:
    """Everybody under way, the one due first before all others."""
    wanted = (
        select(movement, facility.c.code, absence_mark.c.told_until)
        .join(episode, episode.c.id == movement.c.episode_id)
        .outerjoin(facility, facility.c.id == episode.c.facility_id)
        .outerjoin(absence_mark, absence_mark.c.movement_id == movement.c.id)
        .where(movement.c.concluded.is_(None))
        .order_by(movement.c.due_back, movement.c.id)
    )
    return [
        Out(row.id, row.person_id, row.kind, row.code, row.at, row.due_back, row.told_until)
        for row in view.connection.execute(wanted)
    ]


def claim_absence(unit: Unit, seen: Out) -> bool:
    """Up to now somebody is told how an absence stands; whether it is this unit that tells.

    The movement is locked until the unit closes: whoever concludes it waits, or is waited for.
    """
    lasts = select(movement.c.id).where(and_(movement.c.id == seen.id, movement.c.concluded.is_(None)))
    if unit.connection.execute(lasts.with_for_update()).first() is None:
        return False
    if seen.told_until is None:
        return inserted(unit, absence_mark, {"movement_id": seen.id, "told_until": unit.now})
    this = (
        absence_mark.c.movement_id == seen.id,
        absence_mark.c.told_until == seen.told_until,
    )
    told = update(absence_mark).where(*this).values(told_until=unit.now)
    return bool(unit.connection.execute(told).rowcount)
