"""Appointments: when a visitor is expected, and with whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Table, and_, select

from api.registry.columns import account, at_facility, code, identity, version, whose
from api.registry.errors import Conflict
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class AppointmentStatus(StrEnum):
    """An appointment is kept once."""

    BOOKED = "booked"
    KEPT = "kept"
    CANCELLED = "cancelled"


appointment = Table(
    "appointment",
    metadata,
    identity(),
    whose("visitor_id"),
    whose("prisoner_id"),
    at_facility(),
    Column("begins", Instant, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("status", code(AppointmentStatus), nullable=False),
    account("booked_by"),
    version(),
    CheckConstraint("ends > begins", name="ends_after_start"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """begins, ends: the visiting slot."""

    id: UUID = field(default_factory=uuid7)
    visitor_id: UUID
    prisoner_id: UUID
    facility_id: UUID
    begins: datetime
    ends: datetime
    status: AppointmentStatus = AppointmentStatus.BOOKED
    booked_by: str
    version: int = 1


_ROWS = TypedRows(appointment, Appointment, owner="visitor_id")
_booked = appointment.c.status == AppointmentStatus.BOOKED


def book(unit: Unit, new: Appointment) -> Appointment:
    """Expect a visitor."""
    return _ROWS.add(unit, new)


def keep(unit: Unit, appointment_id: UUID) -> None:
    """The visitor came. Raises Conflict where the appointment was kept or cancelled before."""
    _settle(unit, appointment_id, AppointmentStatus.KEPT)


def cancel(unit: Unit, appointment_id: UUID) -> None:
    """Raises Conflict where the appointment was kept or cancelled before."""
    _settle(unit, appointment_id, AppointmentStatus.CANCELLED)


def one(view: View, appointment_id: UUID) -> Appointment:
    """Raises NotOnRecord."""
    return _ROWS.one(view, appointment_id)


def page(
    view: View, facility_id: UUID, span: tuple[datetime, datetime], after: UUID | None, limit: int
) -> Sequence[Appointment]:
    """Up to `limit` slots of a facility that begin in this span, from the one after `after` on."""
    within = and_(appointment.c.begins >= span[0], appointment.c.begins < span[1])
    return _ROWS.page(view, appointment.c.facility_id == facility_id, within, after=after, limit=limit)


def ends(view: View, appointments: Collection[UUID]) -> Mapping[UUID, datetime]:
    """When each of these ends."""
    wanted = select(appointment.c.id, appointment.c.ends).where(appointment.c.id.in_(appointments))
    return {row.id: row.ends for row in view.connection.execute(wanted)}


def of_two(view: View, visitor_id: UUID, prisoner_id: UUID) -> Sequence[Appointment]:
    """All that a visitor ever had with a prisoner."""
    these = (appointment.c.visitor_id == visitor_id, appointment.c.prisoner_id == prisoner_id)
    return _ROWS.find(view, *these, order=[appointment.c.begins, appointment.c.id])


def between(view: View, facility_id: UUID, start: datetime, end: datetime) -> Sequence[Appointment]:
    """All slots of a facility that begin in this span, whatever became of them."""
    span = and_(appointment.c.begins >= start, appointment.c.begins < end)
    order = [appointment.c.begins, appointment.c.id]
    return _ROWS.find(view, appointment.c.facility_id == facility_id, span, order=order)


def of_prisoner(view: View, prisoner_id: UUID, start: datetime, end: datetime) -> Sequence[Appointment]:
    """A prisoner's slots that begin in this span and were not cancelled: what a quota counts."""
    span = and_(appointment.c.begins >= start, appointment.c.begins < end)
    live = appointment.c.status != AppointmentStatus.CANCELLED
    return _ROWS.find(view, appointment.c.prisoner_id == prisoner_id, span, live)


def _settle(unit: Unit, appointment_id: UUID, status: AppointmentStatus) -> None:
    counted = {"version": appointment.c.version + 1}
    if not _ROWS.update(unit, appointment.c.id == appointment_id, _booked, status=status, **counted):
        raise Conflict("The appointment was kept or cancelled before.", what="appointment")
