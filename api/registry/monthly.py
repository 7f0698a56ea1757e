"""What happened in a span of time and how it ended, for the public's statistics: by house, person by person.

What comes out names people by their numbers and is to be counted at once (`api/publishing.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import ColumnElement, func, or_, select

from api.gates.intake.policy import RecordField
from api.registry import admission_records
from api.registry.custody import LegalStatus, episode
from api.registry.decisions import decision
from api.registry.movements import MovementKind, movement
from api.registry.unit import View
from api.registry.visits import visit

AT_ONCE = 500  # custodies of which the admission record is opened at a time: bounds memory
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AtEnd:
    """A custody that lasted at an instant. said: what its admission record says, where it says it."""

    person_id: UUID
    status: LegalStatus
    said: Mapping[RecordField, JsonValue]


@dataclass(frozen=True, slots=True)
class Occurred:
    """kind: a code or two; person: whose; times: how often."""

    kind: tuple[str, ...]
    person: UUID | None
    times: int


def held_at(
    view: View, facility_id: UUID | None, at: datetime, items: Sequence[RecordField]
) -> Iterator[Sequence[AtEnd]]:
    """Whom a house held at an instant, some hundreds at a time; of no house: those of whom nobody said where.

    Where they are held and on what footing is as on record now. Raises SealBroken.
    """
    lasted = or_(episode.c.ended.is_(None), episode.c.ended >= at)
    here = (episode.c.facility_id == facility_id, episode.c.admitted < at, lasted)
    wanted = select(episode.c.id, episode.c.person_id, episode.c.legal_status).where(*here)
    rows = view.connection.execute(wanted.order_by(episode.c.id)).all()
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        said = admission_records.said(view, [row.id for row in some], items)
        view.opened.clear()  # keys of some hundred thousand persons would be kept for nothing
        yield [AtEnd(row.person_id, row.legal_status, said.get(row.id, {})) for row in some]


def admitted(view: View, facility_id: UUID | None, span: tuple[datetime, datetime]) -> Sequence[UUID]:
    """Whom a house received, once for each time."""
    wanted = select(movement.c.person_id).where(
        movement.c.kind == MovementKind.ADMISSION,
        movement.c.destination_id == facility_id,
        *_within(movement.c.at, span),
    )
    return view.connection.execute(wanted).scalars().all()


def freed(
    view: View, facility_id: UUID | None, span: tuple[datetime, datetime]
) -> Sequence[tuple[UUID, float]]:
    """Whom a house released, and after how many days."""
    wanted = (
        select(movement.c.person_id, movement.c.at, episode.c.admitted)
        .join(episode, episode.c.id == movement.c.episode_id)
        .where(
            movement.c.kind == MovementKind.RELEASE,
            movement.c.origin_id == facility_id,
            *_within(movement.c.at, span),
        )
    )
    return [(row.person_id, (row.at - row.admitted) / DAY) for row in view.connection.execute(wanted)]


def visited(view: View, facility_id: UUID, span: tuple[datetime, datetime]) -> Sequence[Occurred]:
    """Who visited how often, by how it was established who they are."""
    wanted = (
        select(visit.c.path, visit.c.visitor_id, func.count())
        .where(visit.c.facility_id == facility_id, *_within(visit.c.entered, span))
        .group_by(visit.c.path, visit.c.visitor_id)
    )
    return [Occurred((path.value,), who, times) for path, who, times in view.connection.execute(wanted)]


def decided(view: View, facility_id: UUID, span: tuple[datetime, datetime]) -> Sequence[Occurred]:
    """Gate and outcome of each decision, and whom they were about."""
    wanted = (
        select(decision.c.gate, decision.c.outcome, decision.c.subject_id, func.count())
        .where(decision.c.facility_id == facility_id, *_within(decision.c.at, span))
        .group_by(decision.c.gate, decision.c.outcome, decision.c.subject_id)
    )
    found = []
    for gate, outcome, who, times in view.connection.execute(wanted):
        # of nobody on record: each may be somebody else
        each = [Occurred((gate, outcome), None, 1)] * times
        found += each if who is None else [Occurred((gate, outcome), who, times)]
    return found


def _within(
    when: ColumnElement[datetime], span: tuple[datetime, datetime]
) -> tuple[ColumnElement[bool], ...]:
    return (when >= span[0], when < span[1])
