"""Legal holds: a court's word, or two officers', that something of a person is not to be destroyed yet.

A hold outlives what it keeps from being destroyed in the live record, so it is sealed under a key of its own.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Column, LargeBinary, Table, Uuid, delete, select

from api.gates.retention.schedule import LegalHold
from api.officers import one_officer
from api.registry.columns import account, code, identity, version
from api.registry.errors import Conflict, SameOfficer
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.sealing import destroy_row_keys
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class HoldBasis(StrEnum):
    """On whose word a hold stands."""

    COURT = "court"
    OFFICERS = "officers"  # two of them


legal_hold = Table(
    "legal_hold",
    metadata,
    identity(),
    # no foreign key: it covers what lies in the archive too, when the person's row is gone
    Column("person_id", Uuid, nullable=False, index=True),
    Column("basis", code(HoldBasis), nullable=False),
    Column("biometrics", Boolean, nullable=False),
    Column("placed_at", Instant, nullable=False),
    account("placed_by"),
    Column("since", Instant),
    account("signed_by", nullable=True),
    Column("until", Instant),
    Column("lifted", Instant),
    account("lift_asked_by", nullable=True),
    account("lifted_by", nullable=True),
    Column("grounds", LargeBinary, nullable=False),
    version(),
    CheckConstraint("(since IS NULL) = (signed_by IS NULL)", name="stands_when_signed"),
    CheckConstraint("(lifted IS NULL) = (lifted_by IS NULL)", name="lifted_by_somebody"),
)


@dataclass(frozen=True, slots=True)
class HoldGrounds:
    """Sealed. authority: who asks for it; reference: of their file; reason: in words."""

    authority: str
    reason: str
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedHold:
    """since: from when on it stands; None until a second officer signed. until: None: till it is lifted.

    biometrics: it covers images and templates too.
    """

    id: UUID = field(default_factory=uuid7)
    person_id: UUID
    basis: HoldBasis
    biometrics: bool
    placed_at: datetime
    placed_by: str
    since: datetime | None = None
    signed_by: str | None = None
    until: datetime | None = None
    lifted: datetime | None = None
    lift_asked_by: str | None = None
    lifted_by: str | None = None
    grounds: HoldGrounds = field(repr=False)
    version: int = 1

    def covers(self) -> LegalHold | None:
        """What it keeps, for the schedule; None for one that stands no more, or not yet."""
        if self.since is None or self.lifted is not None:
            return None
        return LegalHold(self.since, self.until, self.biometrics)

    def stands(self, now: datetime) -> bool:
        """Whether it keeps anything at this instant."""
        covered = self.covers()
        return covered is not None and covered.stands(now)


_ROWS = TypedRows(legal_hold, PlacedHold, owner=None)


def place(unit: Unit, new: PlacedHold) -> PlacedHold:
    """Enter a hold; one of a court stands at once (`since`, `signed_by`)."""
    return _ROWS.add(unit, new)


def sign(unit: Unit, hold_id: UUID, *, by: str) -> PlacedHold:
    """A second officer agrees: it stands from now on. Raises SameOfficer, Conflict, NotOnRecord."""
    seen = one(unit, hold_id, locked=True)
    if seen.since is not None or seen.lifted is not None:
        raise Conflict("This hold is signed already.", what="legal_hold")
    if one_officer(seen.placed_by, by):
        raise SameOfficer("Nobody signs their own hold.")
    return _ROWS.change(unit, seen, since=unit.now, signed_by=by)


def lift(unit: Unit, hold_id: UUID, *, by: str, court: bool) -> PlacedHold:
    """End a hold: a court at once, officers two of them, the first of whom asks.

    court: whether it is the court's word. Raises SameOfficer, Conflict, NotOnRecord.
    """
    seen = one(unit, hold_id, locked=True)
    if seen.lifted is not None:
        raise Conflict("This hold is lifted.", what="legal_hold")
    if not court and seen.basis is HoldBasis.COURT:
        raise Conflict("A court's hold ends by the court's word.", what="legal_hold")
    if court or seen.since is None:
        return _ROWS.change(unit, seen, lifted=unit.now, lifted_by=by)
    if seen.lift_asked_by is None:
        return _ROWS.change(unit, seen, lift_asked_by=by)
    if one_officer(seen.lift_asked_by, by):
        raise SameOfficer("A second officer must agree.")
    return _ROWS.change(unit, seen, lifted=unit.now, lifted_by=by)


def one(view: View, hold_id: UUID, *, locked: bool = False) -> PlacedHold:
    """Raises NotOnRecord."""
    return _ROWS.one(view, hold_id, locked=locked)


def of(view: View, persons: Collection[UUID]) -> Sequence[PlacedHold]:
    """All that were ever placed on these persons."""
    return _ROWS.find(view, legal_hold.c.person_id.in_(persons))


def page(view: View, *, after: UUID | None, limit: int) -> Sequence[PlacedHold]:
    """Up to `limit` holds that were not lifted, from the one after `after` on."""
    return _ROWS.page(view, legal_hold.c.lifted.is_(None), after=after, limit=limit)


def standing(view: View) -> Sequence[PlacedHold]:
    """Everybody's that were signed and not lifted, whatever their end."""
    return _ROWS.find(view, legal_hold.c.lifted.is_(None), legal_hold.c.since.is_not(None))


def forget(unit: Unit, person_id: UUID) -> int:
    """Nothing is left that they could keep: they go, with their keys; how many."""
    wanted = select(legal_hold.c.id).where(legal_hold.c.person_id == person_id)
    ids = list(unit.connection.execute(wanted).scalars())
    unit.connection.execute(delete(legal_hold).where(legal_hold.c.id.in_(ids)))
    destroy_row_keys(unit, ids)
    return len(ids)
