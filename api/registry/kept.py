"""Why something is kept of whom: every person's custodies, visits and lists, of many people at once.

Nothing of it is sealed, so what is due of a whole house is found without opening anything.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from api.gates.retention.policy import Ending
from api.registry import sealed
from api.registry.bans import ban
from api.registry.custody import LegalStatus, episode
from api.registry.endings import custody_ending
from api.registry.facilities import facility
from api.registry.galleries import Gallery, gallery_member
from api.registry.relinking_tables import ceased_person
from api.registry.schema import encounter, person, sample
from api.registry.unit import View
from api.registry.visitors import visitor
from api.registry.visits import visit

PERSONS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Custody:
    """ended: None while it lasts. said: how it ended in law, as far as the case system said, final since."""

    facility: str | None
    admitted: datetime
    ended: datetime | None
    legal_status: LegalStatus
    said: tuple[tuple[Ending, datetime], ...]
    captured: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Visiting:
    """facility: of the last visit; None: none. last: when they left, or withdrew, or came on record.

    lasts: they are inside, or banned.
    """

    facility: str | None
    last: datetime
    lasts: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """One person on record. listed: in a gallery that lasts (staff, a watchlist). captured: encounters with
    samples. sealed: by a legal hold, out of every search. visiting: None for who is no visitor."""

    person_id: UUID
    enrolled: datetime
    custodies: Sequence[Custody]
    visiting: Visiting | None
    listed: bool
    captured: frozenset[UUID]
    sealed: bool


def of(view: View, persons: Sequence[UUID], now: datetime) -> Sequence[Facts]:
    """Of those of these persons who are on record and did not cease into others, by their numbers."""
    wanted = select(person.c.id, person.c.enrolled_at).where(person.c.id.in_(persons))
    current = wanted.where(person.c.id.not_in(select(ceased_person.c.person_id))).order_by(person.c.id)
    captures = _captures(view, persons)
    custodies = _custodies(view, persons, captures)
    visits, listed, hidden = _visiting(view, persons, now), _listed(view, persons), sealed.every(view)
    return [
        Facts(
            row.id,
            row.enrolled_at,
            custodies.get(row.id, ()),
            visits.get(row.id),
            row.id in listed,
            frozenset(captures.get(row.id, {})),
            row.id in hidden,
        )
        for row in view.connection.execute(current)
    ]


def page(view: View, after: UUID | None) -> Sequence[UUID]:
    """The next numbers of persons who are in nobody's custody, or of whom an ending was said."""
    held = select(episode.c.person_id).where(episode.c.ended.is_(None))
    said = select(custody_ending.c.person_id)
    open_ = or_(person.c.id.not_in(held), person.c.id.in_(said))
    wanted = select(person.c.id).where(open_).order_by(person.c.id).limit(PERSONS_AT_ONCE)
    wanted = wanted if after is None else wanted.where(person.c.id > after)
    return list(view.connection.execute(wanted).scalars())


def acquitted(view: View) -> Sequence[UUID]:
    """Of whom an acquittal was said, whenever it is final."""
    said = custody_ending.c.ending == Ending.ACQUITTED
    return list(view.connection.execute(select(custody_ending.c.person_id).where(said).distinct()).scalars())


def _captures(view: View, persons: Sequence[UUID]) -> Mapping[UUID, Mapping[UUID, datetime]]:
    """By person the encounters with samples, and when each was."""
    has = select(sample.c.id).where(sample.c.encounter_id == encounter.c.id).exists()
    rows = select(encounter.c.person_id, encounter.c.id, encounter.c.captured_at)
    found: dict[UUID, dict[UUID, datetime]] = defaultdict(dict)
    for row in view.connection.execute(rows.where(encounter.c.person_id.in_(persons), has)):
        found[row.person_id][row.id] = row.captured_at
    return found


def _custodies(
    view: View, persons: Sequence[UUID], captures: Mapping[UUID, Mapping[UUID, datetime]]
) -> Mapping[UUID, Sequence[Custody]]:
    said: dict[UUID, list[tuple[Ending, datetime]]] = defaultdict(list)
    endings = select(custody_ending).where(custody_ending.c.person_id.in_(persons))
    for row in view.connection.execute(endings.order_by(custody_ending.c.entered_at, custody_ending.c.id)):
        said[row.episode_id].append((row.ending, row.final))
    wanted = (
        select(episode, facility.c.code.label("code"))
        .outerjoin(facility, facility.c.id == episode.c.facility_id)
        .where(episode.c.person_id.in_(persons))
        .order_by(episode.c.admitted, episode.c.id)
    )
    found: dict[UUID, list[Custody]] = defaultdict(list)
    for row in view.connection.execute(wanted):
        taken = frozenset(
            one
            for one, at in captures.get(row.person_id, {}).items()
            if row.admitted <= at and (row.ended is None or at <= row.ended)
        )
        told = tuple(said.get(row.id, ()))
        custody = Custody(row.code, row.admitted, row.ended, row.legal_status, told, taken)
        found[row.person_id].append(custody)
    return found


def _visiting(view: View, persons: Sequence[UUID], now: datetime) -> Mapping[UUID, Visiting]:
    rows = select(visitor.c.person_id, visitor.c.withdrawn, person.c.enrolled_at).join(
        person, person.c.id == visitor.c.person_id
    )
    last: dict[UUID, tuple[str, datetime | None]] = {}
    visits = (
        select(visit.c.visitor_id, visit.c.left, facility.c.code)
        .join(facility, facility.c.id == visit.c.facility_id)
        .where(visit.c.visitor_id.in_(persons))
        .order_by(visit.c.entered, visit.c.id)
    )
    for one in view.connection.execute(visits):
        last[one.visitor_id] = (one.code, one.left)
    banned = _banned(view, persons, now)
    found: dict[UUID, Visiting] = {}
    for row in view.connection.execute(rows.where(visitor.c.person_id.in_(persons))):
        code, left = last.get(row.person_id, (None, row.enrolled_at))
        since = max(row.enrolled_at, left or row.enrolled_at)
        at = row.withdrawn or since
        found[row.person_id] = Visiting(code, at, left is None or row.person_id in banned)
    return found


def _banned(view: View, persons: Sequence[UUID], now: datetime) -> frozenset[UUID]:
    """Who has a ban that was not lifted and has not ended: it must follow them."""
    lasts = or_(ban.c.until.is_(None), ban.c.until > now)
    return _set(view, ban.c.person_id, ban.c.person_id.in_(persons), ban.c.lifted.is_(None), lasts)


def _listed(view: View, persons: Sequence[UUID]) -> frozenset[UUID]:
    lasting = (Gallery.STAFF, Gallery.WATCHLIST)
    these = (gallery_member.c.person_id.in_(persons), gallery_member.c.until.is_(None))
    return _set(view, gallery_member.c.person_id, gallery_member.c.gallery.in_(lasting), *these)


def _set(view: View, column: ColumnElement[UUID], *where: ColumnElement[bool]) -> frozenset[UUID]:
    return frozenset(view.connection.execute(select(column).where(*where).distinct()).scalars())
