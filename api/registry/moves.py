"""A move of all faces from one extractor to another, as the store knows it.

While it goes on, templates of both lie side by side; the one row of face_move tells which are compared: the
source's until the state is `switched`, the target's from then on. So the switch is one update, and whoever
reads the store at any moment reads faces of one extractor alone. The others are deleted afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Exists,
    ScalarSelect,
    and_,
    case,
    delete,
    distinct,
    exists,
    func,
    insert,
    not_,
    select,
    update,
)

from api.errors import UnknownPerson
from api.keys.envelope import DataKey, Wrapped
from api.registry.rows import IMAGE, template_row
from api.registry.schema import encounter, face_loss, face_move, person_key, sample, template
from api.registry.unit import Unit, View
from matcher.domain import Modality, Sample, Template

Value = str | int | float

_FACE: Final = sample.c.modality == Modality.FACE.value
_OF_PERSON: Final = sample.c.encounter_id == encounter.c.id


class State(StrEnum):
    """Where a move is."""

    MOVING = "moving"  # templates of the target are being made; the source's are compared
    SWITCHED = "switched"  # the target's are compared; the source's are being deleted, or are gone
    CANCELLED = "cancelled"  # the source's are compared; the target's are being deleted, or are gone


@dataclass(frozen=True, slots=True)
class Move:
    """source, target: extractors. accepted_losses: how many persons may be found no more afterwards.

    settled_at: when it was switched or cancelled; finished_at: when what is not needed any more was gone.
    """

    source: str
    target: str
    state: State
    accepted_losses: int
    started_at: datetime
    settled_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Of face samples: all, those with a template of the target, those of which it makes none.

    unfindable: persons who would have no template left, neither of a face nor of a finger.
    """

    faces: int
    made: int
    lost: int
    unfindable: int


@dataclass(frozen=True, slots=True)
class Loss:
    """A face of which the target makes no template, and why. findable: whether the person has another
    template, of a finger or of another picture."""

    person_id: UUID
    sample_id: UUID
    code: str
    parameters: Mapping[str, Value]
    findable: bool


def in_use() -> ColumnElement[bool]:
    """Whether a row of template is compared: not where it is being made, or on its way out."""
    waiting = case((face_move.c.state == State.SWITCHED, face_move.c.source), else_=face_move.c.target)
    return template.c.extractor.not_in(select(waiting).where(face_move.c.finished_at.is_(None)))


def current(view: View) -> Move | None:
    """The move under way, or the last one; None if there never was one."""
    row = view.connection.execute(select(face_move)).first()
    if row is None:
        return None
    return Move(
        row.source,
        row.target,
        State(row.state),
        row.accepted_losses,
        row.started_at,
        row.settled_at,
        row.finished_at,
    )


def settled(view: View) -> frozenset[str]:
    """The extractor whose faces a store is to hold that holds none: what it was moved to; empty if it never
    was moved."""
    move = current(view)
    if move is None:
        return frozenset()
    return frozenset({move.target if move.state is State.SWITCHED else move.source})


def start(unit: Unit, source: str, target: str, accepted_losses: int) -> None:
    """Begin a move; the one before is over."""
    unit.connection.execute(delete(face_loss))
    unit.connection.execute(delete(face_move))
    row = {"id": 1, "source": source, "target": target, "state": State.MOVING.value}
    unit.connection.execute(
        insert(face_move), {**row, "accepted_losses": accepted_losses, "started_at": unit.now}
    )


def accept(unit: Unit, losses: int) -> None:
    """Let so many persons be found no more."""
    unit.connection.execute(update(face_move).values(accepted_losses=losses))


def outstanding(
    view: View, target: str, after: UUID | None = None, limit: int = 1
) -> Sequence[tuple[UUID, UUID]]:
    """Person and sample of faces whose template of the target is neither made nor known to be impossible.

    In the order of the samples' ids, from the one after `after` on.
    """
    wanted = select(encounter.c.person_id, sample.c.id).where(_OF_PERSON, _FACE, _unmade(target))
    if after is not None:
        wanted = wanted.where(sample.c.id > after)
    found = view.connection.execute(wanted.order_by(sample.c.id).limit(limit))
    return [(row.person_id, row.id) for row in found]


def face(view: View, person_id: UUID, sample_id: UUID) -> Sample:
    """A face as it was captured. Raises SealBroken; UnknownPerson for somebody who was deleted."""
    key = _key(view, person_id)
    row = view.connection.execute(
        select(sample.c.image, sample.c.principal).where(sample.c.id == sample_id)
    ).one()
    image = key.open(IMAGE, sample_id, row.image)
    return Sample(Modality.FACE, image, principal=row.principal)


def keep(unit: Unit, person_id: UUID, sample_id: UUID, made: Template) -> None:
    """Put a template of the target beside the source's; nothing if the sample or the move is gone, or it is
    there already. Raises SealBroken."""
    if _wanted(unit, sample_id, made.extractor):
        row = template_row(sample_id, made, _key(unit, person_id))
        unit.connection.execute(insert(template), row)


def lose(unit: Unit, target: str, sample_id: UUID, code: str, parameters: Mapping[str, Value]) -> None:
    """Note that the target makes no template of a sample; nothing as for `keep`."""
    if _wanted(unit, sample_id, target):
        row = {"sample_id": sample_id, "code": code, "parameters": dict(parameters)}
        unit.connection.execute(insert(face_loss), row)


def counts(view: View, move: Move) -> Counts:
    """How far a move is."""
    every = select(func.count()).select_from(sample).where(_FACE)
    made = select(func.count()).select_from(template).where(template.c.extractor == move.target)
    lost = select(func.count()).select_from(face_loss)
    row = view.connection.execute(
        select(
            every.scalar_subquery().label("every"),
            made.scalar_subquery().label("made"),
            lost.scalar_subquery().label("lost"),
            _unfindable(move.source).label("unfindable"),
        )
    ).one()
    return Counts(row.every, row.made, row.lost, row.unfindable)


def losses(view: View, move: Move, limit: int) -> Sequence[Loss]:
    """The first so many, those first whose person would not be found any more."""
    findable = _findable(move.source).label("findable")
    wanted = (
        select(encounter.c.person_id, face_loss, findable)
        .where(_OF_PERSON, face_loss.c.sample_id == sample.c.id)
        .order_by(findable, sample.c.id)
        .limit(limit)
    )
    return [
        Loss(row.person_id, row.sample_id, row.code, row.parameters, bool(row.findable))
        for row in view.connection.execute(wanted)
    ]


def switch(unit: Unit) -> bool:
    """Compare the target's faces from now on; False, and nothing done, if one is still to be made, if more
    persons would be lost than was agreed to, or if the move is not under way."""
    move = current(unit)
    if move is None or move.state is not State.MOVING or outstanding(unit, move.target):
        return False
    if unit.connection.execute(select(_unfindable(move.source))).scalar_one() > move.accepted_losses:
        return False
    _settle(unit, State.SWITCHED)
    return True


def cancel(unit: Unit) -> None:
    """Stay with the source's faces."""
    _settle(unit, State.CANCELLED)


def clear(unit: Unit, limit: int) -> int:
    """Delete so many of the templates that are not compared; how many there were."""
    some = select(template.c.sample_id, template.c.extractor).where(not_(in_use())).limit(limit)
    gone = unit.connection.execute(some).all()
    for extractor in {row.extractor for row in gone}:
        samples = [row.sample_id for row in gone if row.extractor == extractor]
        unit.connection.execute(
            delete(template).where(template.c.extractor == extractor, template.c.sample_id.in_(samples))
        )
    return len(gone)


def finish(unit: Unit) -> None:
    """Nothing of the other version is left."""
    unit.connection.execute(update(face_move).values(finished_at=unit.now))


def _key(view: View, person_id: UUID) -> DataKey:
    found = select(person_key).where(person_key.c.person_id == person_id)
    row = view.connection.execute(found).one_or_none()
    if row is None:
        raise UnknownPerson("Nobody is enrolled under this number.")
    return view.keyring.unwrap(person_id, Wrapped(row.kek, row.wrapped))


def _settle(unit: Unit, state: State) -> None:
    unit.connection.execute(update(face_move).values(state=state.value, settled_at=unit.now))


def _wanted(unit: Unit, sample_id: UUID, target: str) -> bool:
    """Whether a move to this target still waits for a sample."""
    move = current(unit)
    if move is None or move.state is not State.MOVING or move.target != target:
        return False
    found = select(sample.c.id).where(sample.c.id == sample_id, _FACE, _unmade(target))
    return unit.connection.execute(found).first() is not None


def _unmade(target: str) -> ColumnElement[bool]:
    made = exists().where(template.c.sample_id == sample.c.id, template.c.extractor == target)
    lost = exists().where(face_loss.c.sample_id == sample.c.id)
    return and_(not_(made), not_(lost))


def _findable(source: str) -> Exists:
    """Whether the person of an encounter has any template but the source's."""
    other_encounter, other_sample = encounter.alias(), sample.alias()
    return (
        exists()
        .where(
            other_encounter.c.person_id == encounter.c.person_id,
            other_sample.c.encounter_id == other_encounter.c.id,
            template.c.sample_id == other_sample.c.id,
            template.c.extractor != source,
        )
        .correlate(encounter)
    )


def _unfindable(source: str) -> ScalarSelect[int]:
    return (
        select(func.count(distinct(encounter.c.person_id)))
        .where(_OF_PERSON, face_loss.c.sample_id == sample.c.id, not_(_findable(source)))
        .scalar_subquery()
    )
