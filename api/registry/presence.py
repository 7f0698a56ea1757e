"""Who says that they are there: gates now, stations like them. Each is heard from time to time, or is not.

One row each, changed by every heartbeat: what counts is when something was heard last, not how often.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Integer, String, Table, UniqueConstraint, delete

from api.registry.columns import account, at_facility, code, identity
from api.registry.errors import AlreadyOnRecord, NotOnRecord
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

NAME, BUILD = 64, 64
"""Longest name and build, characters."""


class PresenceKind(StrEnum):
    """What is heard."""

    GATE = "gate"
    STATION = "station"


presence = Table(
    "presence",
    metadata,
    identity(),
    at_facility(index=False),
    Column("kind", code(PresenceKind), nullable=False),
    Column("name", String(NAME), nullable=False),
    Column("build", String(BUILD), nullable=False),
    Column("ahead", Integer, nullable=False),
    Column("heard_at", Instant, nullable=False),
    account("reported_by"),
    Column("silent_since", Instant),
    UniqueConstraint("facility_id", "kind", "name"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """name: unique among its kind in a facility. build: the program's version.

    ahead: seconds by which its clock went before ours when it was heard; negative: behind. silent_since: when
    it was heard last before a silence that was told; None: no silence of it is told, or its end was.
    """

    id: UUID = field(default_factory=uuid7)
    facility_id: UUID
    kind: PresenceKind
    name: str
    build: str
    ahead: int
    heard_at: datetime
    reported_by: str
    silent_since: datetime | None = None


_ROWS = TypedRows(presence, Presence, owner=None)


def heard(unit: Unit, said: Presence) -> Presence:
    """It says that it is there: for the first time, or once more."""
    these = _named(said.facility_id, said.kind, said.name)
    news = {
        "build": said.build,
        "ahead": said.ahead,
        "heard_at": said.heard_at,
        "reported_by": said.reported_by,
    }
    if not _ROWS.update(unit, *these, **news):
        try:
            return _ROWS.add_unless(
                unit, said, AlreadyOnRecord("It was heard for the first time twice at once.")
            )
        except AlreadyOnRecord:
            _ROWS.update(unit, *these, **news)
    return _ROWS.find(unit, *these)[0]


def at(view: View, facility_id: UUID, kind: PresenceKind) -> Sequence[Presence]:
    """Everything of a kind that was ever heard at a facility and not taken out of use, by name."""
    here = (presence.c.facility_id == facility_id, presence.c.kind == kind)
    return _ROWS.find(view, *here, order=[presence.c.name])


def silent(
    view: View, facility_id: UUID, since: datetime, *, but_of: Collection[str], limit: int
) -> tuple[Presence, ...]:
    """Gates not heard after `since` of which nobody was told, the longest silent first.

    but_of: accounts that are out of use; what they reported last is not waited for.
    """
    return _ROWS.find(
        view,
        *_gates_at(facility_id),
        presence.c.silent_since.is_(None),
        presence.c.heard_at < since,
        presence.c.reported_by.not_in(but_of),
        order=[presence.c.heard_at, presence.c.id],
        limit=limit,
    )


def returned(view: View, facility_id: UUID, limit: int) -> tuple[Presence, ...]:
    """Gates that were heard since their silence was told."""
    heard_since = presence.c.heard_at != presence.c.silent_since
    return _ROWS.find(view, *_gates_at(facility_id), heard_since, limit=limit)


def claim_silence(unit: Unit, seen: Presence) -> bool:
    """Whether it is this unit that tells it: of several that try, one; none where it was heard meanwhile."""
    still = (
        presence.c.id == seen.id,
        presence.c.heard_at == seen.heard_at,
        presence.c.silent_since.is_(None),
    )
    return bool(_ROWS.update(unit, *still, silent_since=seen.heard_at))


def claim_return(unit: Unit, seen: Presence) -> bool:
    """Whether it is this unit that tells that the silence that was told is over."""
    told = (presence.c.id == seen.id, presence.c.silent_since == seen.silent_since)
    return bool(_ROWS.update(unit, *told, silent_since=None))


def retire(unit: Unit, facility_id: UUID, kind: PresenceKind, name: str) -> None:
    """It is in use no more: its silence means nothing. Raises NotOnRecord."""
    gone = unit.connection.execute(delete(presence).where(*_named(facility_id, kind, name)))
    if not gone.rowcount:
        raise NotOnRecord("Nothing of this name was ever heard here.", what=kind.value)


def _named(facility_id: UUID, kind: PresenceKind, name: str) -> tuple[ColumnElement[bool], ...]:
    return (presence.c.facility_id == facility_id, presence.c.kind == kind, presence.c.name == name)


def _gates_at(facility_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (presence.c.facility_id == facility_id, presence.c.kind == PresenceKind.GATE)
