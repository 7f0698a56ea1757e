"""Who is held on what basis since when, of many people at once: all that a detention clock counts by.

Nothing of it is sealed, so a whole house is read without opening anything.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select

from api.gates.clock.policy import SuspensionReason
from api.registry.custody import LegalStatus, episode
from api.registry.facilities import facility
from api.registry.legal_basis import basis_extension, basis_period, suspension
from api.registry.movements import movement
from api.registry.unit import View

_open = episode.c.ended.is_(None)


@dataclass(frozen=True, slots=True)
class Stood:
    """A stretch in which a clock stood still; ends: None while it does."""

    cause: SuspensionReason
    begins: datetime
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class OnBasis:
    """On what somebody has been held without a break since when, and the stretches in which its clock stood.

    term, last_day: of its last period, as in `legal_basis.BasisPeriod`. extended: that period, by an
    extension that was not revoked. ended: when that period did. earlier: the same basis before another one
    came between, and ended.
    """

    basis: str
    begins: datetime
    ended: datetime | None
    term: str | None
    last_day: date | None
    extended: bool
    stood: tuple[Stood, ...]
    earlier: "OnBasis | None" = None


@dataclass(frozen=True, slots=True)
class Held:
    """One custody. facility: a code; None for people enrolled without a word of where.

    out_since: when they left for a time or for another facility; None while they are in. latest: the last
    legal basis; None where none was recorded, and the legal status says it.
    """

    episode_id: UUID
    person_id: UUID
    facility_id: UUID | None
    facility: str | None
    wing: str | None
    admitted: datetime
    ended: datetime | None
    legal_status: LegalStatus
    case_file: bool
    out_since: datetime | None
    latest: OnBasis | None


def at_facility(view: View, facility_id: UUID) -> Sequence[Held]:
    """Everybody whom a facility answers for now, also those who are out for a time."""
    return _read(view, _open, episode.c.facility_id == facility_id)


def of_persons(view: View, persons: Collection[UUID]) -> Sequence[Held]:
    """Those of these persons who are held now."""
    return _read(view, _open, episode.c.person_id.in_(persons))


def of_episode(view: View, episode_id: UUID) -> Held | None:
    """One custody, ended or not; None where there is none of this number."""
    found = _read(view, episode.c.id == episode_id)
    return found[0] if found else None


def _read(view: View, *which: ColumnElement[bool]) -> Sequence[Held]:
    wanted = (
        select(
            episode,
            facility.c.code.label("facility"),
            episode.c.case_lookup.is_not(None).label("filed"),
            movement.c.at.label("out_since"),
        )
        .outerjoin(facility, facility.c.id == episode.c.facility_id)
        .outerjoin(movement, and_(movement.c.episode_id == episode.c.id, movement.c.concluded.is_(None)))
        .where(*which)
        .order_by(episode.c.id)
    )
    bases = _bases(view, select(episode.c.id).where(*which).scalar_subquery())
    return tuple(
        Held(
            row.id,
            row.person_id,
            row.facility_id,
            row.facility,
            row.wing,
            row.admitted,
            row.ended,
            row.legal_status,
            row.filed,
            row.out_since,
            bases.get(row.id),
        )
        for row in view.connection.execute(wanted)
    )


def _bases(view: View, episodes: Any) -> Mapping[UUID, OnBasis]:
    """The latest basis of each episode; another order on the same basis begins no new clock."""
    extended = exists().where(
        basis_extension.c.period_id == basis_period.c.id, basis_extension.c.revoked.is_(None)
    )
    periods = (
        select(basis_period, extended.label("extended"))
        .where(basis_period.c.episode_id.in_(episodes))
        .order_by(basis_period.c.begins, basis_period.c.id)
    )
    stood = _stood(view, episodes)
    found: dict[UUID, OnBasis] = {}
    before: dict[tuple[UUID, str], OnBasis] = {}
    for row in view.connection.execute(periods):
        last, known = found.get(row.episode_id), before.get((row.episode_id, row.basis))
        on = last if last is not None and last is known else None
        made = OnBasis(
            row.basis,
            row.begins if on is None else on.begins,
            row.ends,
            row.term,
            row.last_day,
            row.extended,
            (*(() if on is None else on.stood), *stood.get(row.id, ())),
            known if on is None else on.earlier,
        )
        found[row.episode_id] = before[row.episode_id, row.basis] = made
    return found


def _stood(view: View, episodes: Any) -> Mapping[UUID, tuple[Stood, ...]]:
    """By period, the first stretch first."""
    wanted = (
        select(suspension.c.period_id, suspension.c.cause, suspension.c.begins, suspension.c.ends)
        .join(basis_period, basis_period.c.id == suspension.c.period_id)
        .where(basis_period.c.episode_id.in_(episodes), suspension.c.revoked.is_(None))
        .order_by(suspension.c.begins, suspension.c.id)
    )
    found: dict[UUID, list[Stood]] = defaultdict(list)
    for row in view.connection.execute(wanted):
        found[row.period_id].append(Stood(row.cause, row.begins, row.ends))
    return {period: tuple(stretches) for period, stretches in found.items()}
