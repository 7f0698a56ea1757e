"""Wire types of the inbox: packets that stations sent, and what the service answers for one."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.contract.audit import HeadOut
from api.contract.samples import WireModel

Count = Annotated[int, Field(ge=0)]


class PacketAnswer(WireModel):
    """A packet was taken. receipt: 128 octets in hexadecimal, see `api.contract.packet.receipt`.

    head: the last signed head of the audit log; the station keeps it and can hold the service to it.
    """

    receipt: str = Field(pattern=r"^[0-9a-f]{256}$")
    head: HeadOut | None


class PacketOut(WireModel):
    """A packet in the inbox. waiting: it can be taken up; unreadable: it opened, but holds no encounter.

    taken-up: its images went to a passage of a gate; lapsed: nobody took it up in time. Of both, nothing of
    what it held is kept here.
    """

    id: UUID
    station_id: UUID
    station: str = Field(description="The station's name")
    facility: str
    sequence: Count
    state: Literal["waiting", "unreadable", "taken-up", "lapsed"]
    label: str | None
    fingers: Count = Field(description="Images of fingers; a slap counts once")
    faces: Count
    captured_at: datetime | None = Field(description="By the station's clock")
    received_at: datetime
    passage_id: UUID | None = Field(description="Which passage took it up")


class PacketPage(WireModel):
    """The oldest first; pass `next` as `after` for the following page."""

    packets: list[PacketOut]
    next: UUID | None


class RefusedPacket(WireModel):
    """Packets of a station that were not taken for one reason. Nothing of them is kept."""

    station_id: UUID
    station: str = Field(description="The station's name")
    problem: str = Field(description="The code of the refusal")
    title: str = Field(description="The same in the asked language")
    times: Count
    first_at: datetime
    last_at: datetime


class RefusedPackets(WireModel):
    """One line a station and reason, the latest first."""

    refused: list[RefusedPacket]
