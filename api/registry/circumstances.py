"""The circumstances of an encounter: who captured, where, with which devices, why and by what right."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, Column, ForeignKey, String, Table, select

from api.registry.columns import account, at_facility, code
from api.registry.schema import metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class Purpose(StrEnum):
    """What the captures of an encounter are for."""

    INTAKE = "intake"
    VISITOR_ENROLMENT = "visitor-enrolment"
    STAFF_ENROLMENT = "staff-enrolment"
    WATCHLIST = "watchlist"
    RENEWAL = "renewal"  # better captures of somebody who is known


circumstances = Table(
    "circumstances",
    metadata,
    Column("encounter_id", ForeignKey("encounter.id", ondelete="CASCADE"), primary_key=True),
    Column("purpose", code(Purpose), nullable=False),
    Column("legal_basis", String(64), nullable=False),
    Column("notice", String(64)),
    at_facility(nullable=True),
    account("officer"),
    account("station", nullable=True),
    Column("devices", JSON, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """legal_basis: a law's or consent's code; notice: version of the information that the person was given.

    devices: what captured, as its driver names it with maker, model and serial number.
    """

    encounter_id: UUID
    purpose: Purpose
    legal_basis: str
    notice: str | None
    facility_id: UUID | None
    officer: str
    station: str | None
    devices: tuple[str, ...]


_ROWS = TypedRows(circumstances, Circumstances, owner=None, identity="encounter_id")


def add(unit: Unit, new: Circumstances) -> Circumstances:
    """Of an encounter that was just stored, or that nothing was noted of yet."""
    return _ROWS.add(unit, new)


def of(view: View, encounters: Collection[UUID]) -> Mapping[UUID, Circumstances]:
    """By encounter; plain enrolments have none."""
    found = _ROWS.find(view, circumstances.c.encounter_id.in_(encounters))
    return {one.encounter_id: one for one in found}


def officers(view: View, encounters: Collection[UUID]) -> frozenset[str]:
    """Who captured any of these, as far as it was noted."""
    wanted = select(circumstances.c.officer).where(circumstances.c.encounter_id.in_(encounters))
    return frozenset(view.connection.execute(wanted).scalars())
