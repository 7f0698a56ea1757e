"""Passages: somebody stands at a gate and asks to pass. What was captured waits with it until it is settled.

A passage that is held is decided again when a second officer has signed, a reviewer has looked or an order
has come, on what was captured the first time. What was asked is sealed with its pictures under a key of its
own, which is destroyed when the passage is settled: what is to be kept then stands in a person's record.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, Table, Uuid, delete, select

from api.gates.decision import Gate
from api.registry.columns import account, at_facility, code, identity, part_of, version
from api.registry.errors import Conflict
from api.registry.schema import Instant, metadata
from api.registry.sealing import destroy_row_keys
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class PassageState(StrEnum):
    """OPEN alone can change."""

    OPEN = "open"  # held: something is still to come
    ADMITTED = "admitted"
    REFUSED = "refused"
    ABANDONED = "abandoned"  # broken off: `Ending` says why


class Ending(StrEnum):
    """Why a passage was broken off."""

    BY_OFFICER = "by-officer"  # whoever asked went away
    PERSON_RELEASED = "person-released"  # nobody holds them any more: there is nothing to let out or in
    PERSON_ERASED = "person-erased"  # everything kept of them was destroyed


passage = Table(
    "passage",
    metadata,
    identity(),
    Column("gate", code(Gate), nullable=False),
    at_facility(),
    Column("asked_at", Instant, nullable=False),
    account("officer"),
    # no foreign key: at intake the person is not on record yet
    Column("person_id", Uuid, index=True),
    Column("state", code(PassageState), nullable=False),
    Column("settled_at", Instant),
    Column("ending", code(Ending)),
    Column("decision_id", Uuid),
    Column("asked", LargeBinary),
    version(),
    CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_when_not_open"),
)
_waiting = passage.c.settled_at.is_(None)
Index("ix_passage_waiting", passage.c.facility_id, sqlite_where=_waiting, postgresql_where=_waiting)

passage_decision = Table(
    "passage_decision",
    metadata,
    Column("decision_id", Uuid, primary_key=True),
    part_of("passage_id", "passage"),
    Column("ordinal", Integer, nullable=False),
)

passage_review = Table(
    "passage_review",
    metadata,
    # no foreign key: cases have a life of their own
    Column("case_id", Uuid, primary_key=True),
    part_of("passage_id", "passage"),
)


@dataclass(frozen=True, slots=True)
class Passage:
    """asked_at: when the gate was first asked; officer: by whom. person_id: who they say they are.

    asked: the request as it came, pictures and all; None once it is settled. decision_id: the latest. ending:
    why it was broken off, if it was.
    """

    id: UUID
    gate: Gate
    facility_id: UUID
    asked_at: datetime
    officer: str
    person_id: UUID | None
    state: PassageState
    settled_at: datetime | None
    decision_id: UUID | None
    asked: bytes | None = field(repr=False)
    ending: Ending | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class _Review:
    case_id: UUID
    passage_id: UUID


@dataclass(frozen=True, slots=True)
class _Decided:
    decision_id: UUID
    passage_id: UUID
    ordinal: int


_ROWS = TypedRows(passage, Passage, owner=None)
_DECIDED = TypedRows(passage_decision, _Decided, owner=None, identity="decision_id")

_REVIEWS = TypedRows(passage_review, _Review, owner=None, identity="case_id")


def begin(unit: Unit, new: Passage) -> Passage:
    """Somebody asks to pass."""
    return _ROWS.add(unit, new)


def decided(unit: Unit, seen: Passage, decision_id: UUID) -> Passage:
    """One more decision was made. Raises Overtaken, Conflict for a passage that is settled."""
    require_open(seen)
    _DECIDED.add(unit, _Decided(decision_id, seen.id, len(decisions(unit, seen.id))))
    return _ROWS.change(unit, seen, decision_id=decision_id)


def identified(unit: Unit, seen: Passage, person_id: UUID) -> Passage:
    """Who it is turned out. Raises Overtaken."""
    return _ROWS.change(unit, seen, person_id=person_id)


def reduced(unit: Unit, seen: Passage, asked: bytes) -> Passage:
    """Less of what was asked waits with it from now on. Raises Overtaken, Conflict if it is settled."""
    require_open(seen)
    return _ROWS.change(unit, seen, asked=asked)


def settle(unit: Unit, seen: Passage, state: PassageState, ending: Ending | None = None) -> Passage:
    """It is over: what waited with it is destroyed. Raises Overtaken, Conflict where it was settled.

    ending: why, of one that is broken off.
    """
    require_open(seen)
    settled = _ROWS.change(unit, seen, state=state, settled_at=unit.now, ending=ending, asked=None)
    destroy_row_keys(unit, [seen.id])
    return settled


def one(view: View, passage_id: UUID, *, locked: bool = False) -> Passage:
    """Raises NotOnRecord."""
    return _ROWS.one(view, passage_id, locked=locked)


def about(view: View, person_id: UUID) -> Sequence[UUID]:
    """The passages of somebody, the first one first."""
    wanted = select(passage.c.id).where(passage.c.person_id == person_id).order_by(passage.c.id)
    return view.connection.execute(wanted).scalars().all()


def earlier(view: View, than: Passage) -> Sequence[Passage]:
    """What was asked for the same person at the same gate of the house before, the last one first."""
    same = (
        passage.c.person_id == than.person_id,
        passage.c.gate == than.gate,
        passage.c.facility_id == than.facility_id,
        passage.c.id != than.id,
        passage.c.asked_at <= than.asked_at,
    )
    return _ROWS.find(view, *same, order=[passage.c.asked_at.desc(), passage.c.id.desc()])


def decisions(view: View, passage_id: UUID) -> Sequence[UUID]:
    """The decisions of a passage, the first one first."""
    found = _DECIDED.find(
        view, passage_decision.c.passage_id == passage_id, order=[passage_decision.c.ordinal]
    )
    return [each.decision_id for each in found]


def await_review(unit: Unit, passage_id: UUID, case_id: UUID) -> None:
    """Reviewers look at a case for this passage."""
    _REVIEWS.add(unit, _Review(case_id, passage_id))


def reviews(view: View, passage_id: UUID) -> Sequence[UUID]:
    """The cases that were opened for a passage."""
    return [each.case_id for each in _REVIEWS.find(view, passage_review.c.passage_id == passage_id)]


def awaiting(view: View, case_id: UUID, *, locked: bool = False) -> Passage | None:
    """The passage for which a case was opened, whatever became of it; None: it was opened for none."""
    found = _REVIEWS.find(view, passage_review.c.case_id == case_id)
    return one(view, found[0].passage_id, locked=locked) if found else None


def unlink_reviews(unit: Unit, passage_id: UUID) -> None:
    """Which cases reviewers looked at for a passage is on record no more; the cases are."""
    unit.connection.execute(delete(passage_review).where(passage_review.c.passage_id == passage_id))


def waiting(view: View, facility_id: UUID, after: UUID | None = None, most: int = 200) -> Sequence[Passage]:
    """Up to `most` of those that are held at a facility, the longest first, after one of them."""
    here = [passage.c.facility_id == facility_id, _waiting]  # by the index over what is not settled
    if after is not None:
        here.append(passage.c.id > after)
    return _ROWS.find(view, *here, order=[passage.c.id], limit=most)


def idle(unit: Unit, person_id: UUID, gates: Collection[Gate]) -> Sequence[Passage]:
    """Those of a person that are held at these gates and no other unit is writing to; they are locked."""
    theirs = (passage.c.person_id == person_id, passage.c.gate.in_(gates), _waiting)
    free = select(passage.c.id).where(*theirs).order_by(passage.c.id).with_for_update(skip_locked=True)
    ids = unit.connection.execute(free).scalars().all()
    return _ROWS.find(unit, passage.c.id.in_(ids))


def require_open(seen: Passage) -> None:
    """Raises Conflict for a passage that is settled."""
    if seen.state is not PassageState.OPEN:
        raise Conflict("This passage is settled.", what="passage")
