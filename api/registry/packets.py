"""The inbox: packets that stations sent, what they held sealed anew, and the receipt that was given for each.

What a packet held is kept under a key of its own until a passage takes it up or its time is over, then that
key is destroyed. Number, digest and receipt stay: a station that lost a receipt gets it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    delete,
    select,
)

from api.registry.columns import account, at_facility, code, identity, part_of
from api.registry.errors import AlreadyOnRecord, NotOnRecord, PacketNotWaiting
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.sealing import destroy_row_keys
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


class PacketState(StrEnum):
    """unreadable: it opened and holds no encounter of a version that is known."""

    WAITING = "waiting"
    UNREADABLE = "unreadable"
    TAKEN_UP = "taken-up"
    LAPSED = "lapsed"


packet = Table(
    "packet",
    metadata,
    identity(),
    Column("station_id", ForeignKey("station.id"), nullable=False),
    at_facility(),
    Column("sequence", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("label", LargeBinary),
    Column("receipt", String(256), nullable=False),
    Column("state", code(PacketState), nullable=False),
    Column("fingers", SmallInteger, nullable=False),
    Column("faces", SmallInteger, nullable=False),
    Column("captured_at", Instant),
    Column("received_at", Instant, nullable=False),
    Column("passage_id", Uuid),
    account("taken_by", nullable=True),
    UniqueConstraint("station_id", "sequence"),
)

packet_content = Table(
    "packet_content",
    metadata,
    identity(),
    part_of("packet_id", "packet"),
    Column("content", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """label: how people at the counter tell it from others. receipt: hexadecimal.

    passage_id: which took it up, asked by `taken_by`.
    """

    id: UUID = field(default_factory=uuid7)
    station_id: UUID
    facility_id: UUID
    sequence: int
    digest: str
    label: str | None
    receipt: str
    state: PacketState
    fingers: int
    faces: int
    captured_at: datetime | None
    received_at: datetime
    passage_id: UUID | None = None
    taken_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketContent:
    """What a packet held."""

    id: UUID = field(default_factory=uuid7)
    packet_id: UUID
    content: bytes = field(repr=False)


_ROWS = TypedRows(packet, Packet, owner=None)
_CONTENTS = TypedRows(packet_content, PacketContent, owner=None)


def add(unit: Unit, new: Packet, content: bytes) -> None:
    """Raises AlreadyOnRecord where the station has a packet of that number."""
    _ROWS.add_unless(unit, new, AlreadyOnRecord("The packet was taken before.", what="packet"))
    _CONTENTS.add(unit, PacketContent(packet_id=new.id, content=content))


def numbered(view: View, station_id: UUID, sequence: int) -> Packet | None:
    """A station's packet of a number, if it was taken."""
    found = _ROWS.find(view, packet.c.station_id == station_id, packet.c.sequence == sequence)
    return found[0] if found else None


def page(view: View, facility_id: UUID, after: UUID | None, limit: int) -> Sequence[Packet]:
    """Up to `limit` of a facility that wait, the oldest first, also those that cannot be read."""
    waits = packet.c.state.in_((PacketState.WAITING, PacketState.UNREADABLE))
    return _ROWS.page(view, packet.c.facility_id == facility_id, waits, after=after, limit=limit)


def at(view: View, packet_id: UUID, facility_id: UUID) -> Packet:
    """One that was sent to this facility. Raises NotOnRecord, also where it went to another."""
    found = _ROWS.find(view, packet.c.id == packet_id, packet.c.facility_id == facility_id)
    if not found:
        raise NotOnRecord("No packet is on record under this number.", what="packet")
    return found[0]


def one(view: View, packet_id: UUID) -> Packet:
    """Raises NotOnRecord."""
    return _ROWS.one(view, packet_id)


def content(view: View, waiting: Packet) -> bytes:
    """What it holds. Raises PacketNotWaiting."""
    found = _CONTENTS.find(view, packet_content.c.packet_id == waiting.id)
    if waiting.state is not PacketState.WAITING or not found:
        raise _not_waiting(waiting)
    return found[0].content


def take_up(unit: Unit, packet_id: UUID, passage_id: UUID, officer: str) -> Packet:
    """A passage has what it held; it is kept here no more. Raises PacketNotWaiting: it is taken up once."""
    taken = {"state": PacketState.TAKEN_UP, "passage_id": passage_id, "taken_by": officer}
    if not _ROWS.update(unit, packet.c.id == packet_id, packet.c.state == PacketState.WAITING, **taken):
        raise _not_waiting(one(unit, packet_id))
    _destroy(unit, [packet_id])
    return one(unit, packet_id)


def lapse(unit: Unit, before: datetime) -> Sequence[Packet]:
    """Destroy what came before an instant and nobody took up; which packets those were."""
    waits = packet.c.state.in_((PacketState.WAITING, PacketState.UNREADABLE))
    old = _ROWS.find(unit, waits, packet.c.received_at < before, locked=True)
    _ROWS.update(unit, packet.c.id.in_([one.id for one in old]), state=PacketState.LAPSED)
    _destroy(unit, [one.id for one in old])
    return old


def waits_since(view: View, before: datetime) -> bool:
    """Whether anything waits that came before an instant."""
    waits = packet.c.state.in_((PacketState.WAITING, PacketState.UNREADABLE))
    wanted = select(packet.c.id).where(waits, packet.c.received_at < before).limit(1)
    return view.connection.execute(wanted).first() is not None


def _destroy(unit: Unit, packets: Sequence[UUID]) -> None:
    held = packet_content.c.packet_id.in_(packets)
    rows = list(unit.connection.execute(select(packet_content.c.id).where(held)).scalars())
    unit.connection.execute(delete(packet_content).where(held))
    _ROWS.update(unit, packet.c.id.in_(packets), label=None)
    destroy_row_keys(unit, [*rows, *packets])


def _not_waiting(found: Packet) -> PacketNotWaiting:
    return PacketNotWaiting("The packet cannot be taken up (any more).", state=found.state.value)
