"""Packets of stations that were not taken: how often, since when and why, one line a station and reason.

Whatever a station sends, there are no more lines than reasons: nothing of the packet itself is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table, select, update

from api.registry.columns import at_facility
from api.registry.inserting import inserted
from api.registry.schema import Instant, metadata
from api.registry.unit import Unit, View

packet_refusal = Table(
    "packet_refusal",
    metadata,
    Column("station_id", ForeignKey("station.id", ondelete="CASCADE"), primary_key=True),
    Column("problem", String(64), primary_key=True),
    at_facility(),
    Column("times", BigInteger, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class PacketRefusal:
    """problem: the code of the error by which it was refused."""

    station_id: UUID
    problem: str
    facility_id: UUID
    times: int
    first_at: datetime
    last_at: datetime


def note(unit: Unit, station_id: UUID, facility_id: UUID, problem: str) -> None:
    """Once more."""
    if _again(unit, station_id, problem):
        return
    row = {"station_id": station_id, "problem": problem, "facility_id": facility_id, "times": 1}
    if not inserted(unit, packet_refusal, row | {"first_at": unit.now, "last_at": unit.now}):
        _again(unit, station_id, problem)  # another packet of the station was refused at that very moment


def at(view: View, facility_id: UUID) -> Sequence[PacketRefusal]:
    """Of a facility's stations, the latest first."""
    c = packet_refusal.c
    wanted = select(packet_refusal).where(c.facility_id == facility_id)
    rows = view.connection.execute(wanted.order_by(c.last_at.desc(), c.station_id, c.problem))
    return [PacketRefusal(**row._mapping) for row in rows]


def _again(unit: Unit, station_id: UUID, problem: str) -> bool:
    c = packet_refusal.c
    more = update(packet_refusal).where(c.station_id == station_id, c.problem == problem)
    return bool(unit.connection.execute(more.values(times=c.times + 1, last_at=unit.now)).rowcount)
