"""Why somebody is on a watchlist, until when, and who said so. A membership of the gallery goes with it.

Whoever writes here has locked the person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ColumnElement, LargeBinary, String, Table, and_, not_, or_

from api.registry import galleries
from api.registry.columns import account, at_facility, identity, whose
from api.registry.errors import AlreadyListed, Conflict
from api.registry.galleries import Gallery
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

listing = Table(
    "listing",
    metadata,
    identity(),
    whose(),
    Column("watchlist", String(64), nullable=False),
    at_facility(nullable=True),
    Column("since", Instant, nullable=False),
    Column("until", Instant, index=True),
    Column("ended", Instant),
    account("listed_by"),
    account("lifted_by", nullable=True),
    Column("reason", LargeBinary, nullable=False),
    CheckConstraint("until IS NULL OR until > since", name="ends_after_start"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """watchlist: which list. facility_id: which house entered it; None: none of them alone.

    until: when it ends by itself. ended: when it did, or was lifted by `lifted_by`.
    """

    id: UUID = field(default_factory=uuid7)
    person_id: UUID
    watchlist: str
    facility_id: UUID | None = None
    since: datetime
    until: datetime | None = None
    ended: datetime | None = None
    listed_by: str
    lifted_by: str | None = None
    reason: str = field(repr=False)

    def holds(self, now: datetime) -> bool:
        """Whether it does at an instant."""
        return self.ended is None and (self.until is None or now < self.until)


_ROWS = TypedRows(listing, Listing)


def place(unit: Unit, new: Listing) -> Listing:
    """Somebody is on a list from now on. Raises UnknownPerson, AlreadyListed where they are on it."""
    for one in _lasting(unit, new.person_id):
        if one.watchlist == new.watchlist:
            raise AlreadyListed(
                f"The person is on the list {one.watchlist} already.",
                what="listing",
                watchlist=one.watchlist,
            )
    made = _ROWS.add(unit, new)
    galleries.enter(unit, new.person_id, Gallery.WATCHLIST, watchlist=new.watchlist)
    return made


def end(unit: Unit, seen: Listing, *, by: str | None) -> bool:
    """It holds no more, and the person leaves the gallery unless another one stands; whether it held.

    by: who lifts it; None: its time is over.
    """
    still = (listing.c.id == seen.id, listing.c.ended.is_(None))
    if not _ROWS.update(unit, *still, ended=unit.now, lifted_by=by):
        return False
    if not any(one.watchlist == seen.watchlist for one in _lasting(unit, seen.person_id)):
        galleries.leave(unit, seen.person_id, Gallery.WATCHLIST, watchlist=seen.watchlist)
    return True


def lift(unit: Unit, seen: Listing, *, by: str) -> None:
    """End it before its time. Raises Conflict where it holds no more."""
    if not end(unit, seen, by=by):
        raise Conflict("The person was taken off this list before.", what="listing")


def one(view: View, listing_id: UUID) -> Listing:
    """Raises NotOnRecord."""
    return _ROWS.one(view, listing_id)


def page(
    view: View, person_id: UUID | None, after: UUID | None, limit: int, *only: ColumnElement[bool]
) -> Sequence[Listing]:
    """Up to `limit` of a person's, or of all, from the one after `after` on."""
    on_them = () if person_id is None else (listing.c.person_id == person_id,)
    return _ROWS.page(view, *on_them, *only, after=after, limit=limit)


def holding(now: datetime, holds: bool) -> ColumnElement[bool]:
    """The condition that an entry holds at an instant, or that it does not; see `Listing.holds`."""
    lasts = and_(listing.c.ended.is_(None), or_(listing.c.until.is_(None), listing.c.until > now))
    return lasts if holds else not_(lasts)


def over(view: View, now: datetime, limit: int) -> Sequence[Listing]:
    """Up to `limit` whose time is over and that nobody has ended, the longest over first."""
    past = (listing.c.until <= now, listing.c.ended.is_(None))
    return _ROWS.find(view, *past, order=[listing.c.until, listing.c.id], limit=limit)


def _lasting(view: View, person_id: UUID) -> tuple[Listing, ...]:
    return _ROWS.find(view, listing.c.person_id == person_id, listing.c.ended.is_(None))
