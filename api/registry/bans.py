"""Bans keep a visitor out; sanctions keep a prisoner from visits. Both have an end and a reason."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ColumnElement, ForeignKey, LargeBinary, Table, select

from api.registry.columns import account, at_facility, code, identity, whose
from api.registry.errors import Conflict
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class BanKind(StrEnum):
    """Whom it is laid on."""

    BAN = "ban"  # a visitor, who follows under every name
    SANCTION = "sanction"  # a prisoner


ban = Table(
    "ban",
    metadata,
    identity(),
    whose(),
    Column("kind", code(BanKind), nullable=False),
    at_facility(nullable=True),
    # a ban that is about one prisoner ends with them: it must never become one about all
    Column("prisoner_id", ForeignKey("person.id", ondelete="CASCADE"), index=True),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Column("lifted", Instant),
    account("imposed_by"),
    account("lifted_by", nullable=True),
    Column("reason", LargeBinary, nullable=False),
    CheckConstraint("until IS NULL OR until > since", name="ends_after_start"),
    CheckConstraint("prisoner_id IS NULL OR kind = 'ban'", name="about_a_prisoner_is_a_ban"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """facility_id: where it holds; None: everywhere. until: when it ends by itself.

    prisoner_id: of a ban, the only prisoner whom it keeps the visitor from, such as by a protective order.
    """

    id: UUID = field(default_factory=uuid7)
    person_id: UUID
    kind: BanKind
    facility_id: UUID | None = None
    prisoner_id: UUID | None = None
    since: datetime
    until: datetime | None = None
    lifted: datetime | None = None
    imposed_by: str
    lifted_by: str | None = None
    reason: str = field(repr=False)


_ROWS = TypedRows(ban, Ban)


def impose(unit: Unit, new: Ban) -> Ban:
    """Raises UnknownPerson."""
    return _ROWS.add(unit, new)


def lift(unit: Unit, ban_id: UUID, *, by: str) -> None:
    """End it before its time. Raises Conflict where that was done before."""
    if not _ROWS.update(unit, ban.c.id == ban_id, ban.c.lifted.is_(None), lifted=unit.now, lifted_by=by):
        raise Conflict("This ban is lifted, or never was.", what="ban")


def one(view: View, ban_id: UUID) -> Ban:
    """Raises NotOnRecord."""
    return _ROWS.one(view, ban_id)


def page(
    view: View, person_id: UUID | None, after: UUID | None, limit: int, *only: ColumnElement[bool]
) -> Sequence[Ban]:
    """Up to `limit` of a person's, or of all, from the one after `after` on."""
    on_them = () if person_id is None else (ban.c.person_id == person_id,)
    return _ROWS.page(view, *on_them, *only, after=after, limit=limit)


def of(view: View, person_id: UUID) -> Sequence[Ban]:
    """All that were ever laid on a person."""
    return _ROWS.find(view, ban.c.person_id == person_id)


def standing(
    view: View, persons: Collection[UUID], now: datetime, *, facility_id: UUID | None = None
) -> Sequence[Ban]:
    """Those that hold at an instant for any of these persons, everywhere or at the facility named."""
    unlifted = _ROWS.find(view, ban.c.person_id.in_(persons), ban.c.lifted.is_(None))
    return tuple(one for one in unlifted if _holds(one, now) and one.facility_id in (None, facility_id))


def is_banned(view: View, person_id: UUID, now: datetime) -> bool:
    """Whether a ban stands against a visitor at an instant, wherever it holds."""
    laid = _ROWS.find(view, ban.c.person_id == person_id, ban.c.kind == BanKind.BAN, ban.c.lifted.is_(None))
    return any(_holds(one, now) for one in laid)


def banned_visitors(view: View, now: datetime) -> frozenset[UUID]:
    """Everybody under a ban at an instant, wherever it holds: the gallery that a ban is searched in."""
    wanted = select(ban.c.person_id, ban.c.until).where(
        ban.c.kind == BanKind.BAN, ban.c.lifted.is_(None), ban.c.since <= now
    )
    rows = view.connection.execute(wanted)
    return frozenset(person for person, until in rows if until is None or now < until)


def _holds(one: Ban, now: datetime) -> bool:
    return one.since <= now and (one.until is None or now < one.until)
