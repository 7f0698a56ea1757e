"""Galleries: groups of persons that are searched together. A person is in as many as apply, for a time."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ColumnElement, Index, String, Table, select

from api.registry.columns import code, identity, part_of, whose
from api.registry.errors import Conflict, CustodyNeedsEpisode
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class Gallery(StrEnum):
    """Visitors and prisoners are apart: what searches which, a gate's policy says."""

    CUSTODY = "custody"
    FORMER = "former"
    VISITORS = "visitors"
    STAFF = "staff"
    WATCHLIST = "watchlist"


gallery_member = Table(
    "gallery_member",
    metadata,
    identity(),
    whose(),
    Column("gallery", code(Gallery), nullable=False),
    Column("watchlist", String(64), nullable=False, server_default=""),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    part_of("episode_id", "episode", nullable=True),
    # nobody is held without an episode, and no episode makes anybody a member of anything else
    CheckConstraint("(gallery = 'custody') = (episode_id IS NOT NULL)", name="custody_has_episode"),
    CheckConstraint("(gallery = 'watchlist') = (watchlist <> '')", name="watchlist_has_name"),
)
_current = gallery_member.c.until.is_(None)
Index(
    "uq_gallery_member_current",
    gallery_member.c.person_id,
    gallery_member.c.gallery,
    gallery_member.c.watchlist,
    unique=True,
    sqlite_where=_current,
    postgresql_where=_current,
)


@dataclass(frozen=True, slots=True)
class Membership:
    """watchlist: which list, "" in other galleries. until: when it ended; None while it lasts.

    episode_id: why somebody is in the custody gallery; None in all others.
    """

    id: UUID
    person_id: UUID
    gallery: Gallery
    watchlist: str
    since: datetime
    until: datetime | None = None
    episode_id: UUID | None = None


_ROWS = TypedRows(gallery_member, Membership)


def enter(unit: Unit, person_id: UUID, gallery: Gallery, *, watchlist: str = "") -> None:
    """Make a person a member; a member already is not an error. Raises CustodyNeedsEpisode for custody."""
    if gallery is Gallery.CUSTODY:
        raise CustodyNeedsEpisode("Nobody comes into custody without an episode.")
    if _find(unit, person_id, gallery, watchlist):
        return
    new = Membership(uuid7(), person_id, gallery, watchlist, unit.now)
    _ROWS.add_unless(unit, new, Conflict("The person cannot be entered into this gallery."))


def leave(unit: Unit, person_id: UUID, gallery: Gallery, *, watchlist: str = "") -> bool:
    """End a membership; whether there was one. Raises CustodyNeedsEpisode for custody."""
    if gallery is Gallery.CUSTODY:
        raise CustodyNeedsEpisode("Custody ends with its episode.")
    return _end(unit, person_id, gallery, watchlist)


def enter_custody(unit: Unit, person_id: UUID, episode_id: UUID) -> None:
    """For `custody.admit` alone, which makes the episode."""
    _ROWS.add(unit, Membership(uuid7(), person_id, Gallery.CUSTODY, "", unit.now, episode_id=episode_id))


def leave_custody(unit: Unit, person_id: UUID) -> None:
    """For `custody.end` alone, which ends the episode."""
    _end(unit, person_id, Gallery.CUSTODY, "")


def of(view: View, persons: Collection[UUID]) -> Mapping[UUID, frozenset[Gallery]]:
    """The galleries that these persons are in now."""
    wanted = select(gallery_member.c.person_id, gallery_member.c.gallery).where(
        gallery_member.c.person_id.in_(persons), _current
    )
    found: dict[UUID, set[Gallery]] = {person: set() for person in persons}
    for person, gallery in view.connection.execute(wanted):
        found[person].add(gallery)
    return {person: frozenset(galleries) for person, galleries in found.items()}


def history(view: View, person_id: UUID) -> tuple[Membership, ...]:
    """All memberships of a person, past ones too, by their beginning."""
    order = [gallery_member.c.since, gallery_member.c.id]
    return _ROWS.find(view, gallery_member.c.person_id == person_id, order=order)


def watchlists(view: View, person_id: UUID) -> frozenset[str]:
    """The lists that a person is on now."""
    wanted = select(gallery_member.c.watchlist).where(
        gallery_member.c.person_id == person_id, gallery_member.c.gallery == Gallery.WATCHLIST, _current
    )
    return frozenset(view.connection.execute(wanted).scalars())


def listed(view: View) -> Mapping[UUID, str]:
    """Everybody who is on a watchlist now, with its name; of several the last one that they came on."""
    wanted = (
        select(gallery_member.c.person_id, gallery_member.c.watchlist)
        .where(gallery_member.c.gallery == Gallery.WATCHLIST, _current)
        .order_by(gallery_member.c.since, gallery_member.c.id)
    )
    return {row.person_id: row.watchlist for row in view.connection.execute(wanted)}


def everybody(view: View) -> Iterator[tuple[UUID, Gallery]]:
    """Every person with every gallery they are in now: what a roster is filled from."""
    wanted = select(gallery_member.c.person_id, gallery_member.c.gallery).where(_current)
    for row in view.connection.execute(wanted).yield_per(10_000):
        yield row.person_id, row.gallery


def _find(view: View, person_id: UUID, gallery: Gallery, watchlist: str) -> tuple[Membership, ...]:
    return _ROWS.find(view, *_this(person_id, gallery, watchlist))


def _end(unit: Unit, person_id: UUID, gallery: Gallery, watchlist: str) -> bool:
    return _ROWS.update(unit, *_this(person_id, gallery, watchlist), until=unit.now) > 0


def _this(person_id: UUID, gallery: Gallery, watchlist: str) -> list[ColumnElement[bool]]:
    return [
        gallery_member.c.person_id == person_id,
        gallery_member.c.gallery == gallery,
        gallery_member.c.watchlist == watchlist,
        _current,
    ]
