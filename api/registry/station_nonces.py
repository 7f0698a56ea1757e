"""Nonces of signed requests, for as long as a signature is accepted: each is spent once.

They are kept in the database, so that no request passes twice whatever process takes it and however often
the service restarts; bounded by a number per station.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, String, Table, delete, func, select

from api.registry.inserting import inserted
from api.registry.schema import Instant, metadata
from api.registry.unit import Unit

MOST = 2_000
"""Of one station at a time: 16 requests a second over two minutes."""

station_nonce = Table(
    "station_nonce",
    metadata,
    Column("station_id", ForeignKey("station.id", ondelete="CASCADE"), primary_key=True),
    Column("nonce", String(22), primary_key=True),
    Column("until", Instant, nullable=False, index=True),
)


def spend(unit: Unit, station_id: UUID, nonce: str, until: datetime) -> bool | None:
    """True, if it was not spent before; None where the station spent too many lately.

    until: when a request that bears it is too old in any case.
    """
    unit.connection.execute(delete(station_nonce).where(station_nonce.c.until < unit.now))
    kept = select(func.count()).select_from(station_nonce).where(station_nonce.c.station_id == station_id)
    if unit.connection.execute(kept).scalar_one() >= MOST:
        return None
    row = {"station_id": station_id, "nonce": nonce, "until": until}
    return inserted(unit, station_nonce, row)
